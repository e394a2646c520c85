import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { decide, evolve, idOf, initialState, mark, submit } from './entry.mjs';

/** The peers are no packages of this project: they are found in the folder that this process is started in. */
export const load = createRequire(join(process.cwd(), 'package.json'));

/** emmett-sqlite sends a pragma ahead of each command without waiting for it; now and then a commit runs into that. */
const retry = { retries: 5, minTimeout: 1, factor: 1, shouldRetryError: ({ code }) => code === 'SQLITE_BUSY' };

/**
 * Fills the store with entries, tells the parent how it keeps its promises, then answers each `{ writers, calls }` with
 * `{ perSecond }`. Whatever fails is answered with `{ failed }`.
 */
export async function serve(entries, open) {
  const { DeciderCommandHandler } = load('@event-driven-io/emmett');
  const mapToStreamId = (id) => `entry-bench.${id}`;
  const handle = DeciderCommandHandler({ decide, evolve, initialState, mapToStreamId, retry });
  const answer = async (work) => {
    try {
      process.send(await work());
    } catch (error) {
      process.send({ failed: error.message });
    }
  };
  let store;
  let next = 0;
  /** A call counts when it wrote the one event that was due at that place of its stream. */
  const call = async () => {
    const k = Math.floor(next / entries);
    const n = next++ % entries;
    const command = k === 0 ? submit(n) : mark(n, k);
    const { newEvents, nextExpectedStreamVersion } = await handle(store, idOf(n), command);
    if (newEvents.length !== 1 || nextExpectedStreamVersion !== BigInt(k + 1))
      throw new Error(`${command.metadata.command}: ${newEvents.length} events, at ${nextExpectedStreamVersion}`);
  };
  const turn = async ({ writers, calls }) => {
    const start = performance.now();
    let left = calls;
    const loop = async () => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: writers }, loop));
    return { perSecond: (calls / (performance.now() - start)) * 1000 };
  };
  process.on('disconnect', () => process.exit());
  process.on('message', (asked) => void answer(() => turn(asked)));
  await answer(async () => {
    const opened = await open();
    store = opened.store;
    await turn({ writers: 1, calls: entries });
    return { durable: opened.durable };
  });
}
