import { codec, flag, optional, streamName, text, texts, whole, type StreamName } from '@xf/es';
import type { OfHonour } from '../honour/events.keeping';
import type { Day } from '../terms';

/** Numbers run within one series of an award, its organisation and a year of conferral. */
export type Series = { organization: string; award: string; series: string; year: number };

export const seriesStream = ({ organization, award, series, year }: Series): StreamName =>
  streamName('certificates', organization, `${award}~${series}~${year}`);

export type CertificateEvent =
  | (Series &
      OfHonour & {
        type: 'CertificateIssued';
        n: number;
        /** As it is printed. */
        number: string;
        issuedOn: Day;
        /** Bodies that give it together. */
        issuers?: readonly string[];
        /** The number it stands for, which is void. */
        replaces?: string;
        /** Nobody asked: the award document says that it goes with the conferral. */
        onConferral?: boolean;
        by: string;
      })
  /** The number stays taken for ever. */
  | (Series &
      OfHonour & { type: 'CertificateVoided'; n: number; number: string; reason: string; voidedOn: Day; by: string });

const series = { organization: text, award: text, series: text, year: whole };
const of = { subject: text, honour: whole, n: whole, number: text };

export const certificateCodec = codec<CertificateEvent>({
  CertificateIssued: {
    version: 1,
    fields: {
      ...series,
      ...of,
      issuedOn: text,
      issuers: optional(texts),
      replaces: optional(text),
      onConferral: optional(flag),
      by: text,
    },
  },
  CertificateVoided: { version: 1, fields: { ...series, ...of, reason: text, voidedOn: text, by: text } },
});
