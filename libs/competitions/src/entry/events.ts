import {
  codec,
  decimal,
  document,
  flag,
  list,
  optional,
  personal,
  record,
  text,
  whole,
  type Instant,
  type JsonObject,
} from '@xf/es';
import type { CarriedPoint, EntryStatus, Member, MovedFrom, Origin, ReceiverKind, Source } from '../terms';

type On = { competition: string; contest: string; entry: string };
type ScoreAt = On & { criterion: string; slot: string };

export type ProposedStatus = Extract<EntryStatus, 'competing' | 'disqualified' | 'vetoed'>;

/**
 * `from` is absent where there was no mark, `to` where there is none any more; `source` where a person corrected, and no
 * publication changed what it gives.
 */
type Correction = { readonly from?: string; readonly to?: string; readonly source?: Source };

export type EntrySubmitted = On & {
  type: 'EntrySubmitted';
  number: string;
  group?: string;
  kind: ReceiverKind;
  subject: string;
  /** A person's name; sealed. Teams and units carry `title` instead. */
  name?: string;
  title?: string;
  unit?: string;
  idNumber?: string;
  phone?: string;
  members?: readonly Member[];
  attributes?: Readonly<Record<string, string>>;
  from?: Origin;
  movedFrom?: MovedFrom;
};

/** What is put right of an entry as it was submitted, old and new: its printed name, what it carries, or its attributes. */
export type Amendment = {
  /** Whom the entry is about from then on: a team or a unit is known by its name. */
  readonly subject: string;
  /** A person's; sealed. */
  readonly name?: string;
  /** A team's or a unit's. */
  readonly title?: string;
  /** Whom it was about, under the name it had; where the name is put right. */
  readonly was?: { readonly subject: string; readonly name?: string; readonly title?: string };
  /** Attributes; points it carries where `from` is told. */
  readonly carried?: readonly CarriedPoint[];
  /** The place that gives what it carries now; `wasFrom` gave what it carried. */
  readonly from?: Origin;
  readonly wasFrom?: Origin;
  readonly reason: string;
};

type Attributed = Pick<EntrySubmitted, 'attributes'>;

/** What an entry says of itself, with what was put right in place of what was there. */
export function amended<T extends Attributed>(
  entry: T,
  { subject, name, title, carried, from }: Amendment,
): T & Pick<Amendment, 'subject' | 'name' | 'title' | 'from'> & Attributed {
  const points = Object.fromEntries((carried ?? []).map((point) => [point.name, point.to]));
  return {
    ...{ ...entry, subject },
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(from === undefined ? {} : { from }),
    ...(carried === undefined ? {} : { attributes: { ...entry.attributes, ...points } }),
  };
}

export type AmendedPart = 'name' | 'carried' | 'attributes';

type Parts = { readonly from?: unknown; readonly carried?: unknown };

export function whatOf({ from, carried }: Parts): AmendedPart {
  if (from !== undefined) return 'carried';
  return carried === undefined ? 'name' : 'attributes';
}

export type EntryEvent =
  | EntrySubmitted
  /** A judge's mark, a measurement, a deduction or a bonus; which one, the pinned rule document says by criterion. */
  | (ScoreAt & { type: 'ScoreRecorded'; value: string; from?: Origin })
  /** After publication a correction waits for a second person. domain-rules 131. */
  | (ScoreAt & { type: 'CorrectionProposed'; reason: string; by: string } & Correction)
  /** `by`: who confirmed it, where it was proposed. */
  | (ScoreAt & { type: 'ScoreCorrected'; reason: string; afterPublication: boolean; by?: string } & Correction)
  /** It waits no more: withdrawn by who proposed it, or refused by another. */
  | (ScoreAt & { type: 'CorrectionRefused'; reason: string; by: string })
  /** The marks of one value lie further apart than the rules allow, and stand as they are. */
  | (On & { type: 'SpreadStands'; criterion: string; reason: string })
  | (On & { type: 'EntryWithdrawn'; reason: string })
  | (On & { type: 'EntryAbsent'; reason: string })
  /** Checked in, so many whole minutes after it was due. Where that is too late, its absence is recorded with it. */
  | (On & { type: 'EntryCheckedIn'; dueAt: Instant; arrivedAt: Instant; minutesLate: number })
  /** `by`: who ended it, or confirmed that; absent where a sanction or an appeal did, whose own events name them. */
  | (On & { type: 'EntryDisqualified'; reason: string; by?: string; sanction?: string })
  | (On & { type: 'EntryVetoed'; clause: string; reason: string; by?: string })
  /** By a signed sanction: it is ranked, with a total of 0, until each of them is lifted. domain-rules 86. */
  | (On & { type: 'EntryZeroed' | 'EntryZeroLifted'; reason: string; sanction: string })
  | (On & { type: 'EntryReinstated'; reason: string })
  /** After publication these three wait for a second person too. `clause`: of a veto. domain-rules 131. */
  | (On & { type: 'EntryChangeProposed'; to: ProposedStatus; clause?: string; reason: string; by: string })
  | (On & { type: 'EntryChangeRefused'; reason: string; by: string })
  /** What is public is put right with two people's knowledge. domain-rules 83, 131. */
  | (On & Amendment & { type: 'EntryAmendmentProposed'; by: string })
  | (On & Amendment & { type: 'EntryAmended'; afterPublication: boolean })
  | (On & { type: 'EntryAmendmentRefused'; reason: string; by: string });

