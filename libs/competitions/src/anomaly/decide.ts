import { accept, noChange, reject, type Decider, type Foldable, type Instant } from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { competitionStream } from '../terms';
import type { AnomalyRejection, SettleAnomaly } from './command';
import { anomalyCodec, anomalyStream, type AnomalyEvent, type Grounds } from './events';

export type Settlement = {
  readonly grounds: Grounds;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
};

/** What was settled in a contest, by the id of the finding. */
export type AnomalyState = ReadonlyMap<string, Settlement>;

export const anomalyFold: Foldable<AnomalyState, AnomalyEvent> = {
  name: 'anomaly',
  codec: anomalyCodec,
  initial: new Map(),
  evolve(state, event, at) {
    const { type: _type, competition: _competition, contest: _contest, reason, by, ...grounds } = event;
    return new Map(state).set(event.finding, { grounds, reason, by, at });
  },
};

/** Settling is open at any time: a mark may be asked about after the results are out. */
export const anomaly: Decider<AnomalyState, SettleAnomaly, AnomalyEvent, AnomalyRejection, CompetitionState> = {
  ...anomalyFold,
  stream: (command) => anomalyStream(command.competition, command.contest),
  given: (command, read) => read(competitionFold, competitionStream(command.competition)),
  decide({ competition, contest, grounds, reason }, state, { actor, given }) {
    const found = openContest(given, contest);
    if ('rejected' in found) return found;
    if (reason.trim() === '') return reject({ code: 'reason-missing' });
    const known = state.get(grounds.finding);
    if (known !== undefined) {
      if (known.reason === reason && known.by === actor) return noChange;
      return reject({ code: 'anomaly-settled', by: known.by, reason: known.reason });
    }
    if (grounds.slots.includes(actor)) return reject({ code: 'anomaly-of-own-marks' });
    return accept({ type: 'AnomalySettled', competition, contest, ...grounds, reason, by: actor });
  },
};
