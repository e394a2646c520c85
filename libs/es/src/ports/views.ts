import type { Position } from '../event';
import type { Place } from '../projection';

/** A row with its place in one ordered set. `sort` is text; rows with equal `sort` are tied and follow by `key`. */
export type Member<Row> = { readonly key: string; readonly sort: string; readonly row: Row };

export type Cursor = { readonly sort: string; readonly key: string };

/**
 * How many members stand before or level with a sort text. The basis of every rank method, never a COUNT(*). Each count may
 * be fetched when it is read: read, inside the query, those that are needed.
 */
export type Standing = {
  /** Members whose sort text is smaller. */
  readonly before: number;
  /** Members with the same sort text. */
  readonly level: number;
  /** Distinct sort texts that are smaller. */
  readonly stepsBefore: number;
};

/** Rows read from end to end are not read again soon: `once` says that nothing has to be kept of them. */
type ReadOnce = { readonly once?: boolean };

/** Reading one projection: rows by key, and ordered sets of rows. Every answer belongs to one `position()`. */
export interface ViewReader<Row> {
  position(): Position;
  get(key: string, options?: ReadOnce): Row | undefined;
  /** Members of a set in order, after a cursor (exclusive). */
  range(
    set: string,
    options: { readonly after?: Cursor | undefined; readonly limit: number } & ReadOnce,
  ): readonly Member<Row>[];
  /** Members before a place, nearest last, so that `around` is `before` + self + `range`. */
  before(set: string, place: Cursor, limit: number): readonly Member<Row>[];
  size(set: string): number;
  standing(set: string, sort: string): Standing;
}

export type Change<Row> = { readonly key: string; readonly row: Row | undefined; readonly places: readonly Place[] };

/** Writing one projection: all changes of a batch and the checkpoint in one transaction. */
export interface View<Row> extends ViewReader<Row> {
  commit(changes: readonly Change<Row>[], position: Position): void;
}

/** The file (or memory) that holds the views of a process. It may be deleted at any time: everything is rebuilt. */
export interface Views {
  /** Opens `name` at `version`; an older version keeps serving readers until `promote`. */
  open<Row>(name: string, version: number): View<Row>;
  /** A scratch copy to rebuild into, beside the live one. */
  openRebuild<Row>(name: string, version: number): View<Row>;
  /** Every row and place in key order, for byte comparison between a rebuild and the live view. */
  dump(name: string, version: number, rebuild: boolean): Iterable<string>;
  /** Puts the finished rebuild in the place of the live view, atomically. */
  promote(name: string, version: number): void;
  dropRebuild(name: string, version: number): void;
  close(): void;
}
