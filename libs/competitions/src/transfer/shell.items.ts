import { entry } from '../entry/decide';
import type { EntryCommand } from '../entry/command';
import { untyped, type BatchItem } from '@xf/es';
import { defined } from '@xf/nest';
import type { EntryRow } from '../standing/project';
import { entryIdOf, type Contest } from '../terms';
import type { Intake, NotGiven } from './query';

/** What is to become of one entry, with its number. */
export type Numbered = BatchItem & { readonly number: string };

/** An entry anew in another contest of its competition, under a number that nobody there has. */
export function moved(row: EntryRow, plan: Contest): BatchItem {
  const { competition, contest, entry: id, receiver, subject } = row;
  const number = `${contest}-${row.number}`;
  const group = plan.groups.some((one) => one.group === row.group) ? row.group : undefined;
  const command: EntryCommand = {
    ...{ type: 'SubmitEntry', competition, contest: plan.contest, kind: receiver, subject },
    ...{ entry: entryIdOf(competition, plan.contest, number), number, name: row.name ?? row.title ?? '' },
    ...{ movedFrom: { contest, entry: id } },
    ...defined({ group, unit: row.unit, members: row.members, attributes: row.attributes, from: row.from }),
  };
  return { decider: untyped(entry), command };
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
