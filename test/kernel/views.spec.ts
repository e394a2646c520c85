import { setImmediate } from 'node:timers/promises';
import { memoryViews } from '@xf/adapters';
import {
  compareRebuild,
  execute,
  executeAll,
  fill,
  follow,
  reactionFollower,
  untyped,
  viewAsOf,
  viewFollower,
  type Codec,
  type EventShape,
  type EventStore,
  type Follower,
  type Reaction,
  type View,
} from '@xf/es';
import { beanCount, jar, jarCodec, t0, toyEngine, type JarCommand, type JarEvent, type JarRow } from './toy';

const codec = jarCodec as unknown as Codec<EventShape>;
const add = (id: string, beans: number): JarCommand => ({ type: 'Add', jar: id, by: 'bo', name: 'Bo', beans });

function world() {
  const { engine, clock } = toyEngine();
  const views = memoryViews();
  const view = views.open<JarRow>(beanCount.name, beanCount.version);
  const run = (command: JarCommand, id: string, validAt?: number) =>
    execute(engine, jar, command, { actor: 'ann', command: id, validAt });
  const start = (followers: readonly Follower[], batchMax = 2) =>
    follow({ store: engine.store, codec, followers, breathe: () => setImmediate(), batchMax });
  return { engine, clock, views, view, run, start };
}

const counts = (view: Pick<View<JarRow>, 'range'>) =>
  view.range('all', { limit: 10 }).map(({ row }) => [row.jar, row.beans, row.double]);

it('follows the log, commits rows with their checkpoint, and says when a position is reached', async () => {
  const { engine, view, run, start } = world();
  for (let n = 1; n <= 5; n++) await run(add(`j${n % 2}`, n), `c${n}`);
  const following = start([viewFollower(beanCount, view)]);
  expect(await following.until(5)).toBe(true);
  expect(counts(view)).toEqual([
    ['j1', 9, 18],
    ['j0', 6, 12],
  ]);
  await run(add('j0', 100), 'c6');
  expect(await following.until(6)).toBe(true);
  expect(counts(view)[0]).toEqual(['j0', 106, 212]);
  expect(await following.status()).toEqual([{ name: 'bean-count', kind: 'view', position: 6, head: 6 }]);
  expect(await following.until(7, AbortSignal.timeout(5))).toBe(false);
  await following.stop();
  await engine.store.close();
});

it('halts at an event nobody knows, keeps what came before, and says so', async () => {
  const { engine, view, run, start } = world();
  await run(add('j1', 1), 'c1');
  const strange = {
    type: 'Melted',
    version: 1,
    data: {},
    actor: 'x',
    validAt: 0,
    command: 'c2',
    fingerprint: '',
    correlation: 'c2',
  };
  await engine.store.append([{ stream: 'jar-j9', expected: -1, events: [strange] }]);
  await run(add('j1', 5), 'c3');
  const following = start([viewFollower(beanCount, view)]);
  await following.until(1);
  while ((await following.status())[0]?.halted === undefined) await setImmediate();
  expect((await following.status())[0]).toMatchObject({
    position: 1,
    head: 3,
    halted: expect.stringContaining('Melted'),
  });
  expect(counts(view)).toEqual([['j1', 1, 2]]);
  await following.stop();
});

it('a view that fails halts alone; the others go on', async () => {
  const { view, views, run, start } = world();
  const broken: typeof beanCount = {
    ...beanCount,
    name: 'broken',
    fold: (row, recorded, key) => {
      if (recorded.position === 2) throw new Error('bug in a fold');
      return beanCount.fold(row, recorded, key);
    },
  };
  await run(add('j1', 1), 'c1');
  await run(add('j1', 1), 'c2');
  await run(add('j1', 1), 'c3');
  const following = start([viewFollower(broken, views.open<JarRow>('broken', 1)), viewFollower(beanCount, view)]);
  while (view.position() < 3) await setImmediate();
  const [first, second] = await following.status();
  expect(first).toMatchObject({ name: 'broken', position: 1, halted: 'jar-j1@1 (position 2): bug in a fold' });
  expect(second).toEqual({ name: 'bean-count', kind: 'view', position: 3, head: 3 });
  expect(await following.until(3, AbortSignal.timeout(5))).toBe(false);
  await following.stop();
});

