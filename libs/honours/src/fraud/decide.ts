import { organizationFold, organizationStream } from '@xf/access';
import { idPattern } from '@xf/competitions';
import { accept, noChange, reject, untyped, type BatchItem, type Decider } from '@xf/es';
import { roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { FraudCommand, FraudRejection } from './command';
import { fraudStream, type FraudEvent } from './events';
import { fraudFold, type FraudState } from './rules';

/** The round, and the name of the unit where it is an organisation of this system. */
type FraudGiven = { readonly round: RoundState; readonly name?: string };

/** Comes along with the revocation of an honour for fraud. domain-rules 129. */
export const fraud: Decider<FraudState, FraudCommand, FraudEvent, FraudRejection, FraudGiven> = {
  ...fraudFold,
  stream: ({ unit }) => fraudStream(unit),
  async given({ unit, round: id }, read) {
    const round = await read(roundFold, roundStream(id));
    const state = idPattern.test(unit) ? await read(organizationFold, organizationStream(unit)) : undefined;
    return state?.status === 'registered' ? { round, name: state.name } : { round };
  },
  decide({ unit, round, foundOn, revocation }, { found }, { given: { round: of } }) {
    if (of.status === 'unknown') return reject({ code: 'round-unknown' });
    if (found.some((one) => one.round === round)) return noChange;
    const { organization, year } = of;
    return accept({ type: 'FraudFound', unit, round, organization, year, foundOn, revocation });
  },
  /** Under its name too: whoever else recommends somebody of the unit says it by that. */
  beside(command, _state, { name }) {
    if (name === undefined || name === command.unit) return [];
    const named: FraudCommand = { ...command, unit: name };
    return [{ decider: untyped(fraud), command: named } satisfies BatchItem];
  },
};
