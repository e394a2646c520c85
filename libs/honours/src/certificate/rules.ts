import { assertNever, type Foldable } from '@xf/es';
import type { OfHonour } from '../honour/events.keeping';
import type { Day } from '../terms';
import { certificateCodec, type CertificateEvent } from './events';

export type Issued = Pick<OfHonour, 'subject' | 'honour'> & {
  readonly n: number;
  readonly number: string;
  readonly issuedOn: Day;
  readonly isVoid: boolean;
};

/** Every number of a series that was ever given, by its count from 1. A void one keeps its place. */
export type SeriesState = { readonly issued: readonly Issued[] };

export const seriesFold: Foldable<SeriesState, CertificateEvent> = {
  name: 'certificates',
  codec: certificateCodec,
  initial: { issued: [] },
  evolve({ issued }, event) {
    switch (event.type) {
      case 'CertificateIssued': {
        const { subject, honour, n, number, issuedOn } = event;
        return { issued: [...issued, { subject, honour, n, number, issuedOn, isVoid: false }] };
      }
      case 'CertificateVoided':
        return { issued: issued.map((one) => (one.n === event.n ? { ...one, isVoid: true } : one)) };
      default:
        return assertNever(event);
    }
  },
};

export type NumberForm = { readonly prefix: string; readonly digits: number };

/** 黄奖章20260007: prefix, year, and the count filled with zeros. */
export const certificateNumber = ({ prefix, digits }: NumberForm, year: number, n: number): string =>
  `${prefix}${year}${String(n).padStart(digits, '0')}`;
