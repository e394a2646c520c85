import { codec, flag, logPosition, optional, personal, record, text, whole } from '@xf/es';
import type { RemovalKind } from '../award/rules.keeping';
import type { DecisionNumber } from '../decision-number';
import { personalFields, type Personal } from '../personal';
import type { Day } from '../terms';

/** Which honour: `honour` is the revision of the event that gave it, in the stream of award and receiver. */
export type OfHonour = { award: string; subject: string; honour: number };

/** What falls due of an honour: it is to be looked at anew, or it is to be taken back. domain-rules 111, 112. */
export type DueKind = 'check' | 'removal';

/** What becomes of an honour once it is given. */
export type KeepingEvent =
  | (OfHonour & {
      type: 'HonourRevoked';
      organization: string;
      /** The decision it was revoked by, together with others. */
      revocation: string;
      kind: RemovalKind;
      cause: string;
      causeTitle: string;
      fraud?: boolean;
      decision: DecisionNumber;
      /** The body that approved it. */
      approvedBy: string;
      revokedOn: Day;
      /** The last day to hand the plaque back. */
      returnBy?: Day;
      by: string;
    })
  | (OfHonour & { type: 'PlaqueReturned'; revocation: string; returnedOn: Day; by: string })
  | (OfHonour & {
      type: 'HonourChecked';
      checkedOn: Day;
      passed: boolean;
      /** Number of the report. */
      report: string;
      /** The last day to put right what failed. */
      rectifyBy?: Day;
      by: string;
    })
  | (OfHonour & { type: 'HonourRectified'; rectifiedOn: Day; report: string; by: string })
  /** Its embargo is over: from here on everybody may know of it. */
  | (OfHonour & { type: 'HonourAnnounced' })
  /** Found without being asked. `since` is the first day on which it is due. */
  | (OfHonour & { type: 'HonourFellDue'; due: DueKind; since: Day })
  /** A corrected result gives the entry another place than the honour rests on. domain-rules 84. */
  | (OfHonour & {
      type: 'HonourPlaceChanged';
      competition: string;
      contest: string;
      board: string;
      entry: string;
      was: number;
      /** Absent: it has no place any more. */
      rank?: number;
      version: number;
      position: number;
    })
  /** The organizer looked at the changed place and leaves the honour as it is. */
  | (OfHonour & { type: 'HonourKept'; reason: string; by: string })
  /** Something of the receiver is printed wrong, or missing; nothing changes before a second person confirms. domain-rules 131. */
  | (OfHonour &
      Personal & {
        type: 'HonourCorrectionAsked';
        /** Counted for each honour. */
        correction: number;
        /** A person's name; sealed. Teams and units carry `title` instead. */
        name?: string;
        title?: string;
        unit?: string;
        reason: string;
        by: string;
      })
  | (OfHonour & { type: 'HonourCorrected'; correction: number; by: string });

const of = { award: text, subject: text, honour: whole };

export const keepingCodec = codec<KeepingEvent>({
  HonourRevoked: {
    version: 1,
    fields: {
      ...of,
      organization: text,
      revocation: text,
      kind: text,
      cause: text,
      causeTitle: text,
      fraud: optional(flag),
      decision: record({ issuer: text, year: whole, number: whole }),
      approvedBy: text,
      revokedOn: text,
      returnBy: optional(text),
      by: text,
    },
  },
  PlaqueReturned: { version: 1, fields: { ...of, revocation: text, returnedOn: text, by: text } },
  HonourChecked: {
    version: 1,
    fields: { ...of, checkedOn: text, passed: flag, report: text, rectifyBy: optional(text), by: text },
  },
  HonourRectified: { version: 1, fields: { ...of, rectifiedOn: text, report: text, by: text } },
  HonourAnnounced: { version: 1, fields: of },
  HonourFellDue: { version: 1, fields: { ...of, due: text, since: text } },
  HonourPlaceChanged: {
    version: 1,
    fields: {
      ...of,
      competition: text,
      contest: text,
      board: text,
      entry: text,
      was: whole,
      rank: optional(whole),
      version: whole,
      position: logPosition,
    },
  },
  HonourKept: { version: 1, fields: { ...of, reason: text, by: text } },
  HonourCorrectionAsked: {
    version: 1,
    fields: {
      ...{ ...of, correction: whole },
      ...{ name: optional(personal('subject')), title: optional(text), unit: optional(text), ...personalFields },
      ...{ reason: text, by: text },
    },
  },
  HonourCorrected: { version: 1, fields: { ...of, correction: whole, by: text } },
});
