import { untyped, type BatchItem } from '@xf/es';
import type { Process } from '@xf/rules';
import { codes } from '../code/decide';
import { openContest, type CompetitionState } from '../competition/decide';
import { processOf } from '../competition/rules';
import { seat } from '../seat/decide';
import { seatHolderOf, type SeatHolder } from '../seat/events';
import type { EntryCommand } from './command';
import { brings } from './decide.leaving';
import type { EntryState } from './decide.state';

type Who = {
  readonly contest: string;
  readonly number: string;
  readonly unit?: string | undefined;
  readonly people?: readonly string[] | undefined;
  /** The person who enters. Each takes a seat, known or not: positions of the log must not say of whom an ID number was given. */
  readonly person?: string | undefined;
};
type Claim = { readonly of: SeatHolder; readonly who: string; readonly seats: number; readonly member?: number };

/** The unit whose seat an entry takes: the one it names, or itself where units compete. */
export const unitOf = (kind: string, unit: string | undefined, name: string | undefined): string | undefined =>
  unit ?? (kind === 'unit' ? name : undefined);

/**
 * The seats an entry takes when it comes in or comes back, and leaves when it withdraws: one of its unit's where the rule
 * document limits these, one of each member where nobody may be in two teams, one of the person who enters, whichever unit they
 * enter for. Where judges know codes alone it comes in before these are drawn, or not at all. domain-rules 50, 80, 95, 121.
 */
export function seatsBeside(command: EntryCommand, state: EntryState, given: CompetitionState): readonly BatchItem[] {
  if (command.type === 'CorrectName' || command.type === 'ConfirmAmendment') return movedSeat(command, state, given);
  const returns = command.type === 'ReinstateEntry' || command.type === 'ConfirmChange';
  if (!returns && command.type !== 'SubmitEntry' && command.type !== 'WithdrawEntry') return [];
  const who = whoOf(command, state);
  const found = who && openContest(given, who.contest);
  if (found === undefined || 'rejected' in found) return [];
  if (returns && (state.status !== 'withdrawn' || !brings(command, state, found.contest.published))) return [];
  const { competition, entry } = command;
  const process = processOf(found.contest.rules.document);
  const { contest, number } = who as Who;
  const admit = { type: 'AdmitEntry', competition, contest };
  const isBlind = process.anonymous === true && command.type === 'SubmitEntry';
  const seats = claimsOf(process, who as Who).map(({ who: name, ...claim }) => {
    const on = { competition, holder: seatHolderOf(contest, claim.of, name), entry };
    const taken = { type: 'TakeSeat', ...on, contest, number, ...claim } as const;
    return { decider: untyped(seat), command: command.type === 'WithdrawEntry' ? { type: 'LeaveSeat', ...on } : taken };
  });
  return isBlind ? [{ decider: untyped(codes), command: admit }, ...seats] : seats;
}

/** A unit whose name was wrong takes a seat as the unit it is, and leaves that of the other. domain-rules 50. */
function movedSeat(
  { competition, entry, ...command }: Extract<EntryCommand, { type: 'CorrectName' | 'ConfirmAmendment' }>,
  state: EntryState,
  given: CompetitionState,
): readonly BatchItem[] {
  if (state.status === 'unknown' || state.status === 'withdrawn') return [];
  const { contest, number, kind, unit, title } = state.submitted;
  const found = openContest(given, contest);
  if ('rejected' in found || kind !== 'unit' || unit !== undefined || title === undefined) return [];
  const isProposed = command.type === 'CorrectName' && found.contest.published > 0;
  const name = command.type === 'CorrectName' ? command.name : state.amendment?.title;
  const { entriesPerUnit: seats } = processOf(found.contest.rules.document);
  if (isProposed || name === undefined || seats === undefined) return [];
  const [was, is] = [title, name].map((one) => seatHolderOf(contest, 'unit', one)) as [string, string];
  if (was === is) return [];
  const on = { competition, entry };
  const taken = { type: 'TakeSeat', ...on, holder: is, contest, number, of: 'unit', seats };
  return [taken, { type: 'LeaveSeat', ...on, holder: was }].map((one) => ({ decider: untyped(seat), command: one }));
}

function whoOf(command: EntryCommand, state: EntryState): Who | undefined {
  if (command.type === 'SubmitEntry') {
    const { contest, number, kind, subject, unit, name, members } = command;
    const person = kind === 'person' ? subject : undefined;
    return { contest, number, unit: unitOf(kind, unit, name), people: members?.map((one) => one.person), person };
  }
  if (state.status === 'unknown') return undefined;
  const { contest, number, kind, subject, unit, title, members } = state.submitted;
  const person = kind === 'person' ? subject : undefined;
  return { contest, number, unit: unitOf(kind, unit, title), people: members?.map((one) => one.person), person };
}

function claimsOf(process: Process, { unit, people = [], person }: Who): readonly Claim[] {
  const { entriesPerUnit, entriesPerPerson = 1, onePersonOneTeam } = process;
  const claims: Claim[] = [];
  if (person !== undefined) claims.push({ of: 'person', who: person, seats: entriesPerPerson });
  if (entriesPerUnit !== undefined && unit !== undefined) claims.push({ of: 'unit', who: unit, seats: entriesPerUnit });
  if (onePersonOneTeam === true) {
    for (const [member, who] of people.entries()) claims.push({ of: 'person', who, seats: 1, member });
  }
  return claims;
}
