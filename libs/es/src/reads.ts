import type { EventShape } from './codec';
import type { Instant, Position } from './event';
import type { Boards } from './ports/boards';
import type { ViewReader } from './ports/views';
import type { Projection } from './projection';

/** Which moment a reader asks for. Nothing given: the live view. `recordedAt` is turned into a position. */
export type When = {
  readonly position?: Position | undefined;
  readonly recordedAt?: Instant | undefined;
  readonly validAt?: Instant | undefined;
};

/** How queries reach views: live, or as of a moment, through one door. */
export interface Reads {
  /** The live rows of a projection, in this process or shared by several. */
  live<E extends EventShape, Row>(projection: Projection<E, Row>): Boards<Row>;
  /**
   * The view at a moment; with none, the live view of this process, which views that are shared do not have (it throws).
   * `partition` says that the asked rows follow from that partition's events alone, which is
   * what makes an old moment cheap. A position beyond the log is answered with the log's end.
   */
  at<E extends EventShape, Row>(
    projection: Projection<E, Row>,
    when?: When,
    partition?: string,
  ): Promise<ViewReader<Row>>;
  /**
   * Resolves when all live views of this process have reached a position; false when `timeoutMs` went by first. Rows that
   * several processes share may be further behind: wait for `live(projection).reached` before those are read.
   */
  reached(position: Position, timeoutMs: number): Promise<boolean>;
  /** Position of the last event in the log. */
  head(): Promise<Position>;
}
