import {
  accept,
  assertNever,
  noChange,
  reject,
  type Decider,
  type Decision,
  type Foldable,
  type Instant,
} from '@xf/es';
import { tooFewEntrants } from '@xf/rules';
import { competitionStream, sourceKey, type Contest, type ContestRefusal } from '../terms';
import type { CompetitionCommand, CompetitionRejection, InTheWay } from './command';
import { misfits, planMisfits, settledChanges, staleVersion } from './decide.fit';
import { competitionCodec, type CompetitionEvent, type PinnedRules } from './events';
import { hashRuleDocument, loadRuleDocument, processOf } from './rules';

export type ContestState = {
  readonly contest: Contest;
  readonly rules?: PinnedRules;
  readonly frozen: boolean;
  /** When who enters is due, unless their heat has a time of its own. */
  readonly startsAt?: Instant;
  /** The account of its head judge. */
  readonly headJudge?: string;
  /** Who was left out of those who advance, and why, by where they come from; absent where nobody was. */
  readonly leftOut?: ReadonlyMap<string, string>;
  /** Nothing happens in it any more: cancelled, or merged into another one. */
  readonly ended?: { readonly into?: string };
  readonly published: number;
  /** When each version was published, the first one first. */
  readonly publishedAt: readonly Instant[];
};

export type CompetitionState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'planned' | 'open';
      readonly organization: string;
      readonly rounds: readonly string[];
      readonly contests: ReadonlyMap<string, ContestState>;
    };

type Command<T extends CompetitionCommand['type']> = Extract<CompetitionCommand, { type: T }>;
type Answer = Decision<CompetitionEvent, CompetitionRejection>;
type Known = Exclude<CompetitionState, { status: 'unknown' }>;

/** Folding alone, for deciders of other streams that read a competition. */
export const competitionFold: Foldable<CompetitionState, CompetitionEvent> = {
  name: 'competition',
  codec: competitionCodec,
  initial: { status: 'unknown' },
  evolve(state, event, validAt): CompetitionState {
    switch (event.type) {
      case 'CompetitionPlanned':
      case 'CompetitionReplanned':
        return {
          status: 'planned',
          organization: event.organization,
          rounds: event.rounds,
          contests: new Map(
            event.contests.map((contest) => [
              contest.contest,
              { contest, frozen: false, published: 0, publishedAt: [] },
            ]),
          ),
        };
      case 'CompetitionOpened': {
        const known = planned(state);
        const contests = new Map(known.contests);
        for (const rules of event.rules) contests.set(rules.contest, { ...contestOf(known, rules.contest), rules });
        return { ...known, status: 'open', contests };
      }
      case 'RulesRevised': {
        const { contest, hash, document } = event;
        return withContest(planned(state), contest, { rules: { contest, hash, document } });
      }
      case 'ContestCancelled':
        return withContest(planned(state), event.contest, { ended: {} });
      case 'ContestMerged':
        return withContest(planned(state), event.contest, { ended: { into: event.into } });
      case 'AdvancingLeftOut': {
        const known = planned(state);
        const leftOut = new Map(contestOf(known, event.contest).leftOut);
        for (const { from, reason } of event.left) leftOut.set(sourceKey(from), reason);
        return withContest(known, event.contest, { leftOut });
      }
      case 'StartScheduled':
        return withContest(planned(state), event.contest, { startsAt: event.startsAt });
      case 'HeadJudgeNamed':
        return withContest(planned(state), event.contest, { headJudge: event.account });
      case 'ScoresFrozen':
        return withContest(planned(state), event.contest, { frozen: true });
      case 'ResultsPublished': {
        const known = planned(state);
        const publishedAt = [...contestOf(known, event.contest).publishedAt, validAt];
        return withContest(known, event.contest, { published: event.version, publishedAt });
      }
      default:
        return assertNever(event);
    }
  },
};

export const competition: Decider<CompetitionState, CompetitionCommand, CompetitionEvent, CompetitionRejection> = {
  ...competitionFold,
  stream: (command) => competitionStream(command.competition),
  decide(command, state, { actor }) {
    switch (command.type) {
      case 'PlanCompetition':
        return plan(command, state);
      case 'OpenCompetition':
        return open(command, state);
      case 'ReviseRules':
        return revise(command, state);
      case 'CancelContest':
      case 'MergeContest':
        return end(command, state);
      case 'LeaveOutAdvancing':
        return leaveOut(command, state);
      case 'ScheduleStart':
        return schedule(command, state);
      case 'NameHeadJudge':
        return nameHeadJudge(command, state, actor);
      case 'FreezeScores':
        return freeze(command, state);
      case 'PublishResults':
        return publish(command, state);
      default:
        return assertNever(command);
    }
  },
};

