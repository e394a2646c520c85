import type { Position } from '../event';
import type { ViewReader } from './views';

/**
 * Reading the boards wherever they live: in this process, or shared by several of them.
 *
 * A query is a pure, synchronous function of a `ViewReader`. It sees one position of the boards from its first read to its
 * last. It may be run several times before it completes, and what a reader throws must reach the caller: a query that
 * catches errors rethrows those it did not make itself.
 */
export interface Boards<Row> {
  /**
   * Runs a query. `scope` is the partition (a competition's id) whose rows and sets it stays within; a query that leaves
   * its scope may fail. Throws `Outage` while the boards cannot be read or are being filled anew.
   */
  read<T>(query: (view: ViewReader<Row>) => T, scope?: string): Promise<T>;
  /** Everything up to here is on the boards. Throws `Outage` as `read` does. */
  position(): Promise<Position>;
  /** Resolves to true when the boards have reached a position, and to false when `timeoutMs` went by first. */
  reached(position: Position, timeoutMs: number): Promise<boolean>;
}
