import type { EventShape } from './codec';
import type { Position, Recorded } from './event';
import type { Engine } from './context';
import { foldBatch } from './fold';
import type { View } from './ports/views';
import type { Projection } from './projection';
import { answerTogether, runsOf, type Reaction } from './react';

export type Follower = {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  readonly position: () => Position;
  /** Takes in a batch and moves the checkpoint with it. */
  readonly take: (batch: readonly Recorded<EventShape>[], upTo: Position) => Promise<void>;
};

export function viewFollower<E extends EventShape, Row>(projection: Projection<E, Row>, view: View<Row>): Follower {
  return {
    name: projection.name,
    kind: 'view',
    position: () => view.position(),
    take: (batch, upTo) => {
      const own = batch.filter((recorded) => projection.codec.knows(recorded.event.type)) as unknown as Recorded<E>[];
      view.commit(foldBatch(projection, view, own), upTo);
      return Promise.resolve();
    },
  };
}

export function reactionFollower<E extends EventShape>(
  engine: Engine,
  reaction: Reaction<E>,
  checkpoint: View<never>,
): Follower {
  return {
    name: reaction.name,
    kind: 'reaction',
    position: () => checkpoint.position(),
    take: async (batch, upTo) => {
      const own = batch.filter(({ event }) => reaction.codec.knows(event.type)) as unknown as Recorded<E>[];
      for (const run of runsOf(own, reaction.together ?? 1)) {
        await answerTogether(engine, reaction, run);
        checkpoint.commit([], run[run.length - 1]?.position ?? upTo);
      }
      checkpoint.commit([], upTo);
    },
  };
}
