import { codec, list, logPosition, optional, record, streamName, text, texts, whole } from '@xf/es';
import type { Column, Purpose } from '@xf/lists';
import type { Instant, Position, StreamName } from '@xf/es';
import type { Day } from '../terms';
import type { ListFilter, NameOrder } from './rules';

/** All lists of an organisation. */
export const listsStream = (organization: string): StreamName => streamName('lists', organization);

export const formats = ['csv', 'xlsx', 'docx', 'json'] as const;
export type Format = (typeof formats)[number];

export type AwardCount = { readonly award: string; readonly count: number };

type InOrganization = { organization: string; list: string; by: string };

/** A version of a list: everything that it takes to make the same list again from the log. No rows, no names. */
export type ListPrepared = InOrganization & {
  type: 'ListPrepared';
  version: number;
  title: string;
  purpose: Purpose;
  filter: ListFilter;
  names: NameOrder;
  columns: readonly Column[];
  /** What is masked, as the 口径 says it. */
  masks: readonly string[];
  /** The roll is read as it stood here. */
  position: Position;
  /** The moment that was asked for. */
  asOf: Instant;
  counts: readonly AwardCount[];
  total: number;
  /** What the honours were given under: one document's hash, or the hash of all of them. */
  rules?: string;
  /** Of the rows as the log holds them, names sealed: an erasure does not change it. */
  rowsHash: string;
  embargoUntil?: Instant;
  endsOn?: Day;
};

export type ListEvent =
  | ListPrepared
  /** Nobody outside is shown the version any more, and nobody is given its file. */
  | (InOrganization & { type: 'ListWithdrawn'; version: number; reason: string })
  /** Recorded before the first byte goes out. `against`: a 勘误 of what changed since that version. */
  | (InOrganization & { type: 'ListDownloaded'; version: number; format: Format; against?: number })
  /** Somebody asked for what their role may not have. domain-rules 119. */
  | (InOrganization & { type: 'ListDenied'; purpose: Purpose; columns: readonly Column[] });

const inOrganization = { organization: text, list: text, by: text };

export const listCodec = codec<ListEvent>({
  ListPrepared: {
    version: 1,
    fields: {
      ...inOrganization,
      version: whole,
      title: text,
      purpose: text,
      filter: record({
        awards: optional(texts),
        year: optional(whole),
        level: optional(text),
        unit: optional(text),
        region: optional(text),
      }),
      names: text,
      columns: texts,
      masks: texts,
      position: logPosition,
      asOf: whole,
      counts: list({ award: text, count: whole }),
      total: whole,
      rules: optional(text),
      rowsHash: text,
      embargoUntil: optional(whole),
      endsOn: optional(text),
    },
  },
  ListDownloaded: {
    version: 1,
    fields: { ...inOrganization, version: whole, format: text, against: optional(whole) },
  },
  ListWithdrawn: { version: 1, fields: { ...inOrganization, version: whole, reason: text } },
  ListDenied: { version: 1, fields: { ...inOrganization, purpose: text, columns: texts } },
});