it('halts a view that is ahead of the log, rather than pass over what comes', async () => {
  const { view, run, start } = world();
  await run(add('j1', 1), 'c1');
  view.commit([], 5);
  const following = start([viewFollower(beanCount, view)]);
  while ((await following.status())[0]?.halted === undefined) await setImmediate();
  expect((await following.status())[0]).toMatchObject({
    position: 5,
    head: 1,
    halted: expect.stringContaining('beyond'),
  });
  await following.stop();
});

it('rebuilds beside the live view to the same rows whatever the batches were', async () => {
  const { engine, view, views, run, start } = world();
  for (let n = 1; n <= 25; n++) await run(add(`j${n % 7}`, n), `c${n}`);
  const following = start([viewFollower(beanCount, view)], 3);
  await following.until(25);
  const seen: number[] = [];
  await fill(engine.store, jarCodec, beanCount, views.openRebuild<JarRow>(beanCount.name, 1), 25, (at) =>
    seen.push(at),
  );
  expect(seen).toEqual([25]);
  expect(compareRebuild(views, beanCount.name, 1)).toEqual({ equal: true, rows: 14 });
  view.commit([{ key: 'j3', row: { jar: 'j3', beans: 1, last: '' }, places: [] }], 25);
  expect(compareRebuild(views, beanCount.name, 1)).toMatchObject({
    equal: false,
    firstDifference: expect.stringContaining('j3'),
  });
  await following.stop();
});

it('rebuilds up to a position and no further when the log skips positions', async () => {
  const { engine, views, run } = world();
  for (let n = 1; n <= 5; n++) await run(add('j1', n), `c${n}`);
  const skipping: EventStore = {
    ...engine.store,
    readAll: async (after, limit) =>
      (await engine.store.readAll(Math.floor(after / 10), limit)).map((event) => ({
        ...event,
        position: event.position * 10,
      })),
  };
  const view = views.openRebuild<JarRow>(beanCount.name, 1);
  const seen: number[] = [];
  for (const upTo of [20, 35, 36, 39, 80]) {
    await fill(skipping, jarCodec, beanCount, view, upTo, (at) => seen.push(at));
    expect([upTo, ...counts(view)[0]!.slice(1, 2)]).toEqual([upTo, { 20: 3, 80: 15 }[upTo] ?? 6]);
    expect(view.position()).toBe(Math.min(upTo, 50));
  }
  expect(seen).toEqual([20, 35, 36, 39, 50]);
});

describe('time travel', () => {
  it('answers as of a position and as of a valid time, each as then known', async () => {
    const { engine, clock, run } = world();
    await run(add('j1', 10), 'march', t0 - 3000);
    clock.advance(1000);
    await run(add('j1', 5), 'may');
    clock.advance(1000);
    await run({ type: 'Recount', jar: 'j1', by: 'bo', beans: -1 }, 'recount');
    const asOf = async (position: number, validAt?: number) => {
      const scratch = memoryViews().open<JarRow>('s', 1);
      return (await viewAsOf(engine.store, jarCodec, beanCount, { position, validAt }, scratch)).get('j1')?.beans;
    };
    expect(await asOf(1)).toBe(10);
    expect(await asOf(2)).toBe(15);
    expect(await asOf(3)).toBe(14);
    expect(await asOf(99)).toBe(14);
    expect(await asOf(0)).toBeUndefined();
    // What happened by March, as known in the end: the recount speaks of the bean added in May.
    expect(await asOf(3, t0 - 3000)).toBe(10);
    expect(await asOf(3, t0 + 1000)).toBe(14);
    expect(await engine.store.positionAt(t0 + 1500)).toBe(2);
  });

  it('reads one partition alone', async () => {
    const { engine, run } = world();
    await run(add('a1', 1), 'c1');
    await run(add('b1', 2), 'c2');
    const view = await viewAsOf(
      engine.store,
      jarCodec,
      beanCount,
      { position: 2 },
      memoryViews().open<JarRow>('s', 1),
      'b1',
    );
    expect(counts(view)).toEqual([['b1', 2, 4]]);
  });
});

