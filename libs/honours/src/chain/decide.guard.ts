import { noChange, readEach, reject, untyped, type BatchItem, type Decider } from '@xf/es';
import { nothingRecorded, recordedOf, rollsFor, type Recorded } from '../eligibility/decide.facts';
import type { ListedHonour } from '../eligibility/rules.facts';
import { noticeStream } from '../notice/events';
import { noticeFold, type NoticesState } from '../notice/rules.standing';
import { nominationFold, type NominationState } from '../nomination/rules';
import { roundFold, type OpenRoundState, type RoundState } from '../round/rules';
import { nominationStream, roundStream } from '../terms';
import type { LackingCandidacy } from './command';
import { examined, placedIn } from './decide.held';
import { candidacyStream, type CandidacyEvent } from './events';
import { paperLacks } from './rules.lacks';
import { candidacyFold, isThrough, seatOf, type CandidacyState } from './rules.standing';

/** An honour that a list of the round is going to give to somebody. */
type Promised = ListedHonour & { readonly subject: string };
type Through = {
  readonly type: 'RequireThrough';
  readonly round: string;
  readonly nominations: readonly string[];
  readonly promised: readonly Promised[];
};
type NotThrough =
  | { readonly code: 'chain-not-passed'; readonly nominations: readonly string[] }
  | { readonly code: 'candidacies-lacking'; readonly lacking: readonly LackingCandidacy[] };

type Candidate = {
  readonly state: CandidacyState;
  readonly nomination: NominationState;
  readonly recorded: Recorded;
};
type ThroughGiven = {
  readonly round: RoundState;
  readonly notices: NoticesState;
  readonly candidates: ReadonlyMap<string, Candidate>;
};

/** Adds nothing: it stands beside another decision and refuses it. */
const through: Decider<CandidacyState, Through, CandidacyEvent, NotThrough, ThroughGiven> = {
  ...candidacyFold,
  stream: ({ round, nominations }) => candidacyStream(round, nominations[0] ?? ''),
  async given({ round: id, nominations }, read) {
    const round = await read(roundFold, roundStream(id));
    const notices = await read(noticeFold, noticeStream(id));
    const candidates = await readEach(nominations, async (one) => {
      const state = await read(candidacyFold, candidacyStream(id, one));
      const nomination = await read(nominationFold, nominationStream(id, one));
      const rolls = round.status === 'unknown' ? [] : rollsOf(round, state);
      if (state.filed === undefined || nomination.status === 'unknown')
        return [one, { state, nomination, recorded: nothingRecorded }] as const;
      const { organization: holder } = seatOf(state.filed);
      const nominee = { ...state.filed, ...placedIn(state.filed, nomination.proposed), holder };
      return [one, { state, nomination, recorded: await recordedOf(read, nominee, rolls) }] as const;
    });
    return { round, notices, candidates: new Map(candidates) };
  },
  decide({ nominations, promised }, _state, { given, now }) {
    const { round, notices, candidates } = given;
    if (round.status === 'unknown') return noChange;
    const stateOf = (one: string): CandidacyState => candidates.get(one)?.state ?? candidacyFold.initial;
    const below = nominations.filter((one) => !isThrough(stateOf(one)));
    if (below.length > 0) return reject({ code: 'chain-not-passed', nominations: below });
    const lacking = [...candidates].flatMap(([nomination, candidate]): readonly LackingCandidacy[] => {
      const { filed } = candidate.state;
      if (filed === undefined) return [];
      const rolls = new Set(rollsOf(round, candidate.state).map(({ award }) => award));
      const listed = promised.filter((one) => one.subject === filed.subject && rolls.has(one.award));
      const held = examined(round, { ...candidate, notices, listed }, filed, now);
      const lacks = held === undefined ? [] : paperLacks(held);
      return lacks.length === 0 ? [] : [{ nomination, lacks }];
    });
    return lacking.length > 0 ? reject({ code: 'candidacies-lacking', lacking }) : noChange;
  },
};

function rollsOf({ awards, rules }: OpenRoundState, { filed }: CandidacyState) {
  const award = awards.get(filed?.award ?? '')?.document;
  return award === undefined ? [] : rollsFor(award, rules?.eligibility?.honours ?? []);
}

type Listing = {
  readonly round: string;
  readonly nominations: readonly string[];
  /** The award whose list it is; absent of a decision, where what other lists promise has not been given yet. */
  readonly award?: string;
};

/**
 * Goes beside a shortlist, and beside the decision on it: refuses them while a listed nomination is not accepted at the last
 * level with nobody's no, or lacks again what it was accepted with, all of them at once. An accident may get into the
 * register, a department may say no, and another award may be given, after the last level accepted. A round without a chain
 * waits for nobody. domain-rules 7, 8, 13, 130.
 */
export function chainGuard({ round, nominations, award }: Listing, state: RoundState): readonly BatchItem[] {
  if (state.status === 'unknown' || state.rules?.chain === undefined) return [];
  const promised = award === undefined ? [] : promisedBeside(award, state);
  const required: Through = { type: 'RequireThrough', round, nominations, promised };
  return [{ decider: untyped(through), command: required }];
}

/** What the lists of the round's other awards promise, until they are decided and it stands on the roll. */
const promisedBeside = (award: string, { awards }: OpenRoundState): readonly Promised[] =>
  [...awards].flatMap(([id, { document, shortlist, decision }]) => {
    if (id === award || decision !== undefined) return [];
    return (shortlist?.nominations ?? []).map(({ subject }) => ({ subject, award: id, level: document.level }));
  });
