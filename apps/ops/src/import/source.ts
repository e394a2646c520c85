import type { BatchItem, Instant, Rejection } from '@xf/es';
import type { FileProblem, OpenTable, Row } from '@xf/files';

export type ImportOptions = {
  readonly data: string;
  readonly competition?: string | undefined;
  readonly contest?: string | undefined;
  readonly round?: string | undefined;
  /** Of units whose row names none. */
  readonly organization?: string | undefined;
  readonly sheet?: string | undefined;
  /** Files of scores that follow a file of entries in the same import. */
  readonly marks?: string | undefined;
  readonly measurements?: string | undefined;
  readonly dryRun: boolean;
  readonly actor: string;
  readonly validAt?: Instant | undefined;
};

/** Where a command came from: its row, and the column to show when it is refused. */
export type Origin = {
  readonly row: number;
  readonly value?: string;
  readonly index: (rejection: Rejection) => number | undefined;
};

/** Turns the rows of one file into commands, one row at a time. */
export type RowReader = {
  /** What is wrong with the header and with the rows taken so far. */
  readonly problems: FileProblem[];
  /** Columns that nothing is read from. */
  readonly unused: readonly string[];
  /** What makes the same bytes another import: kind and target. */
  readonly target: readonly (string | undefined)[];
  readonly take: (row: Row, add: (item: BatchItem, origin: Origin) => void) => void | Promise<void>;
};

export type Source = { readonly table: OpenTable; readonly reader: RowReader };
