import type { Engine, EventShape, Foldable, Position, StreamName } from '@xf/es';

/** A stream's state as the log had it at a position; what came later must not change an answer given again. */
export async function asOf<S, E extends EventShape>(
  engine: Pick<Engine, 'store'>,
  { codec, initial, evolve }: Foldable<S, E>,
  stream: StreamName,
  position: Position,
): Promise<S> {
  let state = initial;
  for (const stored of await engine.store.readStream(stream)) {
    if (stored.position > position) break;
    const event = codec.decode(stored);
    if (event === undefined) throw new Error(`${stream}: ${stored.type} does not belong there`);
    state = evolve(state, event, stored.validAt);
  }
  return state;
}
