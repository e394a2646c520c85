import type { Codec, EventShape } from './codec';
import type { Recorded } from './event';

/** Membership of a row in one ordered set: a board, a list, an index. Text order of `sort` is the set's order. */
export type Place = { readonly set: string; readonly sort: string };

/** Other rows of the same projection, as they are after the batch was folded. */
export type Lookup<Row> = {
  readonly get: (key: string) => Row | undefined;
  /** Keys of the rows in a set, before this batch's changes of place. */
  readonly members: (set: string) => readonly string[];
};

/**
 * A view as a pure fold: events → rows → places in ordered sets. It never reads another view, the clock or the
 * network, and it never rejects a recorded fact; so it can be thrown away and rebuilt to the same bytes, and the same
 * code answers "as of" any position.
 */
export type Projection<E extends EventShape, Row> = {
  readonly name: string;
  /** Raise it when rows change shape: a new view fills beside the old one. */
  readonly version: number;
  readonly codec: Codec<E>;
  /** The rows an event touches. None: the event does not concern this view. */
  readonly keys: (recorded: Recorded<E>) => readonly string[];
  readonly fold: (row: Row | undefined, recorded: Recorded<E>, key: string) => Row | undefined;
  /**
   * What follows from several rows rather than from one event (a rank inside a score). Called once per batch with the
   * touched keys; answers the rows to replace. Must depend on rows alone, not on how events fell into batches.
   */
  readonly derive?: (touched: readonly string[], lookup: Lookup<Row>) => ReadonlyMap<string, Row>;
  /** The ordered sets a row stands in. `get` reaches other rows, for what a row is ranked by but does not hold. */
  readonly places: (row: Row, key: string, get: Lookup<Row>['get']) => readonly Place[];
};
