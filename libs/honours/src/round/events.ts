import { codec, document, list, optional, record, text, whole } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import type { RoundDocument } from '../document/rules';
import type { Day } from '../terms';

/** An award document as it was when the round opened; later wordings never change an open round. */
export type PinnedAward = { readonly award: string; readonly hash: string; readonly document: AwardDocument };

/** The rules of the whole round as they were when it opened. */
export type PinnedRules = { readonly hash: string; readonly document: RoundDocument };

export type Listed = { readonly nomination: string; readonly subject: string };
export type Omission = { readonly nomination: string; readonly reason: string };

type On = { round: string; award: string };

export type RoundEvent =
  | {
      type: 'RoundOpened';
      round: string;
      organization: string;
      name: string;
      year: number;
      awards: readonly PinnedAward[];
      rules?: PinnedRules;
    }
  /** The round knows of a nomination. Its content stands on the nomination's own stream. */
  | (On & { type: 'NominationAnnounced'; nomination: string })
  /** Replaces the shortlist before it; both stay. */
  | (On & { type: 'ShortlistConfirmed'; version: number; nominations: readonly Listed[]; omitted: readonly Omission[] })
  | (On & {
      type: 'HonoursDecided';
      issuer: string;
      year: number;
      number: number;
      conferredOn: Day;
      count: number;
      /** Version of the shortlist that was decided on. */
      shortlist: number;
    });

const on = { round: text, award: text };

export const roundCodec = codec<RoundEvent>({
  RoundOpened: {
    version: 1,
    fields: {
      round: text,
      organization: text,
      name: text,
      year: whole,
      awards: list({ award: text, hash: text, document }),
      rules: optional(record({ hash: text, document })),
    },
  },
  NominationAnnounced: { version: 1, fields: { ...on, nomination: text } },
  ShortlistConfirmed: {
    version: 1,
    fields: {
      ...on,
      version: whole,
      nominations: list({ nomination: text, subject: text }),
      omitted: list({ nomination: text, reason: text }),
    },
  },
  HonoursDecided: {
    version: 1,
    fields: { ...on, issuer: text, year: whole, number: whole, conferredOn: text, count: whole, shortlist: whole },
  },
});
