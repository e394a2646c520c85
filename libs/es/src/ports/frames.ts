import type { Instant, Position } from '../event';
import type { View } from './views';

/** Whose past: one projection's rows of one partition. */
export type FrameOf = { readonly projection: string; readonly version: number; readonly partition: string };

/** The events of a partition between the frame before (`since`; 0 for the first) and a frame: when the first and the last of them happened. */
export type Span = { readonly since: Position; readonly earliest: Instant; readonly latest: Instant };

/** A view of one partition as it stood behind one event. */
export type Frame<Row> = {
  readonly view: View<Row>;
  /** Tells that event from the one that another log has at the same position. */
  readonly stamp: string;
  readonly span: Span;
};

/** Where a frame stands, without its rows. */
export type FrameMark = Span & { readonly position: Position; readonly stamp: string };

/**
 * Whole states of partitions at places of the log, so that a fold need not begin at the first event. They may be lost or
 * deleted at any time: no method throws for a file that is damaged, full or gone; what is not whole is not there.
 */
export interface Frames {
  /** A view without a row at position 0, which can be kept. */
  blank<Row>(): View<Row>;
  /** Position of the last frame at or before one; 0 when there is none. */
  newest(of: FrameOf, upTo: Position): Position;
  /** All frames at or before a position, oldest first. */
  marks(of: FrameOf, upTo: Position): readonly FrameMark[];
  /** The last frame at or before a position. The view is the caller's own and may be committed to. */
  open<Row>(of: FrameOf, upTo: Position): Promise<Frame<Row> | undefined>;
  /**
   * Keeps what a view of `blank` or `open` holds, at its position; the view must not change until this is done. Rows that
   * came with the frame the view was opened from are not written again. Rows stand as they are: sealed names sealed.
   */
  keep<Row>(of: FrameOf, frame: Frame<Row>): Promise<void>;
  /** Forgets all frames of a partition: one of them is not of this log. */
  drop(of: FrameOf): void;
  /** Every row and place of such a view in key order, for byte comparison. */
  dump<Row>(view: View<Row>): Iterable<string>;
  close(): void;
}
