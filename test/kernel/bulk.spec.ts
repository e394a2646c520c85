import { Bulk, Outage, untyped, type BatchItem } from '@xf/es';
import { jar, toyEngine, type JarCommand } from './toy';

const add = (id: string, beans = 1): BatchItem => {
  const command: JarCommand = { type: 'Add', jar: id, by: 'bo', name: 'Bo', beans };
  return { decider: untyped(jar), command };
};
const context = { actor: 'ann', command: 'import' };

/** Decides three pieces and writes them; the append that is named fails. */
async function run({ engine }: ReturnType<typeof toyEngine>, failing?: number) {
  const bulk = new Bulk(engine, context, { together: 2 });
  const kinds: string[] = [];
  for (const piece of [['a', 'b'], ['c'], ['d', 'e']]) kinds.push((await bulk.take(piece.map((id) => add(id)))).kind);
  const written: number[] = [];
  const { append } = engine.store;
  let calls = 0;
  const spy = jest
    .spyOn(engine.store, 'append')
    .mockImplementation((appends) =>
      ++calls === failing ? Promise.reject(new Outage('the disk is away')) : append(appends),
    );
  const outcome = await bulk.write((events) => written.push(events)).catch((error: unknown) => error);
  spy.mockRestore();
  return { kinds, written, outcome };
}

describe('a bulk of commands', () => {
  it('says what was written before it threw, and the same again writes the rest', async () => {
    const world = toyEngine();
    const first = await run(world, 3);
    expect(first).toMatchObject({ kinds: ['decided', 'decided', 'decided'], written: [3, 3] });
    expect(first.outcome).toBeInstanceOf(Outage);
    const again = await run(world);
    expect(again).toMatchObject({ kinds: ['repeated', 'repeated', 'decided'], written: [2] });
    expect(again.outcome).toMatchObject({ kind: 'done', added: 2, position: 5 });
    const bulk = new Bulk(world.engine, context);
    expect(await bulk.take([add('a'), add('b')])).toEqual({ kind: 'repeated', position: 2 });
    expect(await bulk.take([add('c', 2)])).toEqual({ kind: 'command-reused' });
  });

  it('counts the pieces beside one that fails, of the same group', async () => {
    const first = await run(toyEngine(), 1);
    expect(first.written).toEqual([1]);
    expect(first.outcome).toBeInstanceOf(Outage);
  });

  it('asks a stream that is alone in its partition for itself, and for no partition', async () => {
    const { engine } = toyEngine();
    const readAll = jest.spyOn(engine.store, 'readAll');
    await new Bulk(engine, context).take([add('a'), add('b')]);
    expect(readAll).not.toHaveBeenCalled();
    await new Bulk(engine, context).take([add('x.a'), add('x.b')]);
    expect(readAll.mock.calls.map(([, , partition]) => partition)).toEqual(['x']);
  });

  it.each([
    [true, 3],
    [false, 1],
  ])('reads the streams of a piece side by side or one by one, ahead: %s', async (readsAhead, most) => {
    const { engine } = toyEngine();
    const { readStream } = engine.store;
    let [running, seen] = [0, 0];
    jest.spyOn(engine.store, 'readStream').mockImplementation(async (stream, from) => {
      seen = Math.max(seen, ++running);
      const events = await readStream(stream, from);
      running -= 1;
      return events;
    });
    await new Bulk(engine, context, { readsAhead }).take(['a', 'b', 'c', 'a'].map((id) => add(id)));
    expect(seen).toBe(most);
  });

  it.each([true, false])('decides in sight of the log and of what came before, read ahead: %s', async (readsAhead) => {
    const { engine } = toyEngine();
    const before = new Bulk(engine, { ...context, command: 'earlier' });
    await before.take([{ decider: untyped(jar), command: { type: 'Close', jar: 'shut' } as JarCommand }]);
    await before.write(() => undefined);
    const bulk = new Bulk(engine, context, { readsAhead });
    const close = { decider: untyped(jar), command: { type: 'Close', jar: 'a' } as JarCommand };
    expect(await bulk.take([add('a'), add('shut'), close, close])).toEqual({
      kind: 'decided',
      refusals: [{ index: 1, rejection: { code: 'jar-closed' } }],
      changing: new Set([0, 2]),
    });
    expect(await bulk.take([add('a'), add('b')])).toMatchObject({ refusals: [{ index: 0 }] });
    expect(bulk.added).toBe(3);
  });
});
