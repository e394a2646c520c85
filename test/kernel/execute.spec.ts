import {
  execute,
  executeAll,
  isSealed,
  untyped,
  type Context,
  type EventStore,
  type NewEvent,
  type ReadState,
} from '@xf/es';
import { jar, toyEngine, t0, type JarCommand } from './toy';

const context = (command: string, more: Partial<Context> = {}): Context => ({ actor: 'ann', command, ...more });
const add = (beans: number, by = 'bo', id = 'j1'): JarCommand => ({
  type: 'Add',
  jar: id,
  by,
  name: `name of ${by}`,
  beans,
});

it('appends what was decided, with actor, times, command and correlation', async () => {
  const { engine, clock } = toyEngine();
  clock.advance(5);
  const done = await execute(engine, jar, add(3), context('c1', { validAt: t0 - 1000 }));
  expect(done).toMatchObject({ kind: 'done', stream: 'jar-j1', position: 1, revision: 0, repeated: false });
  const [stored] = await engine.store.readStream('jar-j1');
  expect(stored).toMatchObject({
    actor: 'ann',
    command: 'c1',
    correlation: 'c1',
    recordedAt: t0 + 5,
    validAt: t0 - 1000,
    revision: 0,
  });
});

it('answers the same command the same way and adds nothing', async () => {
  const { engine } = toyEngine();
  const first = await execute(engine, jar, add(3), context('c1'));
  await execute(engine, jar, add(4), context('c2'));
  const again = await execute(engine, jar, add(3), context('c1'));
  expect(again).toMatchObject({ kind: 'done', position: 1, revision: 0, repeated: true });
  expect(again).toMatchObject({ stream: first.kind === 'done' ? first.stream : '' });
  expect(await engine.store.head()).toBe(2);
});

it('refuses a command id that comes with other content, on the same stream or another', async () => {
  const { engine } = toyEngine();
  await execute(engine, jar, add(3), context('c1'));
  expect(await execute(engine, jar, add(4), context('c1'))).toEqual({ kind: 'command-reused' });
  expect(await execute(engine, jar, add(3, 'bo', 'j2'), context('c1'))).toEqual({ kind: 'command-reused' });
  expect(await executeAll(engine, [{ decider: untyped(jar), command: add(3) }], context('c1'))).toEqual({
    kind: 'command-reused',
  });
  expect(await engine.store.head()).toBe(1);
});

it('gives refusals back as values and writes nothing', async () => {
  const { engine } = toyEngine();
  expect(await execute(engine, jar, add(0), context('c1'))).toEqual({
    kind: 'refused',
    rejection: { code: 'nothing-to-add' },
  });
  expect(await engine.store.head()).toBe(0);
});

it('answers stale when the caller saw another revision', async () => {
  const { engine } = toyEngine();
  await execute(engine, jar, add(1), context('c1'));
  expect(await execute(engine, jar, add(1), context('c2', { expected: -1 }))).toEqual({ kind: 'stale', actual: 0 });
  expect(await execute(engine, jar, add(1), context('c3', { expected: 0 }))).toMatchObject({
    kind: 'done',
    revision: 1,
  });
});

it('decides and writes nothing in a dry run', async () => {
  const { engine } = toyEngine();
  const dry = await execute(engine, jar, add(2), context('c1', { dryRun: true }));
  expect(dry).toMatchObject({ kind: 'done', events: [{ type: 'Added', beans: 2 }] });
  expect(await engine.store.head()).toBe(0);
  expect(await execute(engine, jar, add(2), context('c1'))).toMatchObject({
    kind: 'done',
    position: 1,
    repeated: false,
  });
});

it('keeps personal data out of the log: only sealed text is stored', async () => {
  const { engine } = toyEngine();
  await execute(engine, jar, add(1, 'p7'), context('c1'));
  const [stored] = await engine.store.readStream('jar-j1');
  const name = String(stored?.data['name']);
  expect(isSealed(name)).toBe(true);
  expect(JSON.stringify(stored)).not.toContain('name of p7');
  expect(await engine.vault.reveal([name])).toEqual(['name of p7']);
  await engine.vault.destroy('p7');
  expect(await engine.vault.reveal([name])).toEqual([undefined]);
});

it('lets an event happen when the thing it corrects happened', async () => {
  const { engine, clock } = toyEngine();
  await execute(engine, jar, add(1), context('c1', { validAt: t0 - 500 }));
  clock.advance(1000);
  await execute(engine, jar, { type: 'Recount', jar: 'j1', by: 'bo', beans: -1 }, context('c2'));
  const stored = await engine.store.readStream('jar-j1');
  expect(stored.map((event) => event.validAt)).toEqual([t0 - 500, t0 - 500]);
});