function plan(command: Command<'PlanCompetition'>, state: CompetitionState): Answer {
  if (state.status === 'open') return reject({ code: 'competition-open' });
  if (command.contests.length === 0) return reject({ code: 'contests-missing' });
  const seen = new Set<string>();
  for (const { contest, groups } of command.contests) {
    if (seen.has(contest)) return reject({ code: 'contest-repeated', contest });
    seen.add(contest);
    const repeated = groups.find(({ group }, index) => groups.some((other, at) => at < index && other.group === group));
    if (repeated !== undefined) return reject({ code: 'group-repeated', contest, group: repeated.group });
  }
  for (const { contest, from = [], takes = [] } of command.contests) {
    // Contests of other competitions are looked for when something is taken from them: they may be planned later.
    const stray = [...from, ...takes].find(
      (one) => one.competition === undefined && (one.contest === contest || !seen.has(one.contest)),
    );
    if (stray !== undefined) return reject({ code: 'source-unknown', contest, source: stray.contest });
    const twice = takes.find(
      ({ criterion, slot }, n) => takes.findIndex((one) => one.criterion === criterion && one.slot === slot) < n,
    );
    if (twice !== undefined) {
      const { criterion, slot } = twice;
      const same = takes.filter((one) => one.criterion === criterion && one.slot === slot);
      return reject({ code: 'take-repeated', contest, criterion, slot, sources: same.map((one) => one.contest) });
    }
  }
  const problems = planMisfits(command.contests);
  if (problems.length > 0) return reject({ code: 'plan-misfit', problems });
  const { competition: id, organization, name, level, contests, rounds, series } = command;
  const content = { competition: id, organization, name, level, contests, rounds, ...(series && { series }) };
  if (state.status === 'unknown') return accept({ type: 'CompetitionPlanned', ...content });
  // A plan stays with the organisation that made it: another one may not take it over by planning the same id.
  if (state.organization !== organization) return reject({ code: 'competition-exists' });
  return accept({ type: 'CompetitionReplanned', ...content });
}

function open(command: Command<'OpenCompetition'>, state: CompetitionState): Answer {
  if (state.status === 'unknown') return reject({ code: 'competition-unknown' });
  if (state.status === 'open') return reject({ code: 'competition-open' });
  const pinned: PinnedRules[] = [];
  for (const { contest, document } of command.rules) {
    if (!state.contests.has(contest)) return reject({ code: 'contest-unknown', contest });
    if (pinned.some((one) => one.contest === contest)) return reject({ code: 'contest-repeated', contest });
    const loaded = loadRuleDocument(document);
    if (!loaded.ok) return reject({ code: 'rules-refused', contest, problems: loaded.problems });
    const problems = misfits(loaded.rules.document, contestOf(state, contest).contest);
    if (problems.length > 0) return reject({ code: 'rules-refused', contest, problems });
    pinned.push({ contest, hash: hashRuleDocument(document), document: document as object });
  }
  const without = [...state.contests.keys()].find((contest) => !pinned.some((one) => one.contest === contest));
  if (without !== undefined) return reject({ code: 'rules-missing', contest: without });
  return accept({ type: 'CompetitionOpened', competition: command.competition, rules: pinned });
}

/** Rules may change until the freeze, with a reason that stays on every board. */
function revise(command: Command<'ReviseRules'>, state: CompetitionState): Answer {
  const found = openContest(state, command.contest);
  if ('rejected' in found) return found;
  const { competition: id, contest, document, reason } = command;
  if (found.contest.frozen) return reject({ code: 'scores-frozen' });
  const loaded = loadRuleDocument(document);
  if (!loaded.ok) return reject({ code: 'rules-refused', contest, problems: loaded.problems });
  const problems = misfits(loaded.rules.document, found.contest.contest);
  if (problems.length > 0) return reject({ code: 'rules-refused', contest, problems });
  const hash = hashRuleDocument(document);
  if (hash === found.contest.rules.hash) return noChange;
  const stale = staleVersion(found.contest.rules.document, loaded.rules.document);
  if (stale !== undefined) return reject(stale);
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const parts = settledChanges(found.contest.rules.document, loaded.rules.document);
  if (parts.length > 0) return reject({ code: 'revision-too-late', parts });
  return accept({ type: 'RulesRevised', competition: id, contest, hash, document: document as object, reason });
}

/** A contest that too few have entered ends as its rules say; one that is to be merged may be cancelled. domain-rules 51. */
function end(command: Command<'CancelContest' | 'MergeContest'>, state: CompetitionState): Answer {
  const found = openContest(state, command.contest);
  if ('rejected' in found) return found;
  const { competition: id, contest, entered, reason } = command;
  if (found.contest.frozen) return reject({ code: 'scores-frozen' });
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const process = processOf(found.contest.rules.document);
  const needed = process.minimumEntrants?.count;
  const otherwise = tooFewEntrants(process, entered);
  const allowed = otherwise === 'merge' || (otherwise === 'cancel' && command.type === 'CancelContest');
  if (!allowed || needed === undefined) {
    return reject({ code: 'ending-not-allowed', entered, ...(needed === undefined ? {} : { needed }) });
  }
  const ending = { competition: id, contest, entered, needed, reason };
  if (command.type === 'CancelContest') return accept({ type: 'ContestCancelled', ...ending });
  const { into } = command;
  const target = openContest(state, into);
  if ('rejected' in target) return target;
  const fits = into !== contest && !target.contest.frozen;
  if (!fits || target.contest.contest.receiver !== found.contest.contest.receiver) {
    return reject({ code: 'merge-target-unfit', into });
  }
  if (command.drawn) return reject({ code: 'merge-target-drawn', into });
  return accept({ type: 'ContestMerged', ...ending, into });
}

