import { assertNever, type Foldable } from '@xf/es';
import type { FoundRecusal, Ground } from '../committee/rules.grounds';
import type { CommitteeDocument, Step } from '../committee/rules';
import type { CommitteeState } from '../committee/rules.standing';
import type { Electorate } from './rules.count';
import { reviewCodec, type Count, type CountedItem, type ItemOutcome, type ItemResult } from './events';
import type { ReviewEvent, SessionOpened } from './events';

export type MinutesState = {
  readonly version: number;
  readonly number: string;
  readonly hash: string;
  readonly signers: readonly string[];
  readonly reason?: string;
};

export type SessionState = Omit<SessionOpened, 'type' | 'round' | 'by'> & {
  readonly audits: ReadonlyMap<string, { readonly passed: boolean; readonly reason: string }>;
  /** Nomination → member → score. */
  readonly scores: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The ballot whose papers are out; undefined when all is counted, and in other sessions. */
  readonly running?: {
    readonly ballot: number;
    readonly nominations: readonly string[];
    readonly seats?: number;
    readonly tally?: { readonly teller: string; readonly counts: readonly Count[] };
  };
  /** Ballots in their order. */
  readonly counted: readonly (readonly CountedItem[])[];
  /** Of a closed session. */
  readonly results?: readonly ItemResult[];
  /** Every version, oldest first; the last one holds. domain-rules 49. */
  readonly minutes: readonly MinutesState[];
};

export type ReviewState = {
  readonly sessions: ReadonlyMap<string, SessionState>;
  readonly found: readonly FoundRecusal[];
  /** Of closed sessions: how a nomination came out of a step the last time. */
  readonly outcomes: ReadonlyMap<string, ItemOutcome>;
};

const outcomeKey = (step: Step, nomination: string): string => `${step}/${nomination}`;

/** The sessions of a round's committee after their events. */
export const reviewFold: Foldable<ReviewState, ReviewEvent> = {
  name: 'review',
  codec: reviewCodec,
  initial: { sessions: new Map(), found: [], outcomes: new Map() },
  evolve(state, event): ReviewState {
    if (event.type === 'SessionOpened') return withSession(state, opened(event));
    if (event.type === 'RecusalFound') {
      const { member, nomination, ground } = event;
      return { ...state, found: [...state.found, { member, nomination, ground }] };
    }
    const session = sessionIn(state, event.session);
    switch (event.type) {
      case 'AuditDecided': {
        const { nomination, passed, reason } = event;
        return withSession(state, { ...session, audits: new Map(session.audits).set(nomination, { passed, reason }) });
      }
      case 'ScoresRecorded':
        return withSession(state, { ...session, scores: scored(session.scores, event.member, event.scores) });
      case 'BallotTallied': {
        const { teller, counts } = event;
        if (session.running === undefined) return state;
        return withSession(state, { ...session, running: { ...session.running, tally: { teller, counts } } });
      }
      case 'BallotCounted': {
        const { running: _running, ...rest } = session;
        return withSession(state, { ...rest, counted: [...session.counted, event.items] });
      }
      case 'ReBallotOpened': {
        const { ballot, nominations, seats } = event;
        return withSession(state, { ...session, running: { ballot, nominations, seats } });
      }
      case 'SessionClosed': {
        const outcomes = new Map(state.outcomes);
        for (const { nomination, outcome } of event.results)
          outcomes.set(outcomeKey(session.kind, nomination), outcome);
        return { ...withSession(state, { ...session, results: event.results }), outcomes };
      }
      case 'MinutesRecorded':
      case 'MinutesReplaced': {
        const { type: _type, round: _round, session: _session, ...minutes } = event;
        return withSession(state, { ...session, minutes: [...session.minutes, minutes] });
      }
      default:
        return assertNever(event);
    }
  },
};

function opened({ type: _type, round: _round, by: _by, ...event }: SessionOpened): SessionState {
  const session = { ...event, audits: new Map(), scores: new Map(), counted: [], minutes: [] };
  if (event.kind !== 'ballot') return session;
  const seats = event.seats === undefined ? {} : { seats: event.seats };
  return { ...session, running: { ballot: 1, nominations: event.items.map(({ nomination }) => nomination), ...seats } };
}

function scored(
  before: SessionState['scores'],
  member: string,
  scores: readonly { readonly nomination: string; readonly score: string }[],
): SessionState['scores'] {
  const after = new Map(before);
  for (const { nomination, score } of scores) after.set(nomination, new Map(after.get(nomination)).set(member, score));
  return after;
}

const withSession = (state: ReviewState, session: SessionState): ReviewState => ({
  ...state,
  sessions: new Map(state.sessions).set(session.session, session),
});

function sessionIn(state: ReviewState, session: string): SessionState {
  const found = state.sessions.get(session);
  if (found === undefined) throw new Error(`an event on session ${session}, which was never opened`);
  return found;
}

/** Whether a nomination came through a step the last time it was there. */
export const hasPassedStep = ({ outcomes }: ReviewState, step: Step, nomination: string): boolean =>
  outcomes.get(outcomeKey(step, nomination)) === 'passed';

/** Whether a session has decided against it, at any step. */
export const hasFailed = ({ outcomes }: ReviewState, { steps }: CommitteeDocument, nomination: string): boolean =>
  steps.some((step) => outcomes.get(outcomeKey(step, nomination)) === 'failed');

export type MissingStep = { readonly nomination: string; readonly step: Step };

/** The first step that each nomination still lacks, of those that lack one. */
export function missingSteps(
  state: ReviewState,
  { steps }: CommitteeDocument,
  nominations: readonly string[],
): readonly MissingStep[] {
  return nominations.flatMap((nomination) => {
    const step = steps.find((one) => !hasPassedStep(state, one, nomination));
    return step === undefined ? [] : [{ nomination, step }];
  });
}

export type Recusal = { readonly member: string; readonly grounds: readonly Ground[] };

/** Who has no part in a nomination, with every ground; who left the committee as well. domain-rules 44. */
export function recusalsOf(
  { found }: ReviewState,
  { declared, kin }: CommitteeState,
  nomination: string,
): readonly Recusal[] {
  const grounds = new Map<string, Set<Ground>>();
  const note = (member: string, ground: Ground) => grounds.set(member, (grounds.get(member) ?? new Set()).add(ground));
  for (const one of found) if (one.nomination === nomination) note(one.member, one.ground);
  for (const one of declared) if (one.nomination === nomination) note(one.member, 'declared');
  for (const one of kin) if (one.nomination === nomination) note(one.member, 'kin');
  return [...grounds].map(([member, all]) => ({ member, grounds: [...all] }));
}

/** Every nomination that somebody has no part in. */
export function recusedFrom({ found }: ReviewState, { declared, kin }: CommitteeState, member: string): Set<string> {
  const own = [...found, ...declared, ...kin].filter((one) => one.member === member);
  return new Set(own.map(({ nomination }) => nomination));
}

/** Who may decide on a nomination: the members as they are now, those in the room, and neither with the recused. */
export function electorateOf(
  state: ReviewState,
  committee: CommitteeState,
  present: readonly string[],
  nomination: string,
): Electorate {
  const recused = new Set(recusalsOf(state, committee, nomination).map(({ member }) => member));
  const seated = [...committee.members.keys()];
  return {
    members: seated.length,
    recused: seated.filter((account) => recused.has(account)).length,
    present: present.filter((account) => committee.members.has(account) && !recused.has(account)).length,
  };
}
