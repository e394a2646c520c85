import { accept, noChange, type Decider, type Foldable, type Position } from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { competitionStream } from '../terms';
import type { TrialCommand, TrialRejection } from './command';
import { trialCodec, trialStream, type RulesTried, type TrialEvent } from './events';

export type TrialState = { readonly status: 'unknown' } | { readonly status: 'tried'; readonly tried: RulesTried };

export const trialFold: Foldable<TrialState, TrialEvent> = {
  name: 'trial',
  codec: trialCodec,
  initial: { status: 'unknown' },
  evolve: (_state, event): TrialState => ({ status: 'tried', tried: event }),
};

type TrialDecider = Decider<TrialState, TrialCommand, TrialEvent, TrialRejection, CompetitionState>;

/**
 * Once recorded a trial stays what it was. `position`: of the marks as read for this request. It is no part of the command:
 * the same request sent twice at once is one command, whatever each of them has read.
 */
export const trialOn = (position: Position): TrialDecider => ({
  ...trialFold,
  stream: ({ competition, trial: id }) => trialStream(competition, id),
  given: ({ competition }, read) => read(competitionFold, competitionStream(competition)),
  decide(command, state, { actor, given }) {
    const found = openContest(given, command.contest);
    if ('rejected' in found) return found;
    if (state.status === 'tried') return noChange;
    const { competition, contest, trial: id, hash } = command;
    return accept({ type: 'RulesTried', competition, contest, trial: id, hash, position, by: actor });
  },
});
