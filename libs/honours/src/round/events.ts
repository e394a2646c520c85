import { codec, decimal, document, list, optional, record, text, texts, whole } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import type { RoundDocument } from '../document/rules';
import type { Embargoed } from '../embargo';
import { statedFields, type StatedCandidate } from '../shortlist/events';
import type { Day } from '../terms';

/** An award document as it was when the round opened; later wordings never change an open round. */
export type PinnedAward = { readonly award: string; readonly hash: string; readonly document: AwardDocument };

/** The rules of the whole round as they were when it opened. */
export type PinnedRules = { readonly hash: string; readonly document: RoundDocument };

export type Listed = { readonly nomination: string; readonly subject: string };
export type Omission = { readonly nomination: string; readonly reason: string };

/** Left off a list for one common reason, which stands once however many they are. */
export type OmittedOthers = { readonly reason: string; readonly nominations: readonly string[] };

/** Somebody on a list who was not proposed, or proposed and not on it. */
export type Change = { readonly nomination: string; readonly change: 'in' | 'out'; readonly reason: string };

/** A clause that a list breaks on purpose, with its figures in persons and in the words of the document. */
export type Deviation = {
  readonly clause: string;
  readonly label?: string;
  readonly kind: 'floor' | 'ceiling';
  readonly have: number;
  readonly limit: number;
  readonly share?: string;
  readonly base?: number;
  readonly reason: string;
  readonly zh: string;
  readonly en: string;
};

/** Equal merit at the last seat, decided by a ballot over exactly these or for a reason. */
export type SettledTie = {
  readonly nominations: readonly string[];
  readonly session?: string;
  readonly reason?: string;
};

/** What a list was held to, where its round has rules for it: enough to count it again for ever. */
export type Held = {
  readonly seats?: number;
  /** What was stated of those on the list. */
  readonly stated?: readonly StatedCandidate[];
  /** Version of the proposal it was compared with. */
  readonly proposal?: number;
  readonly changes?: readonly Change[];
  readonly deviations?: readonly Deviation[];
  readonly tie?: SettledTie;
};

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
  /** Somebody was withdrawn: a decision and this take turns, so nobody is conferred who has left. */
  | (On & { type: 'NominationLeft'; nomination: string })
  /** The seats of the award were shared out, or ranked, anew: a decision and this take turns. */
  | (On & { type: 'SeatsMoved' })
  /** Replaces the shortlist before it; both stay. */
  | (On &
      Held & {
        type: 'ShortlistConfirmed';
        version: number;
        nominations: readonly Listed[];
        omitted: readonly Omission[];
        others?: OmittedOthers;
      })
  | (On &
      Embargoed & {
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
  NominationLeft: { version: 1, fields: { ...on, nomination: text } },
  SeatsMoved: { version: 1, fields: on },
  ShortlistConfirmed: {
    version: 1,
    fields: {
      ...on,
      version: whole,
      nominations: list({ nomination: text, subject: text }),
      omitted: list({ nomination: text, reason: text }),
      others: optional(record({ reason: text, nominations: texts })),
      seats: optional(whole),
      stated: optional(list({ ...statedFields, unit: optional(text) })),
      proposal: optional(whole),
      changes: optional(list({ nomination: text, change: text, reason: text })),
      deviations: optional(
        list({
          ...{ clause: text, label: optional(text), kind: text, have: whole, limit: whole },
          ...{ share: optional(decimal), base: optional(whole), reason: text, zh: text, en: text },
        }),
      ),
      tie: optional(record({ nominations: texts, session: optional(text), reason: optional(text) })),
    },
  },
  HonoursDecided: {
    version: 1,
    fields: {
      ...{ ...on, issuer: text, year: whole, number: whole, conferredOn: text, count: whole, shortlist: whole },
      embargoUntil: optional(whole),
    },
  },
});
