import {
  codec,
  decimal,
  flag,
  list,
  logPosition,
  optional,
  streamName,
  text,
  texts,
  whole,
  type StreamName,
} from '@xf/es';

/** A sheet's number is its address, unique in its contest: letters, digits, `_` and `-`; 1 to 30. */
export const sheetPattern = /^[A-Za-z0-9_-]{1,30}$/;

export const sheetStream = (competition: string, contest: string, sheet: string): StreamName =>
  streamName('sheet', competition, `${contest}~${sheet}`);

type On = { competition: string; contest: string; sheet: string };

/** An entry on a sheet: by its number, or by a code that says nothing of it. domain-rules 80. */
export type SheetRow = { readonly entry: string; readonly number: string; readonly code?: string };
/** What stands in one cell: the mark of an entry under a criterion, in the sheet's slot. */
export type Cell = { readonly entry: string; readonly criterion: string; readonly value: string };

export type SheetIssued = On & {
  type: 'SheetIssued';
  /** The judge, attempt or item its marks belong to. */
  slot: string;
  criteria: readonly string[];
  rows: readonly SheetRow[];
  /** Two accounts type it in before anything counts (双录). */
  double: boolean;
  /** The place in the log at which the entries were read. */
  position: number;
  /** Printed on the sheet; it follows from what the sheet asks, so a typed one cannot be taken for another. */
  check: string;
  by: string;
};

export type SheetEvent =
  | SheetIssued
  /** Typed once, or the second time with other values: no mark yet. `turn` is 1 or 2. */
  | (On & { type: 'SheetKeyed'; turn: 1 | 2; values: readonly Cell[]; by: string })
  /** Where two typings differed, what the paper says; a cell without a value stays empty. */
  | (On & {
      type: 'SheetSettled';
      values: readonly { readonly entry: string; readonly criterion: string; readonly value?: string }[];
      reason: string;
      by: string;
    })
  /** It takes nothing more: what was typed and did not count yet is let go, and marks that count stand. */
  | (On & { type: 'SheetWithdrawn'; reason: string; by: string })
  /** These cells count. Their marks are recorded with it, as the entries' own events. */
  | (On & { type: 'SheetFilled'; values: readonly Cell[]; by: string });

const on = { competition: text, contest: text, sheet: text };
const cell = { entry: text, criterion: text };
const cells = list({ ...cell, value: decimal });

export const sheetCodec = codec<SheetEvent>({
  SheetIssued: {
    version: 1,
    fields: {
      ...on,
      slot: text,
      criteria: texts,
      rows: list({ entry: text, number: text, code: optional(text) }),
      double: flag,
      position: logPosition,
      check: text,
      by: text,
    },
  },
  SheetKeyed: { version: 1, fields: { ...on, turn: whole, values: cells, by: text } },
  SheetSettled: {
    version: 1,
    fields: { ...on, values: list({ ...cell, value: optional(decimal) }), reason: text, by: text },
  },
  SheetWithdrawn: { version: 1, fields: { ...on, reason: text, by: text } },
  SheetFilled: { version: 1, fields: { ...on, values: cells, by: text } },
});
