import type { OfHonour } from '../honour/events.keeping';
import type { Day } from '../terms';
import type { Series } from './events';

export type CertificateCommand =
  | (Series & OfHonour & { type: 'IssueCertificate'; issuedOn: Day; onConferral?: boolean })
  /** Lost or damaged: the old number is void, and a new one is given. */
  | (Series & { type: 'ReplaceCertificate'; number: string; reason: string; replacedOn: Day });

export type CertificateRejection =
  | { code: 'honour-unknown' }
  /** `id` is that of the honour: a list of many has to be told which. */
  | { code: 'honour-revoked'; id: string; revocation: string; revokedOn: Day }
  | { code: 'rules-not-adopted'; award: string; day: Day }
  | { code: 'series-unknown'; series: string; known: readonly string[] }
  /** The numbers of this prefix and year are those of another series, here or elsewhere. */
  | { code: 'prefix-taken'; prefix: string; year: number; organization: string; award: string; series: string }
  | { code: 'certificate-issued'; number: string }
  | { code: 'certificate-unknown' }
  | { code: 'certificate-void'; number: string }
  | { code: 'reason-missing' }
  | { code: 'keeping-day-unknown'; field: string }
  | { code: 'keeping-day-ahead'; field: string }
  | { code: 'keeping-day-early'; field: string; earliest: Day };
