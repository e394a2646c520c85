import {
  accept,
  assertNever,
  canonicalJson,
  noChange,
  reject,
  type Decider,
  type Decision,
  type Foldable,
} from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import type { PinnedRules } from '../competition/events';
import { headJudgeOnly, processOf, rulesOf, type SanctionType } from '../competition/rules';
import { entry, type EntryState } from '../entry/decide';
import { competitionStream, entryStream } from '../terms';
import type { RecordSanction, SanctionCommand, SanctionRejection } from './command';
import { sanctionCodec, sanctionStream, type Deduction, type SanctionEvent, type SanctionRecorded } from './events';

export type SanctionState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'pending' | 'effective' | 'lifted';
      /** What was recorded, without the personal part. */
      readonly recorded: Omit<SanctionRecorded, 'type' | 'name'>;
      /** Who signed it; absent when nobody did, also where it was lifted before. */
      readonly judge?: string;
    };

type Known = Exclude<SanctionState, { status: 'unknown' }>;
type Answer = Decision<SanctionEvent, SanctionRejection>;
type Given = { readonly competition: CompetitionState; readonly entry?: EntryState };

/** Folding alone, for appeals against a sanction. */
export const sanctionFold: Foldable<SanctionState, SanctionEvent> = {
  name: 'sanction',
  codec: sanctionCodec,
  initial: { status: 'unknown' },
  evolve(state, event): SanctionState {
    switch (event.type) {
      case 'SanctionRecorded': {
        const { type: _type, name: _name, ...recorded } = event;
        return { status: 'pending', recorded };
      }
      case 'SanctionSigned':
        return { ...known(state), status: 'effective', judge: event.judge };
      case 'SanctionLifted':
        return { ...known(state), status: 'lifted' };
      default:
        return assertNever(event);
    }
  },
};

/** A decision on a sanction reads the competition, and the entry a new one is against. */
export const sanction: Decider<SanctionState, SanctionCommand, SanctionEvent, SanctionRejection, Given> = {
  ...sanctionFold,
  stream: (command) => sanctionStream(command.competition, command.sanction),
  async given(command, read) {
    const competition = await read(competitionFold, competitionStream(command.competition));
    const own = await read(sanctionFold, sanctionStream(command.competition, command.sanction));
    const against =
      command.type === 'RecordSanction' ? command.entry : own.status === 'unknown' ? undefined : own.recorded.entry;
    if (against === undefined) return { competition };
    return { competition, entry: await read(entry, entryStream(command.competition, against)) };
  },
  decide(command, state, { actor, given }) {
    if (command.type === 'RecordSanction') return record(command, state, given, actor);
    if (state.status === 'unknown') return reject({ code: 'sanction-unknown' });
    const { competition, sanction: id } = command;
    const on = { competition, contest: state.recorded.contest, sanction: id };
    switch (command.type) {
      case 'SignSanction':
        return sign(state, { type: 'SanctionSigned', ...on, judge: actor }, given);
      case 'LiftSanction': {
        if (state.status === 'lifted') return reject({ code: 'sanction-lifted' });
        const { reason, appeal } = command;
        return accept({ type: 'SanctionLifted', ...on, reason, appeal, by: actor });
      }
      default:
        return assertNever(command);
    }
  },
};

function record(command: RecordSanction, state: SanctionState, given: Given, actor: string): Answer {
  const found = openContest(given.competition, command.contest);
  if ('rejected' in found) return found;
  const { rules } = found.contest;
  const kinds = processOf(rules.document).sanctions ?? [];
  const kind = kinds.find(({ id }) => id === command.kind);
  if (kind === undefined) {
    return reject({ code: 'sanction-kind-unknown', kind: command.kind, known: kinds.map(({ id }) => id) });
  }
  const content = contentOf(command, kind, actor);
  if (state.status !== 'unknown') return sameAgain(state, content);
  const { effect } = kind;
  if (command.entry === undefined && (command.person === undefined || effect !== 'warning')) {
    return reject({ code: 'sanction-target-missing', effect });
  }
  if (command.entry !== undefined && (given.entry?.status ?? 'unknown') === 'unknown') {
    return reject({ code: 'entry-unknown' });
  }
  if (given.entry !== undefined && given.entry.status !== 'unknown') {
    if (given.entry.submitted.contest !== command.contest) return reject({ code: 'entry-unknown' });
  }
  if ((effect === 'deduct') !== (command.deduction !== undefined))
    return reject({ code: 'deduction-misplaced', effect });
  const wrong = command.deduction && wrongDeduction(command.deduction, rules, given.entry);
  return wrong === undefined ? accept({ type: 'SanctionRecorded', ...content }) : reject(wrong);
}

