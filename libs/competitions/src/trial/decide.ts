import { accept, noChange, type Decider, type Foldable } from '@xf/es';
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

/** Once recorded a trial stays what it was. */
export const trial: Decider<TrialState, TrialCommand, TrialEvent, TrialRejection, CompetitionState> = {
  ...trialFold,
  stream: ({ competition, trial: id }) => trialStream(competition, id),
  given: ({ competition }, read) => read(competitionFold, competitionStream(competition)),
  decide(command, state, { actor, given }) {
    const found = openContest(given, command.contest);
    if ('rejected' in found) return found;
    if (state.status === 'tried') return noChange;
    const { competition, contest, trial: id, hash, position } = command;
    return accept({ type: 'RulesTried', competition, contest, trial: id, hash, position, by: actor });
  },
};