const on = { competition: text, contest: text, entry: text };
const origin = optional(record({ ...on, board: text, version: whole, rank: whole, total: text }));
const scoreAt = { ...on, criterion: text, slot: text };
const source = optional(record({ competition: text, contest: text, version: whole }));
const correction = { ...scoreAt, from: optional(decimal), to: optional(decimal), source };
/** Version 1 always had a mark before the correction and another one after, version 2 no source. */
const asItIs = (data: JsonObject): JsonObject => data;
const asTheyWere = { 1: asItIs, 2: asItIs };
const because = { ...on, reason: text };
const entrant = { subject: text, name: optional(personal('subject')), title: optional(text) };
const amendment = {
  ...{ ...because, ...entrant },
  was: optional(record(entrant)),
  carried: optional(list({ name: text, from: optional(text), to: text })),
  ...{ from: origin, wasFrom: origin },
};

export const entryCodec = codec<EntryEvent>({
  EntrySubmitted: {
    version: 1,
    fields: {
      ...on,
      number: text,
      group: optional(text),
      kind: text,
      subject: text,
      name: optional(personal('subject')),
      title: optional(text),
      unit: optional(text),
      idNumber: optional(personal('subject')),
      phone: optional(personal('subject')),
      members: optional(list({ person: text, name: personal('person') })),
      attributes: optional(document),
      from: origin,
      movedFrom: optional(record({ contest: text, entry: text })),
    },
  },
  ScoreRecorded: { version: 1, fields: { ...scoreAt, value: decimal, from: origin } },
  CorrectionProposed: { version: 3, fields: { ...correction, reason: text, by: text }, upcast: asTheyWere },
  ScoreCorrected: {
    version: 3,
    fields: { ...correction, reason: text, afterPublication: flag, by: optional(text) },
    upcast: asTheyWere,
  },
  CorrectionRefused: { version: 1, fields: { ...scoreAt, reason: text, by: text } },
  SpreadStands: { version: 1, fields: { ...because, criterion: text } },
  EntryWithdrawn: { version: 1, fields: because },
  EntryAbsent: { version: 1, fields: because },
  EntryCheckedIn: { version: 1, fields: { ...on, dueAt: whole, arrivedAt: whole, minutesLate: whole } },
  EntryDisqualified: { version: 1, fields: { ...because, by: optional(text), sanction: optional(text) } },
  EntryVetoed: { version: 1, fields: { ...because, clause: text, by: optional(text) } },
  EntryZeroed: { version: 1, fields: { ...because, sanction: text } },
  EntryZeroLifted: { version: 1, fields: { ...because, sanction: text } },
  EntryReinstated: { version: 1, fields: because },
  EntryChangeProposed: { version: 1, fields: { ...because, to: text, clause: optional(text), by: text } },
  EntryChangeRefused: { version: 1, fields: { ...because, by: text } },
  EntryAmendmentProposed: { version: 1, fields: { ...amendment, by: text } },
  EntryAmended: { version: 1, fields: { ...amendment, afterPublication: flag } },
  EntryAmendmentRefused: { version: 1, fields: { ...because, by: text } },
});
