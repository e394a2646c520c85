import { accept, noChange, reject, untyped, type BatchItem, type Decider } from '@xf/es';
import type { CertificateRejection } from './command';
import type { Series } from './events';
import { numbersStream, type NumbersEvent } from './events.numbers';
import { isOwn, numbersFold, type NumbersState } from './rules.numbers';

type ClaimNumbers = Series & { type: 'ClaimNumbers'; prefix: string };

const numbers: Decider<NumbersState, ClaimNumbers, NumbersEvent, CertificateRejection> = {
  ...numbersFold,
  stream: ({ prefix, year }) => numbersStream(prefix, year),
  decide({ organization, award, series, year, prefix }, state) {
    if (state === null) return accept({ type: 'NumbersClaimed', organization, award, series, year, prefix });
    if (isOwn(state, { organization, award, series, year })) return noChange;
    return reject({ code: 'prefix-taken', prefix, year, ...state });
  },
};

/** Goes beside a number: of two series that print the same ones the second gives none. */
export function claiming({ organization, award, series, year }: Series, prefix: string): BatchItem {
  const command: ClaimNumbers = { type: 'ClaimNumbers', organization, award, series, year, prefix };
  return { decider: untyped(numbers), command };
}
