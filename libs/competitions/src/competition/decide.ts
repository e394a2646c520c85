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
import { competitionStream, type Contest, type ContestRefusal } from '../terms';
import type { CompetitionCommand, CompetitionRejection } from './command';
import { competitionCodec, type CompetitionEvent, type PinnedRules } from './events';
import { hashRuleDocument, loadRuleDocument } from './rules';

export type ContestState = {
  readonly contest: Contest;
  readonly rules?: PinnedRules;
  readonly frozen: boolean;
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
  decide(command, state) {
    switch (command.type) {
      case 'PlanCompetition':
        return plan(command, state);
      case 'OpenCompetition':
        return open(command, state);
      case 'FreezeScores': {
        const found = openContest(state, command.contest);
        if ('rejected' in found) return found;
        const { competition: id, contest } = command;
        return found.contest.frozen ? noChange : accept({ type: 'ScoresFrozen', competition: id, contest });
      }
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
  }
  const { competition: id, organization, name, level, contests, rounds, series } = command;
  const held = series === undefined ? {} : { series };
  const content = { competition: id, organization, name, level, contests, rounds, ...held };
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
    pinned.push({ contest, hash: hashRuleDocument(document), document: document as object });
  }
  const without = [...state.contests.keys()].find((contest) => !pinned.some((one) => one.contest === contest));
  if (without !== undefined) return reject({ code: 'rules-missing', contest: without });
  return accept({ type: 'CompetitionOpened', competition: command.competition, rules: pinned });
}

function publish(command: Command<'PublishResults'>, state: CompetitionState): Answer {
  const found = openContest(state, command.contest);
  if ('rejected' in found) return found;
  if (!found.contest.frozen) return reject({ code: 'scores-not-frozen' });
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