function contentOf(command: RecordSanction, { effect }: SanctionType, by: string): Omit<SanctionRecorded, 'type'> {
  const { type: _type, ...content } = command;
  return { ...content, effect, by };
}

/** Marks may be taken off only where the rule document deducts, and within what it says there. domain-rules 68. */
function wrongDeduction(
  { criterion, slot, value }: Deduction,
  pinned: PinnedRules,
  against: EntryState = entry.initial,
): SanctionRejection | undefined {
  const rules = rulesOf(pinned);
  const known = rules.document.values.flatMap(({ id, marks }) => (marks?.kind === 'deduction' ? [id] : []));
  if (!known.includes(criterion)) return { code: 'deduction-unknown', criterion, known };
  const marks = against.status === 'unknown' ? undefined : against.scores;
  const there = marks?.get(`${criterion}/${slot}`);
  if (there !== undefined) return { code: 'score-exists', value: there.value };
  const problem = rules.checkMark(criterion, slot, value);
  return problem && { code: 'score-refused', problem };
}

/** The same paper sent twice counts once; the same number with another content is a conflict. domain-rules 132. */
function sameAgain({ recorded }: Known, content: Omit<SanctionRecorded, 'type'>): Answer {
  const { name: _name, by: _by, ...now } = content;
  const { by: _first, ...then } = recorded;
  return canonicalJson(then) === canonicalJson(now) ? noChange : reject({ code: 'sanction-exists' });
}

/**
 * A sanction is signed by a judge, and not by who wrote it, while the rules still list its kind with what it does. One that
 * would end what has ended already is refused: lifting it would bring back an entry that is out for another reason.
 * domain-rules 86.
 */
function sign(state: Known, event: Extract<SanctionEvent, { type: 'SanctionSigned' }>, given: Given): Answer {
  if (state.status === 'effective' && state.judge === event.judge) return noChange;
  if (state.status !== 'pending') return reject({ code: 'sanction-not-pending', status: state.status });
  if (state.recorded.by === event.judge) return reject({ code: 'signer-recorded-it' });
  const wrong = unlistedOrHeadless(given.competition, state.recorded, event.judge);
  if (wrong !== undefined) return reject(wrong);
  const ends = state.recorded.effect === 'zero' || state.recorded.effect === 'disqualify';
  const status = given.entry?.status ?? 'unknown';
  if (ends && status !== 'competing') return reject({ code: 'entry-not-competing', status });
  return accept(event);
}

/** Why the contest's rules, as they are now, know no such sanction, or let somebody else sign. */
function unlistedOrHeadless(
  state: CompetitionState,
  { contest, kind, effect }: Known['recorded'],
  judge: string,
): SanctionRejection | undefined {
  const found = state.status === 'unknown' ? undefined : state.contests.get(contest);
  if (found?.rules === undefined) return undefined;
  const { sanctions: kinds = [] } = processOf(found.rules.document);
  if (!kinds.some((one) => one.id === kind && one.effect === effect))
    return { code: 'sanction-kind-unknown', kind, known: kinds.flatMap(({ id }) => (id === kind ? [] : [id])) };
  return headJudgeOnly('sanctions', { ...found, rules: found.rules }, judge);
}

function known(state: SanctionState): Known {
  if (state.status === 'unknown') throw new Error('an event on a sanction that was never recorded');
  return state;
}
