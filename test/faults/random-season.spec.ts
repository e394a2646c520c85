import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '@xf/adapters';
import { compareRebuild, fillAll } from '@xf/es';
import { everyCodec, everyProjection, openRuntime } from '@xf/runtime';
import { RandomSeason } from '../support/random-season';

const seeds = Array.from({ length: 20 }, (_, n) => n + 1);
const steps = 400;
const seen = new Set<string>();

/**
 * Views folded in whatever batches the followers happened to take, against one rebuild in a single batch: the same bytes.
 * The seed stands in the title; RANDOM_SEASON=<seed> plays one more.
 */
it.each([...seeds, ...(process.env['RANDOM_SEASON'] ?? '').split(',').filter(Boolean).map(Number)])(
  'a random season (seed %i): every view is byte for byte what a rebuild makes of the log',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'xianfeng-random-'));
    const runtime = openRuntime({ folder, clock: fixedClock(Date.parse('2026-05-01T01:00:00Z')) });
    const { store } = runtime.engine;
    try {
      const season = new RandomSeason(runtime, seed);
      for (let n = 0; n < steps; n++) {
        await season.step();
        // Now and then the followers catch up, so that their batches end anywhere.
        if (n % (3 + (seed % 7)) === 0) await runtime.following.until(await store.head());
      }
      const head = await settled(runtime);
      for (const { type } of await store.readAll(0, head)) seen.add(type);
      expect(season.outcomes.get('done')).toBeGreaterThan(steps / 10);
      expect((await runtime.following.status()).filter(({ halted }) => halted !== undefined)).toEqual([]);

      const fillings = everyProjection.map((projection) => ({
        projection,
        view: runtime.views.openRebuild<unknown>(projection.name, projection.version),
      }));
      await fillAll(store, everyCodec, fillings, head);
      for (const { name, version } of everyProjection) {
        expect({ name, ...compareRebuild(runtime.views, name, version) }).toMatchObject({ name, equal: true });
      }
    } finally {
      await runtime.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

/** The end of the log once reactions have answered all of it. */
async function settled({ engine, following }: ReturnType<typeof openRuntime>): Promise<number> {
  for (;;) {
    const head = await engine.store.head();
    await following.until(head);
    await following.until(head, undefined, 'reaction');
    if ((await engine.store.head()) === head) return head;
  }
}

it('met every kind of event the program knows', () => {
  expect(Object.keys(everyCodec.catalogue).filter((type) => !seen.has(type))).toEqual([]);
});