describe('reactions', () => {
  const closing: Reaction<JarEvent> = {
    name: 'close-full-jars',
    codec: jarCodec,
    react: ({ event }) =>
      Promise.resolve(
        event.type === 'Added' && event.beans >= 10
          ? [{ decider: untyped(jar), command: { type: 'Close', jar: event.jar } }]
          : [],
      ),
  };

  it('answers events with commands that remember their cause, and repeats nothing from an empty checkpoint', async () => {
    const { engine, run, start } = world();
    await run(add('j1', 12), 'c1');
    for (let time = 0; time < 2; time++) {
      const following = start([reactionFollower(engine, closing, memoryViews().open<never>('r', 1))]);
      await following.until(2, undefined, 'reaction');
      await following.stop();
    }
    const stored = await engine.store.readAll(0, 10);
    expect(stored.map(({ type }) => type)).toEqual(['Added', 'Closed']);
    expect(stored[1]).toMatchObject({
      actor: 'reaction:close-full-jars',
      command: 'close-full-jars:jar-j1@0:0',
      causation: 'jar-j1@0',
      correlation: 'c1',
    });
  });

  it('answers events of one command together where it may, each with its cause, and says where it stopped', async () => {
    const { engine, run, start } = world();
    const jars = ['j1', 'j2', 'j3'].map((id) => ({ decider: untyped(jar), command: add(id, 12) }));
    await executeAll(engine, jars, { actor: 'ann', command: 'c1' });
    await run(add('j4', 12), 'c2');
    const answered = async (reaction: Reaction<JarEvent>, upTo: number) => {
      const following = start([reactionFollower(engine, reaction, memoryViews().open<never>('r', 1))], 10);
      await following.until(upTo, undefined, 'reaction');
      await following.stop();
      return (await engine.store.readAll(4, 10)).map(({ command, causation }) => [command, causation]);
    };
    const once = [
      ['close-full-jars:jar-j1@0..jar-j2@0', 'jar-j1@0'],
      ['close-full-jars:jar-j1@0..jar-j2@0', 'jar-j2@0'],
      ['close-full-jars:jar-j3@0:0', 'jar-j3@0'],
      ['close-full-jars:jar-j4@0:0', 'jar-j4@0'],
    ];
    expect(await answered({ ...closing, together: 2 }, 8)).toEqual(once);
    expect(await answered({ ...closing, together: 3 }, 8)).toEqual(once);
    const clumsy: Reaction<JarEvent> = {
      ...{ name: 'clumsy', codec: jarCodec, together: 9 },
      react: ({ event }) => {
        const beans = event.jar === 'j3' ? 0 : 1;
        return Promise.resolve([{ decider: untyped(jar), command: add(`of_${event.jar}`, beans) }]);
      },
    };
    const following = start([reactionFollower(engine, clumsy, memoryViews().open<never>('r', 1))], 10);
    while ((await following.status())[0]?.halted === undefined) await setImmediate();
    expect((await following.status())[0]).toMatchObject({ position: 2, halted: expect.stringContaining('jar-j3@0') });
    await following.stop();
  });

  it('halts on a refusal instead of skipping it', async () => {
    const { engine, run, start } = world();
    const clumsy: Reaction<JarEvent> = {
      ...closing,
      react: () =>
        Promise.resolve([{ decider: untyped(jar), command: { type: 'Add', jar: 'j1', by: 'x', name: 'x', beans: 0 } }]),
    };
    await run(add('j1', 1), 'c1');
    const following = start([reactionFollower(engine, clumsy, memoryViews().open<never>('r', 1))]);
    while ((await following.status())[0]?.halted === undefined) await setImmediate();
    expect((await following.status())[0]).toMatchObject({
      position: 0,
      halted: expect.stringContaining('nothing-to-add'),
    });
    await following.stop();
  });
});