/** What was said before in the same words is not said again. domain-rules 56. */
function leaveOut({ competition: id, contest, left }: Command<'LeaveOutAdvancing'>, state: CompetitionState): Answer {
  const found = openContest(state, contest);
  if ('rejected' in found) return found;
  if (left.some(({ reason }) => reason.trim() === '')) return reject({ code: 'reason-missing' });
  const said = left.filter(({ from, reason }) => found.contest.leftOut?.get(sourceKey(from)) !== reason);
  return said.length === 0 ? noChange : accept({ type: 'AdvancingLeftOut', competition: id, contest, left: said });
}

/** Who was checked in before stays measured by the time that stood then. domain-rules 52. */
function schedule({ competition: id, contest, startsAt }: Command<'ScheduleStart'>, state: CompetitionState): Answer {
  const found = openContest(state, contest);
  if ('rejected' in found) return found;
  if (found.contest.frozen) return reject({ code: 'scores-frozen' });
  if (found.contest.startsAt === startsAt) return noChange;
  return accept({ type: 'StartScheduled', competition: id, contest, startsAt });
}

/** One at a time, also behind the freeze, where sanctions may still be signed. */
function nameHeadJudge(command: Command<'NameHeadJudge'>, state: CompetitionState, by: string): Answer {
  const { competition: id, contest, account } = command;
  const found = openContest(state, contest);
  if ('rejected' in found) return found;
  if (found.contest.headJudge === account) return noChange;
  return accept({ type: 'HeadJudgeNamed', competition: id, contest, account, by });
}

function freeze(command: Command<'FreezeScores'>, state: CompetitionState): Answer {
  const found = openContest(state, command.contest);
  if ('rejected' in found) return found;
  const { competition: id, contest, sheets = [] } = command;
  if (found.contest.frozen) return noChange;
  if (sheets.length > 0) return reject({ code: 'sheets-open', sheets });
  const obstacle = obstacleOf(command, found.contest);
  return obstacle === undefined ? accept({ type: 'ScoresFrozen', competition: id, contest }) : reject(obstacle);
}

/** Why results of this contest cannot be settled as they stand. domain-rules 51, 65. */
function obstacleOf(
  { held = [], entered }: InTheWay,
  { rules }: { readonly rules: PinnedRules },
): CompetitionRejection | undefined {
  if (held.length > 0) return { code: 'remark-open', entries: held };
  if (entered === undefined) return undefined;
  const process = processOf(rules.document);
  const otherwise = tooFewEntrants(process, entered);
  if (otherwise === undefined || otherwise === 'no-awards') return undefined;
  return { code: 'entrants-too-few', entered, needed: process.minimumEntrants?.count ?? 0, otherwise };
}

function publish(command: Command<'PublishResults'>, state: CompetitionState): Answer {
  const found = openContest(state, command.contest);
  if ('rejected' in found) return found;
  if (!found.contest.frozen) return reject({ code: 'scores-not-frozen' });
  const obstacle = obstacleOf(command, found.contest);
  if (obstacle !== undefined) return reject(obstacle);
  const version = found.contest.published + 1;
  if (version > 1 && command.reason === undefined) return reject({ code: 'reason-missing' });
  const { competition: id, contest, digest, reason } = command;
  return accept({
    type: 'ResultsPublished',
    competition: id,
    contest,
    version,
    digest,
    rounds: found.state.rounds,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** The contest of an open competition, or why there is none. */
export function openContest(
  state: CompetitionState,
  contest: string,
):
  | { readonly state: Known; readonly contest: ContestState & { readonly rules: PinnedRules } }
  | { readonly rejected: ContestRefusal } {
  if (state.status === 'unknown') return { rejected: { code: 'competition-unknown' } };
  const found = state.contests.get(contest);
  if (found === undefined) return { rejected: { code: 'contest-unknown', contest } };
  if (state.status !== 'open' || found.rules === undefined) return { rejected: { code: 'competition-not-open' } };
  if (found.ended !== undefined) return { rejected: { code: 'contest-ended', contest, ...found.ended } };
  return { state, contest: { ...found, rules: found.rules } };
}

function planned(state: CompetitionState): Known {
  if (state.status === 'unknown') throw new Error('an event on a competition that was never planned');
  return state;
}

function contestOf(state: Known, contest: string): ContestState {
  const found = state.contests.get(contest);
  if (found === undefined) throw new Error(`an event on contest ${contest}, which is not in the plan`);
  return found;
}

const withContest = (state: Known, contest: string, change: Partial<ContestState>): Known => ({
  ...state,
  contests: new Map(state.contests).set(contest, { ...contestOf(state, contest), ...change }),
});
