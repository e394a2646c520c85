import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { openRedisKeys, openRedisVault, openSqliteKeys, openSqliteVault, type KeyStore } from '@xf/adapters';
import { Outage, SubjectErased, type Vault } from '@xf/es';
import { scratchFolder } from '../contracts/setups';
import { addressOf, filesWith, startKeyServer } from './support';

type Place = {
  readonly keys: () => Promise<KeyStore>;
  readonly vault: () => Promise<Vault>;
  /** Where its files are. */
  readonly folder: string;
  readonly cleanup: () => Promise<void>;
};

const places: Readonly<Record<string, () => Promise<Place>>> = {
  sqlite: async () => {
    const { folder, cleanup } = scratchFolder();
    return {
      keys: async () => openSqliteKeys({ folder, create: true }),
      vault: async () => openSqliteVault({ folder }),
      folder,
      cleanup,
    };
  },
  redis: async () => {
    const server = await startKeyServer();
    const redis = addressOf(server);
    return {
      keys: async () => openRedisKeys({ redis }),
      vault: () => openRedisVault({ redis }),
      folder: server.folder,
      cleanup: server.stop,
    };
  },
};

const master = Buffer.alloc(32, 'm');
const keyOf = (n: number): Buffer => createHash('sha256').update(`key ${n}`).digest();
const given = (...numbers: readonly number[]) => numbers.map((n) => ({ subject: `p${n}`, key: keyOf(n) }));

describe.each(Object.keys(places))('keys as bytes, in %s', (kind) => {
  let place: Place;
  const open: { readonly close: () => Promise<void> }[] = [];
  const opened = async (): Promise<KeyStore> => {
    const keys = await place.keys();
    open.push(keys);
    await keys.master();
    return keys;
  };
  const vault = async (): Promise<Vault> => {
    const one = await place.vault();
    open.push(one);
    return one;
  };
  const closeAll = () => Promise.all(open.splice(0).map((one) => one.close()));
  beforeEach(async () => {
    place = await places[kind]!();
  });
  afterEach(async () => {
    await closeAll();
    await place.cleanup();
  });

  it('have the master secret that was given first', async () => {
    const keys = await opened();
    expect(await keys.master()).toBeUndefined();
    expect(await keys.adoptMaster(master)).toEqual(master);
    expect(await keys.adoptMaster(keyOf(1))).toEqual(master);
    expect(await (await opened()).master()).toEqual(master);
  });

  it('are added once and never over another one', async () => {
    const keys = await opened();
    await keys.adoptMaster(master);
    expect(await keys.adopt([])).toEqual([]);
    expect(await keys.adopt(given(2, 1))).toEqual([keyOf(2), keyOf(1)]);
    expect(await keys.adopt([{ subject: 'p1', key: keyOf(9) }, ...given(3, 2)])).toEqual([
      keyOf(1),
      keyOf(3),
      keyOf(2),
    ]);
    expect(await (await opened()).find(['p3', 'p0', 'p1'])).toEqual([keyOf(3), undefined, keyOf(1)]);
  });

  it('that were destroyed stay so, also of persons who never had one, and are in no file', async () => {
    const keys = await opened();
    await keys.adoptMaster(master);
    await keys.adopt(given(1, 2));
    await keys.destroy([]);
    await keys.destroy(['p1', 'p0']);
    await keys.destroy(['p1']);
    await keys.wiped();
    expect(await keys.adopt(given(0, 1, 2))).toEqual(['erased', 'erased', keyOf(2)]);
    expect(await (await opened()).find(['p0', 'p1', 'p2'])).toEqual(['erased', 'erased', keyOf(2)]);
    await closeAll();
    expect(filesWith(place.folder, keyOf(1))).toEqual([]);
    expect(filesWith(place.folder, keyOf(2))).not.toEqual([]);
  });

  it('are the ones that the vault uses', async () => {
    const before = await vault();
    const subjects = Array.from({ length: 2_500 }, (_, n) => `p${n}`);
    const sealed = await before.seal(subjects.map((subject) => ({ subject, field: 'name', text: subject })));
    await before.destroy('p7');
    const keys = await opened();
    const secret = (await keys.master())!;
    const held = await keys.find(subjects);
    await closeAll();
    for (const make of Object.values(places)) {
      const other = await make();
      const there = await other.keys();
      await there.adoptMaster(secret);
      await there.destroy(['p7']);
      await there.adopt(subjects.flatMap((subject, n) => (n === 7 ? [] : [{ subject, key: held[n] as Buffer }])));
      await there.close();
      const after = await other.vault();
      expect(await after.reveal(sealed)).toEqual(subjects.map((subject, n) => (n === 7 ? undefined : subject)));
      await expect(after.seal([{ subject: 'p7', field: 'name', text: '' }])).rejects.toBeInstanceOf(SubjectErased);
      expect(after.pseudonym('id', '110')).toBe(before.pseudonym('id', '110'));
      expect(after.secret('token')).toEqual(before.secret('token'));
      await after.close();
      await other.cleanup();
    }
  });
});

it('are listed by the folder, each person once, in pages', async () => {
  const { folder, cleanup } = scratchFolder();
  const keys = openSqliteKeys({ folder, create: true });
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  await keys.adopt(given(...numbers));
  await keys.destroy(['p5', 'nobody']);
  const pages = [...keys.subjects()];
  expect(pages.map(({ length }) => length)).toEqual([10_000, 10_000, 1]);
  expect(pages.flat()).toEqual([...numbers.map((n) => `p${n}`), 'nobody'].sort());
  expect(await keys.count()).toBe(20_001);
  await keys.close();
  await cleanup();
});

it('are not made by opening a folder that holds none', async () => {
  const { folder, cleanup } = scratchFolder();
  expect(() => openSqliteKeys({ folder })).toThrow(Outage);
  expect(filesWith(folder, Buffer.from(''))).toEqual([]);
  await cleanup();
});

it.each([
  ['an outage', ['CONFIG', 'SET', 'maxmemory', '1'], Outage],
  ['a mistake of the program', ['SET', 'xf:keys:meta', 'not a hash'], Error],
] as const)('are not shown by an error of the server: %s', async (_what, command, kind) => {
  const server = await startKeyServer();
  const keys = openRedisKeys({ redis: addressOf(server) });
  try {
    await keys.adoptMaster(master);
    await server.call(command[0], ...command.slice(1));
    const error: unknown = await keys.adopt(given(1)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    const shown = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
    expect(shown).toContain('Error');
    expect(shown).not.toContain('<Buffer');
  } finally {
    await keys.close();
    await server.stop();
  }
});
