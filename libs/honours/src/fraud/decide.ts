import { accept, noChange, reject, type Decider } from '@xf/es';
import { roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { FraudCommand, FraudRejection } from './command';
import { fraudStream, type FraudEvent } from './events';
import { fraudFold, type FraudState } from './rules';

/** Comes along with the revocation of an honour for fraud. domain-rules 129. */
export const fraud: Decider<FraudState, FraudCommand, FraudEvent, FraudRejection, RoundState> = {
  ...fraudFold,
  stream: ({ unit }) => fraudStream(unit),
  given: ({ round }, read) => read(roundFold, roundStream(round)),
  decide({ unit, round, foundOn, revocation }, { found }, { given }) {
    if (given.status === 'unknown') return reject({ code: 'round-unknown' });
    if (found.some((one) => one.round === round)) return noChange;
    const { organization, year } = given;
    return accept({ type: 'FraudFound', unit, round, organization, year, foundOn, revocation });
  },
};
