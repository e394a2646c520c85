import {
  accept,
  acceptAt,
  assertNever,
  noChange,
  reject,
  type Decider,
  type Decision,
  type Facts,
  type Instant,
} from '@xf/es';
import { competitionFold, openContest, type CompetitionState, type ContestState } from '../competition/decide';
import type { PinnedRules } from '../competition/events';
import { processOf, rulesOf } from '../competition/rules';
import { competitionStream, entryStream, type EntryStatus, type Origin } from '../terms';
import type { EntryCommand, EntryRejection, Score, SubmitEntry } from './command';
import { seatsBeside, unitOf } from './decide.seats';
import { entryCodec, type EntryEvent, type EntrySubmitted } from './events';

type Recorded = { readonly value: string; readonly validAt: Instant };
type Proposal = { readonly to: string; readonly reason: string; readonly by: string };

export type EntryState =
  | { readonly status: 'unknown' }
  | {
      readonly status: EntryStatus;
      /** What was submitted, without the personal parts: those are sealed by the time they are read back. */
      readonly submitted: Pick<
        EntrySubmitted,
        'contest' | 'number' | 'group' | 'kind' | 'subject' | 'title' | 'unit'
      > & {
        /** Opaque ids of a team's members. */
        readonly people?: readonly string[];
      };
      readonly scores: ReadonlyMap<string, Recorded>;
      readonly proposals: ReadonlyMap<string, Proposal>;
    };

type Known = Exclude<EntryState, { status: 'unknown' }>;
type Open = ContestState & { readonly rules: PinnedRules };
type Answer = Decision<EntryEvent, EntryRejection>;
type Command<T extends EntryCommand['type']> = Extract<EntryCommand, { type: T }>;

export const entry: Decider<EntryState, EntryCommand, EntryEvent, EntryRejection, CompetitionState> = {
  name: 'entry',
  codec: entryCodec,
  stream: (command) => entryStream(command.competition, command.entry),
  given: (command, read) => read(competitionFold, competitionStream(command.competition)),
  initial: { status: 'unknown' },
  evolve,
  decide(command, state, facts) {
    const contest =
      command.type === 'SubmitEntry'
        ? command.contest
        : state.status === 'unknown'
          ? undefined
          : state.submitted.contest;
    if (contest === undefined) return reject({ code: 'entry-unknown' });
    const found = openContest(facts.given, contest);
    if ('rejected' in found) return found;
    if (command.type === 'SubmitEntry') return submit(command, state, found.contest);
    if (state.status === 'unknown') return reject({ code: 'entry-unknown' });
    return change(command, state, found.contest, facts);
  },
  beside: seatsBeside,
};

function evolve(state: EntryState, event: EntryEvent, validAt: Instant): EntryState {
  if (event.type === 'EntrySubmitted') {
    const { contest, number, group, kind, subject, title, unit, members } = event;
    const submitted = {
      contest,
      number,
      kind,
      subject,
      ...(group === undefined ? {} : { group }),
      ...(title === undefined ? {} : { title }),
      ...(unit === undefined ? {} : { unit }),
      ...(members === undefined ? {} : { people: members.map(({ person }) => person) }),
    };
    return { status: 'competing', submitted, scores: new Map(), proposals: new Map() };
  }
  if (state.status === 'unknown') throw new Error(`${event.type} on an entry that was never submitted`);
  switch (event.type) {
    case 'ScoreRecorded':
      return { ...state, scores: new Map(state.scores).set(keyOf(event), { value: event.value, validAt }) };
    case 'CorrectionProposed':
      return {
        ...state,
        proposals: new Map(state.proposals).set(keyOf(event), { to: event.to, reason: event.reason, by: event.by }),
      };
    case 'ScoreCorrected': {
      const proposals = new Map(state.proposals);
      proposals.delete(keyOf(event));
      return { ...state, proposals, scores: new Map(state.scores).set(keyOf(event), { value: event.to, validAt }) };
    }
    case 'EntryWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'EntryAbsent':
      return { ...state, status: 'absent' };
    case 'EntryDisqualified':
      return { ...state, status: 'disqualified' };
    case 'EntryVetoed':
      return { ...state, status: 'vetoed' };
    case 'EntryReinstated':
      return { ...state, status: 'competing' };
    default:
      return assertNever(event);
  }
}

