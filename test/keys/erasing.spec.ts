import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { erase, erasureCodec, erasureLog } from '@xf/access';
import { fixedClock, memoryEventStore, memoryVault, openSqliteVault } from '@xf/adapters';
import {
  erasing,
  follow,
  Outage,
  revealOne,
  SubjectErased,
  type Codec,
  type EventShape,
  type Erasing,
  type EventStore,
  type Following,
  type Vault,
} from '@xf/es';
import { engineOf } from '@xf/runtime';
import { scratchFolder } from '../contracts/setups';
import type { RedisServer } from '../support/redis';
import { filesWith, keysHeld, startKeyServer, vaultOn } from './support';

/** Keys that outlive the processes which open them. */
type Keys = {
  readonly open: () => Promise<Vault>;
  /** Copies the files away, or puts the copy back; the processes are stopped meanwhile. */
  readonly keep?: () => Promise<void>;
  readonly putBack?: () => Promise<void>;
  readonly cleanup: () => Promise<void>;
};

const kinds: Readonly<Record<string, () => Promise<Keys>>> = {
  memory: async () => {
    const vault = { ...memoryVault(), close: async () => undefined };
    return { open: async () => vault, cleanup: async () => undefined };
  },
  sqlite: async () => {
    const { folder, cleanup } = scratchFolder();
    const [home, copy] = [join(folder, 'home'), join(folder, 'copy')];
    const replace = async (from: string, to: string) => {
      rmSync(to, { recursive: true, force: true });
      cpSync(from, to, { recursive: true });
    };
    return {
      open: async () => openSqliteVault({ folder: home }),
      keep: () => replace(home, copy),
      putBack: () => replace(copy, home),
      cleanup,
    };
  },
  redis: async () => {
    const server = await startKeyServer();
    const { folder: copy, cleanup } = scratchFolder();
    const whileStopped = async (work: () => void) => {
      await server.kill();
      work();
      await server.start();
    };
    return {
      open: () => vaultOn(server),
      keep: () => whileStopped(() => cpSync(server.folder, copy, { recursive: true })),
      putBack: () => whileStopped(() => putBack(copy, server)),
      cleanup: async () => {
        await server.stop();
        await cleanup();
      },
    };
  },
};

function putBack(copy: string, server: RedisServer): void {
  rmSync(server.folder, { recursive: true });
  cpSync(copy, server.folder, { recursive: true });
}

const clock = fixedClock(1_000);
const breathe = (): Promise<void> => new Promise(setImmediate);
const reason = '本人申请';

const seal = async (vault: Vault, subject: string): Promise<string> =>
  (await vault.seal([{ subject, field: 'name', text: subject }]))[0]!;

const eraseIn = (store: EventStore, vault: Vault, subject: string, command = `erase-${subject}`) =>
  erase(engineOf({ store, vault, clock }), { type: 'ErasePerson', subject, reason }, { actor: 'ops:test', command });

/** A process that dies when it is about to destroy a key. */
const dying = (vault: Vault): Vault => ({
  ...vault,
  destroy: () => Promise.reject(new Error('the process is gone')),
});

const loops: Following[] = [];
const following = (store: EventStore, { follower }: Erasing): Following => {
  const codec = erasureCodec as unknown as Codec<EventShape>;
  const loop = follow({ store, codec, followers: [follower], breathe });
  loops.push(loop);
  return loop;
};