/** A store in front of which another writer always gets in first, `times` times. */
function contested(store: EventStore, times: number): EventStore {
  let left = times;
  return Object.assign(Object.create(store) as EventStore, {
    async append(appends: Parameters<EventStore['append']>[0]) {
      const [first] = appends;
      if (left-- > 0 && first !== undefined) {
        const rival = { ...(first.events[0] as NewEvent), command: `rival-${left}`, fingerprint: 'r' };
        await store.append([{ ...first, events: [rival] }]);
      }
      return store.append(appends);
    },
  });
}

it('decides again on what a rival wrote, and gives up as busy when rivals always win', async () => {
  const { engine } = toyEngine();
  const twice = { ...engine, store: contested(engine.store, 2) };
  expect(await execute(twice, jar, add(1), context('c1'))).toMatchObject({ kind: 'done', revision: 2 });
  const always = { ...engine, store: contested(engine.store, 1000) };
  expect(await execute(always, jar, add(1), context('c2'))).toEqual({ kind: 'busy' });
});

it('carries out many commands as one: all of them, in sight of each other', async () => {
  const { engine } = toyEngine();
  const items = [add(1), add(2, 'cy', 'j2'), { type: 'Close', jar: 'j1' } as JarCommand].map((command) => ({
    decider: untyped(jar),
    command,
  }));
  expect(await executeAll(engine, items, context('file-1'))).toMatchObject({
    kind: 'done',
    position: 3,
    added: 3,
    repeated: false,
  });
  expect(await executeAll(engine, items, context('file-1'))).toMatchObject({ kind: 'done', added: 0, repeated: true });
  expect((await engine.store.readStream('jar-j1')).map(({ type }) => type)).toEqual(['Added', 'Closed']);
  const names = (await engine.store.readAll(0, 10)).flatMap(({ data }) =>
    typeof data['name'] === 'string' ? [data['name']] : [],
  );
  expect(await engine.vault.reveal(names)).toEqual(['name of bo', 'name of cy']);
});

it('writes nothing of a batch when one command is refused, and names every refusal', async () => {
  const { engine } = toyEngine();
  const items = [add(1), add(0), { type: 'Close', jar: 'j1' } as JarCommand, add(5)].map((command) => ({
    decider: untyped(jar),
    command,
  }));
  const outcome = await executeAll(engine, items, context('file-2'));
  expect(outcome).toEqual({
    kind: 'refused',
    refusals: [
      { index: 1, rejection: { code: 'nothing-to-add' } },
      { index: 3, rejection: { code: 'jar-closed' } },
    ],
  });
  expect(await engine.store.head()).toBe(0);
});

it('a batch asks for the revision of its first stream, and tells in a dry run what it would write', async () => {
  const { engine } = toyEngine();
  await execute(engine, jar, add(1), context('c1'));
  const items = [add(2), add(3, 'cy', 'j2')].map((command) => ({ decider: untyped(jar), command }));
  expect(await executeAll(engine, items, context('b1', { expected: -1 }))).toEqual({ kind: 'stale', actual: 0 });
  const dry = await executeAll(engine, items, context('b2', { expected: 0, dryRun: true }));
  expect(dry).toMatchObject({
    kind: 'done',
    events: [{ event: { jar: 'j1', beans: 2 } }, { event: { jar: 'j2', beans: 3 } }],
  });
  expect(await engine.store.head()).toBe(1);
  expect(await executeAll(engine, items, context('b3', { expected: 0 }))).toMatchObject({ kind: 'done', added: 2 });
});

it('a decider that sees its batch reads of another stream what was added there before, any other what stood there', async () => {
  const { engine } = toyEngine();
  const batch = async (command: string, more: object): Promise<readonly number[]> => {
    const seen: number[] = [];
    const looking = {
      ...{ ...jar, ...more },
      given: async (_command: JarCommand, read: ReadState) => {
        seen.push((await read(jar, 'jar-j1')).beans);
      },
    };
    const items = [add(3), add(1, 'bo', 'j2'), add(4), add(1, 'bo', 'j2')].map((one) => {
      return { decider: untyped(looking as unknown as typeof jar), command: one };
    });
    expect(await executeAll(engine, items, context(command))).toMatchObject({ kind: 'done', added: 4 });
    return seen;
  };
  // Asked for ahead, side by side, and then by each in its turn.
  expect(await batch('c1', { seesBatch: true })).toEqual([0, 0, 0, 0, ...[0, 3, 3, 7]]);
  expect(await batch('c2', {})).toEqual([7, 7, 7, 7, ...[7, 7, 7, 7]]);
});