function submit(command: SubmitEntry, state: EntryState, contest: Open): Answer {
  const {
    competition,
    entry: id,
    number,
    group,
    kind,
    subject,
    name,
    unit,
    idNumber,
    phone,
    members,
    attributes,
    from,
  } = command;
  const plan = contest.contest;
  if (kind !== plan.receiver) return reject({ code: 'receiver-mismatch', expected: plan.receiver });
  if (group === undefined && plan.groups.length > 0) return reject({ code: 'group-missing' });
  if (group !== undefined && !plan.groups.some((one) => one.group === group))
    return reject({ code: 'group-unknown', group });
  if (state.status !== 'unknown') return sameAgain(command, state);
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  const { entriesPerUnit } = processOf(contest.rules.document);
  if (entriesPerUnit !== undefined && unitOf(kind, unit, name) === undefined) return reject({ code: 'unit-missing' });
  const wrong = wrongAttribute(attributes ?? {}, contest);
  if (wrong !== undefined) return reject(wrong);
  return accept({
    type: 'EntrySubmitted',
    competition,
    contest: plan.contest,
    entry: id,
    number,
    kind,
    subject,
    ...(kind === 'person' ? { name } : { title: name }),
    ...(group === undefined ? {} : { group }),
    ...(unit === undefined ? {} : { unit }),
    ...(idNumber === undefined ? {} : { idNumber }),
    ...(phone === undefined ? {} : { phone }),
    ...(members === undefined ? {} : { members }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(from === undefined ? {} : { from }),
  });
}

/** What the rules do not ask for may be asked for by an award, so an unknown attribute is kept as it is. */
function wrongAttribute(attributes: Readonly<Record<string, string>>, contest: Open): EntryRejection | undefined {
  const rules = rulesOf(contest.rules);
  for (const [attribute, value] of Object.entries(attributes)) {
    const problem = rules.checkAttribute(attribute, value);
    if (problem !== undefined && problem.code !== 'unknown-attribute')
      return { code: 'attribute-refused', attribute, problem };
  }
  return undefined;
}

/** The same entry sent twice counts once; the same number for another entry is a conflict. domain-rules 132. */
function sameAgain(command: SubmitEntry, state: Known): Answer {
  const { submitted } = state;
  const fields = (['subject', 'group', 'unit', 'kind'] as const).filter((field) => submitted[field] !== command[field]);
  return fields.length === 0 ? noChange : reject({ code: 'entry-differs', fields });
}

function change(
  command: Exclude<EntryCommand, SubmitEntry>,
  state: Known,
  contest: Open,
  facts: Facts<CompetitionState>,
): Answer {
  const on = { competition: command.competition, contest: contest.contest.contest, entry: command.entry };
  switch (command.type) {
    case 'RecordScore':
      return record(command, state, contest);
    case 'TakeScore':
      return take(command, state, contest, facts.actor);
    case 'CorrectScore':
      return correct(command, state, contest, facts.actor);
    case 'ConfirmCorrection':
      return confirm(command, state, on, facts.actor);
    case 'WithdrawEntry':
      if (contest.frozen) return reject({ code: 'scores-frozen' });
      return leave(state, { type: 'EntryWithdrawn', ...on, reason: command.reason }, 'withdrawn');
    case 'MarkAbsent':
      if (contest.frozen) return reject({ code: 'scores-frozen' });
      return leave(state, { type: 'EntryAbsent', ...on, reason: command.reason }, 'absent');
    case 'DisqualifyEntry':
      return leave(state, { type: 'EntryDisqualified', ...on, reason: command.reason }, 'disqualified');
    case 'VetoEntry': {
      const known = rulesOf(contest.rules).document.vetoes ?? [];
      if (!known.some((veto) => veto.id === command.clause)) {
        return reject({ code: 'veto-clause-unknown', clause: command.clause, known: known.map((veto) => veto.id) });
      }
      return leave(state, { type: 'EntryVetoed', ...on, clause: command.clause, reason: command.reason }, 'vetoed');
    }
    case 'ReinstateEntry':
      if (state.status === 'competing') return reject({ code: 'entry-competing' });
      return accept({ type: 'EntryReinstated', ...on, reason: command.reason });
    default:
      return assertNever(command);
  }
}

/** Leaving the ranking: once is enough, and one reason does not silently replace another. */
function leave(state: Known, event: EntryEvent, status: EntryStatus): Answer {
  if (state.status === status) return noChange;
  if (state.status !== 'competing') return reject({ code: 'entry-not-competing', status: state.status });
  return accept(event);
}

function take(command: Command<'TakeScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry: id, criterion, slot, from } = command;
  const score = { competition, entry: id, criterion, slot, value: from.total };
  if (!state.scores.has(keyOf(score))) return record({ type: 'RecordScore', ...score }, state, contest, from);
  const reason = `${from.competition}/${from.contest} 第 ${from.version} 次公布`;
  return correct({ type: 'CorrectScore', ...score, reason }, state, contest, actor);
}

function record(command: Command<'RecordScore'>, state: Known, contest: Open, from?: Origin): Answer {
  const { competition, entry: id, criterion, slot, value } = command;
  const known = state.scores.get(keyOf(command));
  if (known !== undefined)
    return sameNumber(known.value, value) ? noChange : reject({ code: 'score-exists', value: known.value });
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  if (state.status === 'withdrawn' || state.status === 'absent') {
    return reject({ code: 'entry-not-competing', status: state.status });
  }
  const problem = rulesOf(contest.rules).checkMark(criterion, slot, value);
  if (problem !== undefined) return reject({ code: 'score-refused', problem });
  return accept({
    type: 'ScoreRecorded',
    competition,
    contest: contest.contest.contest,
    entry: id,
    criterion,
    slot,
    value,
    ...(from === undefined ? {} : { from }),
  });
}

function correct(command: Command<'CorrectScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry: id, criterion, slot, value, reason } = command;
  const known = state.scores.get(keyOf(command));
  if (known === undefined) return reject({ code: 'score-unknown' });
  if (sameNumber(known.value, value)) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const problem = rulesOf(contest.rules).checkMark(criterion, slot, value);
  if (problem !== undefined) return reject({ code: 'score-refused', problem });
  const pending = state.proposals.get(keyOf(command));
  if (pending !== undefined && !sameNumber(pending.to, value))
    return reject({ code: 'correction-pending', value: pending.to });
  const at = {
    competition,
    contest: contest.contest.contest,
    entry: id,
    criterion,
    slot,
    from: known.value,
    to: value,
  };
  if (contest.published === 0) {
    return acceptAt(known.validAt, { type: 'ScoreCorrected', ...at, reason, afterPublication: false });
  }
  if (pending !== undefined) return noChange;
  return accept({ type: 'CorrectionProposed', ...at, reason, by: actor });
}

/** Who proposed it may not confirm it: a published result changes with two people's knowledge. domain-rules 131. */
function confirm(
  command: Command<'ConfirmCorrection'>,
  state: Known,
  on: { competition: string; contest: string; entry: string },
  actor: string,
): Answer {
  const known = state.scores.get(keyOf(command));
  const proposal = state.proposals.get(keyOf(command));
  if (known === undefined || proposal === undefined) return reject({ code: 'correction-unknown' });
  if (proposal.by === actor) return reject({ code: 'second-person-needed' });
  const { criterion, slot } = command;
  const { to, reason } = proposal;
  const corrected = { ...on, criterion, slot, from: known.value, to, reason, afterPublication: true };
  return acceptAt(known.validAt, { type: 'ScoreCorrected', ...corrected });
}

/** 91.5 in a sheet and 91.50 in a file are one mark. */
export const sameNumber = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

const keyOf = (score: Pick<Score, 'criterion' | 'slot'>): string => `${score.criterion}/${score.slot}`;