describe.each(Object.keys(kinds))('erasing persons, with keys in %s', (kind) => {
  let keys: Keys;
  let store: EventStore;
  const open: Vault[] = [];
  const opened = async (): Promise<Vault> => {
    const vault = await keys.open();
    open.push(vault);
    return vault;
  };
  const process = async (): Promise<Erasing> => erasing(await opened(), store, erasureLog);
  const stopAll = async (): Promise<void> => {
    await Promise.all(loops.splice(0).map((loop) => loop.stop()));
    await Promise.all(open.splice(0).map((vault) => vault.close()));
  };

  beforeEach(async () => {
    keys = await kinds[kind]!();
    store = memoryEventStore(clock);
  });
  afterEach(async () => {
    await stopAll();
    await keys.cleanup();
  });

  it('domain-rules 123: says so in the log, then destroys the key, once', async () => {
    const { vault } = await process();
    const sealed = await Promise.all(['p1', 'p2'].map((subject) => seal(vault, subject)));
    expect(await eraseIn(store, vault, 'p1')).toMatchObject({ kind: 'done', revision: 0, repeated: false });
    expect(await vault.reveal(sealed)).toEqual([undefined, 'p2']);
    expect(await (await opened()).reveal(sealed)).toEqual([undefined, 'p2']);
    await expect(seal(vault, 'p1')).rejects.toBeInstanceOf(SubjectErased);
    expect(await eraseIn(store, vault, 'p1')).toMatchObject({ kind: 'done', revision: 0, repeated: true });
    expect(await eraseIn(store, vault, 'p1', 'another')).toMatchObject({ kind: 'done', events: [] });
    const events = await store.readStream(erasureLog.stream);
    expect(events.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'PersonErased', data: { subject: 'p1', reason } },
    ]);
  });

  it('destroys nothing that is refused or only tried', async () => {
    const { vault } = await process();
    const sealed = await seal(vault, 'p1');
    const engine = engineOf({ store, vault, clock });
    const command = { type: 'ErasePerson', subject: 'p1', reason: '' } as const;
    const refused = await erase(engine, command, { actor: 'a', command: 'c1' });
    expect(refused).toMatchObject({ kind: 'refused', rejection: { code: 'reason-required' } });
    await erase(engine, { ...command, reason }, { actor: 'a', command: 'c2', dryRun: true });
    expect(await revealOne(vault, sealed)).toBe('p1');
    expect(await store.head()).toBe(0);
  });

  it('is finished at the next start when the process died before it destroyed the key', async () => {
    const subjects: string[] = [];
    const sealed: string[] = [];
    for (let round = 0; round < 15; round++) {
      subjects.push(`p${round}`);
      const { vault } = await process();
      sealed.push(await seal(vault, `p${round}`));
      await expect(eraseIn(store, dying(vault), `p${round}`)).rejects.toThrow('the process is gone');
      expect(await revealOne(await opened(), sealed[round]!)).toBe(`p${round}`);
      await stopAll();
      const next = await process();
      expect(await next.vault.reveal(sealed)).toEqual(subjects.map(() => undefined));
      expect(await (await opened()).reveal(sealed)).toEqual(subjects.map(() => undefined));
      await stopAll();
    }
  });

  it('is finished by another process that follows the log, which hears of it there', async () => {
    const [one, other] = [await process(), await process()];
    const sealed = await seal(one.vault, 'p1');
    const loop = following(store, other);
    const before = await other.vault.erasures();
    await expect(eraseIn(store, dying(one.vault), 'p1')).rejects.toThrow('the process is gone');
    expect(await loop.until(await store.head(), undefined, 'reaction')).toBe(true);
    expect(await revealOne(other.vault, sealed)).toBeUndefined();
    expect(await revealOne(await opened(), sealed)).toBeUndefined();
    expect(await other.vault.erasures()).not.toBe(before);
  });

  it('hides the person although the keys cannot be reached, and destroys the key when they can', async () => {
    const inner = await opened();
    let failures = 3;
    const failing: Vault = {
      ...inner,
      destroy: (subject) => (failures-- > 0 ? Promise.reject(new Outage('no keys')) : inner.destroy(subject)),
    };
    const both = await erasing(failing, store, erasureLog);
    const sealed = await seal(both.vault, 'p1');
    await expect(eraseIn(store, both.vault, 'p1')).rejects.toThrow(Outage);
    expect(await revealOne(inner, sealed)).toBe('p1');
    expect(await revealOne(both.vault, sealed)).toBeUndefined();
    await expect(seal(both.vault, 'p1')).rejects.toBeInstanceOf(SubjectErased);
    await expect(erasing(failing, store, erasureLog)).rejects.toThrow(Outage);
    const loop = following(store, both);
    expect(await loop.until(await store.head(), undefined, 'reaction')).toBe(true);
    expect(failures).toBeLessThan(0);
    expect(await revealOne(inner, sealed)).toBeUndefined();
  });

  it('gives everybody else the own text when somebody is erased while texts are fetched', async () => {
    const inner = await opened();
    let meanwhile = async (): Promise<void> => undefined;
    const slow: Vault = {
      ...inner,
      reveal: async (sealed) => {
        const texts = await inner.reveal(sealed);
        await meanwhile();
        return texts;
      },
    };
    const { vault } = await erasing(slow, store, erasureLog);
    const sealed = await Promise.all(['p1', 'p2', 'p3'].map((subject) => seal(vault, subject)));
    meanwhile = () => vault.destroy('p1');
    expect(await vault.reveal([...sealed, ...sealed])).toEqual([undefined, 'p2', 'p3', undefined, 'p2', 'p3']);
  });

  if (kind !== 'memory') {
    it('domain-rules 123: stays done when an older copy of the keys is put back', async () => {
      const { vault } = await process();
      const sealed = await Promise.all(['p1', 'p2'].map((subject) => seal(vault, subject)));
      await stopAll();
      await keys.keep?.();
      await eraseIn(store, (await process()).vault, 'p1');
      await stopAll();
      await keys.putBack?.();
      expect(await (await opened()).reveal(sealed)).toEqual(['p1', 'p2']);
      await stopAll();
      const after = await process();
      expect(await after.vault.reveal(sealed)).toEqual([undefined, 'p2']);
      await expect(seal(after.vault, 'p1')).rejects.toBeInstanceOf(SubjectErased);
      expect(await (await opened()).reveal(sealed)).toEqual([undefined, 'p2']);
    });
  }
});

describe('an older copy of the Redis that holds keys, put back under running processes', () => {
  let server: RedisServer;
  const { folder: copy, cleanup } = scratchFolder();
  beforeEach(async () => {
    server = await startKeyServer();
  });
  afterEach(async () => {
    await server.stop();
    await cleanup();
  });

  it('domain-rules 123: reveals nobody who was erased, and loses the key from its files at the next start', async () => {
    const store = memoryEventStore(clock);
    const { vault } = await erasing(await vaultOn(server), store, erasureLog);
    const sealed = await seal(vault, 'p1');
    const [gone] = await keysHeld(server);
    await server.kill();
    cpSync(server.folder, copy, { recursive: true });
    await server.start();
    await eraseIn(store, vault, 'p1');
    const before = await vault.erasures();
    await server.kill();
    putBack(copy, server);
    await server.start();
    expect(await keysHeld(server)).toEqual([gone]);
    expect(await revealOne(vault, sealed)).toBeUndefined();
    await expect(seal(vault, 'p1')).rejects.toBeInstanceOf(SubjectErased);
    await eraseIn(store, vault, 'p2');
    expect(await vault.erasures()).not.toBe(before);
    await vault.close();
    const { vault: next } = await erasing(await vaultOn(server), store, erasureLog);
    expect(await keysHeld(server)).toEqual([]);
    expect(filesWith(server.folder, gone!)).toEqual([]);
    await next.close();
  });
});
