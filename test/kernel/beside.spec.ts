import { execute, executeAll, isSealed, untyped, type Context } from '@xf/es';
import { jar, toyEngine, type JarCommand } from './toy';

/** Whatever goes into a jar is counted in another one as well, which takes what it takes. */
const counted = {
  ...jar,
  beside: (command: JarCommand) =>
    command.type === 'Add' ? [{ decider: untyped(jar), command: { ...command, jar: 'all' } }] : [],
};
const context = (command: string, more: Partial<Context> = {}): Context => ({ actor: 'ann', command, ...more });
const add = (id: string, beans = 1): JarCommand => ({ type: 'Add', jar: id, by: 'bo', name: 'Bo', beans });
const item = (id: string) => ({ decider: untyped(counted), command: add(id) });
const closed = async ({ engine }: ReturnType<typeof toyEngine>) =>
  execute(engine, jar, { type: 'Close', jar: 'all' }, context('close'));

describe('a command that another one brings along', () => {
  it('is written with it, sealed, under its id, and the answer names the stream that was asked for', async () => {
    const { engine } = toyEngine();
    const done = await execute(engine, counted, add('j1'), context('c1'));
    expect(done).toMatchObject({ kind: 'done', stream: 'jar-j1', revision: 0, position: 2 });
    const [beside] = await engine.store.readStream('jar-all');
    expect(beside).toMatchObject({ type: 'Added', command: 'c1' });
    expect(isSealed(String(beside?.data['name']))).toBe(true);
    const again = await execute(engine, counted, add('j1'), context('c1'));
    expect(again).toMatchObject({ kind: 'done', stream: 'jar-j1', revision: 0, position: 2, repeated: true });
    expect(await engine.store.head()).toBe(2);
  });

  it('refuses it, and then nothing is written: alone and in a batch, with the place of who brought it', async () => {
    const world = toyEngine();
    const { engine } = world;
    await closed(world);
    const rejection = { code: 'jar-closed' };
    expect(await execute(engine, counted, add('j1'), context('c1'))).toEqual({ kind: 'refused', rejection });
    const plain = { decider: untyped(jar), command: add('j3') };
    expect(await executeAll(engine, [plain, item('j1')], context('c2'))).toEqual({
      kind: 'refused',
      refusals: [{ index: 1, rejection }],
    });
    expect(await engine.store.head()).toBe(1);
  });

  it('of a batch is decided in sight of those before', async () => {
    const { engine } = toyEngine();
    expect(await executeAll(engine, [item('j1'), item('j2')], context('c1'))).toMatchObject({ added: 4 });
    expect((await engine.store.readStream('jar-all')).map(({ revision }) => revision)).toEqual([0, 1]);
  });

  it('brings along what it has to bring itself, alone and in a batch', async () => {
    const { engine } = toyEngine();
    const twice = {
      ...jar,
      beside: (command: JarCommand) =>
        command.type === 'Add' ? [{ decider: untyped(counted), command: { ...command, jar: 'shelf' } }] : [],
    };
    await execute(engine, twice, add('j1'), context('c1'));
    await executeAll(engine, [{ decider: untyped(twice), command: add('j2') }], context('c2'));
    for (const one of ['shelf', 'all']) expect(await engine.store.readStream(`jar-${one}`)).toHaveLength(2);
  });

  it('is decided in a dry run too, which writes nothing', async () => {
    const world = toyEngine();
    const { engine } = world;
    expect(await execute(engine, counted, add('j1'), context('c1', { dryRun: true }))).toMatchObject({ kind: 'done' });
    expect(await engine.store.head()).toBe(0);
    await closed(world);
    expect(await execute(engine, counted, add('j1'), context('c2', { dryRun: true }))).toMatchObject({
      kind: 'refused',
    });
  });

  it('is asked for anew when somebody else was first', async () => {
    const { engine } = toyEngine();
    const names = ['j1', 'j2', 'j3', 'j4'];
    const done = await Promise.all(names.map((id) => execute(engine, counted, add(id), context(id))));
    expect(done.map(({ kind }) => kind)).toEqual(names.map(() => 'done'));
    expect(await engine.store.readStream('jar-all')).toHaveLength(4);
  });
});
