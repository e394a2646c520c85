import { accept, reject, type Decider } from '@xf/es';
import { adoptionStream } from '../adoption/events';
import { adoptionFold, type AdoptionState } from '../adoption/rules';
import { causeOf } from '../adoption/rules.cause';
import { parseDecisionNumber, yearOff } from '../decision-number';
import { dayOf, isDay } from '../terms';
import type { RevocationCommand, RevocationRejection } from './command';
import type { RevocationEvent } from './events';
import { revocationStream } from './events';
import { revocationFold, type RevocationState } from './rules';

/** Goes in one batch with the revocation of every honour it lists: all of them, or none. domain-rules 110. */
export const revocation: Decider<
  RevocationState,
  RevocationCommand,
  RevocationEvent,
  RevocationRejection,
  AdoptionState
> = {
  ...revocationFold,
  stream: (command) => revocationStream(command.revocation),
  given: ({ organization, award }, read) => read(adoptionFold, adoptionStream(organization, award)),
  decide(command, state, { now, actor, given }) {
    if (state !== undefined) return reject({ code: 'revocation-exists' });
    const { revocation: id, organization, award, approvedBy, decidedOn, returnBy, count, honours } = command;
    const twice = honours.find((one, index) => honours.indexOf(one) < index);
    if (twice !== undefined) return reject({ code: 'honour-repeated', honour: twice });
    if (honours.length !== count) return reject({ code: 'count-differs', stated: count, listed: honours.length });
    const decision = parseDecisionNumber(command.decision);
    if (decision === undefined) return reject({ code: 'decision-unreadable' });
    if (!isDay(decidedOn)) return reject({ code: 'keeping-day-unknown', field: 'decidedOn' });
    if (decidedOn > dayOf(now)) return reject({ code: 'keeping-day-ahead', field: 'decidedOn' });
    const off = yearOff(decision, decidedOn, now);
    if (off !== undefined) return reject(off);
    if (returnBy !== undefined && !isDay(returnBy)) return reject({ code: 'keeping-day-unknown', field: 'returnBy' });
    const found = causeOf(given, award, command.cause, decidedOn);
    if ('rejected' in found) return reject(found.rejected);
    const { cause, title: causeTitle, kind } = found.cause;
    return accept({
      type: 'RevocationDecided',
      ...{ revocation: id, organization, award, kind, cause, causeTitle, decision, approvedBy, decidedOn },
      ...(returnBy === undefined ? {} : { returnBy }),
      count,
      by: actor,
    });
  },
};
