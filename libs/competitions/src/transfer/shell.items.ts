import { entry } from '../entry/decide';
import type { EntryCommand } from '../entry/command';
import { untyped, type BatchItem } from '@xf/es';
import { defined, problemOf, type Call, type Commands, type RecordedBody } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { Advanced } from '../standing/query.transfer';
import type { EntryRow } from '../standing/project';
import type { CompetitionCommand } from '../competition/command';
import { competition as competitionDecider } from '../competition/decide';
import { entryIdOf, type Contest, type LeftOut } from '../terms';
import type { Intake, NotGiven, Stale } from './query';
import { manyRefused, type ManyRefused } from './shell.refusals';

/** What is to become of one entry, with its number; without one, of the whole contest. */
export type Numbered = BatchItem & { readonly number?: string };

/** An entry anew in another contest of its competition, under a number that nobody there has. */
export function moved(row: EntryRow, plan: Contest): Numbered {
  const { competition, contest, entry: id, receiver, subject } = row;
  const number = `${contest}-${row.number}`;
  const group = plan.groups.some((one) => one.group === row.group) ? row.group : undefined;
  const command: EntryCommand = {
    ...{ type: 'SubmitEntry', competition, contest: plan.contest, kind: receiver, subject },
    ...{ entry: entryIdOf(competition, plan.contest, number), number, name: row.name ?? row.title ?? '' },
    ...{ movedFrom: { contest, entry: id } },
    ...defined({ group, unit: row.unit, members: row.members, attributes: row.attributes, from: row.from }),
  };
  return { number: row.number, decider: untyped(entry), command };
}

export function markOf({ row, take: { criterion, slot }, from }: Intake<EntryRow>['marks'][number]): Numbered {
  const at = { competition: row.competition, entry: row.entry, criterion, slot };
  const command: EntryCommand = { type: 'TakeScore', ...at, from };
  return { number: row.number, decider: untyped(entry), command };
}

export function droppedOf({ row, take: { criterion, slot }, source }: NotGiven<EntryRow>): Numbered {
  const command: EntryCommand = {
    ...{ type: 'DropScore', competition: row.competition, entry: row.entry },
    ...{ criterion, slot, source },
  };
  return { number: row.number, decider: untyped(entry), command };
}

export const named = ({ row: { number }, take: { contest, slot } }: NotGiven<EntryRow>) => ({ number, contest, slot });

/** An entry of who goes on, under the number they have there. */
export function submitted(
  competition: string,
  plan: Contest,
  { row, from, carried }: Advanced,
  number: string,
): Numbered {
  const attributes = { ...row.attributes, ...carried };
  const group = plan.groups.some((one) => one.group === row.group) ? row.group : undefined;
  const command: EntryCommand = {
    ...{ type: 'SubmitEntry', competition, contest: plan.contest, kind: row.receiver, subject: row.subject },
    ...{ entry: entryIdOf(competition, plan.contest, number), number, name: row.name ?? row.title ?? '', from },
    ...defined({ group, unit: row.unit, members: row.members }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
  return { number, decider: untyped(entry), command };
}

/** What an entry carries, as its source gives it now. domain-rules 57, 83. */
export function renewed(competition: string, { entry: id, number, from, carried }: Stale, reason: string): Numbered {
  const points = Object.fromEntries(Object.entries(carried).map(([name, { is }]) => [name, is]));
  const command: EntryCommand = { type: 'RenewCarried', competition, entry: id, from, carried: points, reason };
  return { number, decider: untyped(entry), command };
}

/** All of them or none; each that is refused is told by its number. */
export function runNumbered(
  commands: Commands,
  call: Call,
  all: readonly Numbered[],
  { validAt }: RecordedBody,
  answer: Readonly<Record<string, unknown>>,
  more: { readonly ifMatch?: 'required'; readonly detail?: Parameters<typeof manyRefused>[2] } = {},
): Promise<object> {
  if (all.length === 0) throw problemOf(competitionRefusals, { code: 'nothing-to-take' });
  const items = all.map(({ number: _, ...item }) => item);
  const numbers = all.map(({ number }) => number);
  const { detail, ...seen } = more;
  const refused = (refusals: ManyRefused) => manyRefused(refusals, numbers, detail);
  return commands.runAll(call, items, { refusals: competitionRefusals, validAt, answer, refused, ...seen });
}

/** Who goes on and is left out, as it is recorded. */
export function leftOut(competition: string, contest: string, left: readonly LeftOut[]): Numbered {
  const command: CompetitionCommand = { type: 'LeaveOutAdvancing', competition, contest, left };
  return { decider: untyped(competitionDecider), command };
}
