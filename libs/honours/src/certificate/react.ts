import { untyped, type BatchItem, type Engine, type Reaction } from '@xf/es';
import { adoptionStream } from '../adoption/events';
import { adoptionFold, inForce } from '../adoption/rules';
import { asOf } from '../as-of';
import { honourCodec, type HonourEvent } from '../honour/events';
import { certificates } from './decide';
import type { CertificateCommand } from './command';

/**
 * A conferral → a number in every series that goes with it. By the wording adopted before the conferral was recorded, so
 * that answering it again gives the same numbers to the same honours.
 */
export function issueOnConferral(engine: Engine): Reaction<HonourEvent> {
  return {
    name: 'issue-on-conferral',
    codec: honourCodec,
    // A number already given is not given again, whoever stands beside it: see `issue`.
    together: 400,
    async react({ event, position, revision }) {
      if (event.type !== 'HonourConferred' && event.type !== 'InstantHonourConferred') return [];
      const { organization, award, subject, conferredOn } = event;
      const adopted = await asOf(engine, adoptionFold, adoptionStream(organization, award), position);
      const series = inForce(adopted, conferredOn)?.document.certificates ?? [];
      const of = { organization, award, year: Number(conferredOn.slice(0, 4)), subject, honour: revision };
      return series
        .filter(({ onConferral }) => onConferral)
        .map((one): BatchItem => {
          const command: CertificateCommand = {
            type: 'IssueCertificate',
            ...of,
            ...{ series: one.series, issuedOn: conferredOn, onConferral: true },
          };
          return { decider: untyped(certificates), command };
        });
    },
  };
}
