import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openRedisVault } from '@xf/adapters';
import { Outage, revealOne, SubjectErased, type Vault } from '@xf/es';
import type { RedisServer } from '../support/redis';
import { addressOf, filesWith, inMemoryOnly, keysHeld, startKeyServer, vaultOn } from './support';

const servers: RedisServer[] = [];
const vaults: Vault[] = [];

const started = async (...extra: readonly string[]): Promise<RedisServer> => {
  const server = await startKeyServer(...extra);
  servers.push(server);
  return server;
};
const opened = async (server: RedisServer, replicas = 0): Promise<Vault> => {
  const vault = await vaultOn(server, { replicas });
  vaults.push(vault);
  return vault;
};
const sealOne = async (vault: Vault, subject: string, text = subject): Promise<string> =>
  (await vault.seal([{ subject, field: 'name', text }]))[0]!;

afterEach(async () => {
  await Promise.all(vaults.splice(0).map((vault) => vault.close()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('keys shared by several processes', () => {
  it('domain-rules 123: a key destroyed by one is gone for the other with its next call', async () => {
    const server = await started();
    const [one, other] = [await opened(server), await opened(server)];
    const sealed = await sealOne(one, 'p1', '张三');
    expect(await revealOne(other, sealed)).toBe('张三');
    const before = await other.erasures();
    await one.destroy('p1');
    expect(await revealOne(other, sealed)).toBeUndefined();
    await expect(sealOne(other, 'p1')).rejects.toBeInstanceOf(SubjectErased);
    expect(await other.erasures()).not.toBe(before);
    expect(other.secret('token').equals(one.secret('token'))).toBe(true);
  });

  it('give a person one key, whoever asks first', async () => {
    const server = await started();
    const both = [await opened(server), await opened(server)];
    const subjects = Array.from({ length: 2_500 }, (_, n) => `p${n}`);
    const items = subjects.map((subject) => ({ subject, field: 'name', text: subject }));
    const sealed = await Promise.all(both.map((vault) => vault.seal(items)));
    for (const [n, texts] of sealed.entries()) expect(await both[1 - n]!.reveal(texts)).toEqual(subjects);
    expect(await keysHeld(server)).toHaveLength(subjects.length);
  });

  it('stay over a restart of the server, and the same vault goes on', async () => {
    const server = await started();
    const vault = await opened(server);
    const [kept, gone] = [await sealOne(vault, 'p1'), await sealOne(vault, 'p2')];
    await vault.destroy('p2');
    await server.kill();
    await expect(vault.reveal([kept])).rejects.toThrow(Outage);
    await server.start();
    expect(await vault.reveal([kept, gone])).toEqual(['p1', undefined]);
    expect(await vault.erasures()).toBe(1);
  });

  it('of every answered sealing are there after the server was killed in the middle of many', async () => {
    const server = await started();
    const vault = await opened(server);
    const answered: string[] = [];
    for (let round = 0; round < 8; round++) {
      const writers = Array.from({ length: 20 }, async (_, writer) => {
        for (let n = 0; ; n++) {
          try {
            answered.push(await sealOne(vault, `p${round}_${writer}_${n}`));
          } catch (error) {
            if (error instanceof Outage) return;
            throw error;
          }
        }
      });
      const enough = answered.length + 100 + 37 * round;
      while (answered.length < enough) await new Promise(setImmediate);
      await server.kill();
      await Promise.all(writers);
      await server.start();
      const subjects = answered.map((sealed) => sealed.split(':')[2]);
      expect(await vault.reveal(answered)).toEqual(subjects);
    }
  });
});

describe('a server that is not as it must be', () => {
  it.each([
    ['appendonly', 'no'],
    ['appendfsync', 'everysec'],
    ['no-appendfsync-on-rewrite', 'yes'],
    ['maxmemory-policy', 'allkeys-lru'],
    ['save', '3600 1'],
    ['repl-diskless-sync', 'no'],
    ['aof-disable-auto-gc', 'yes'],
    ['cluster-enabled', 'yes'],
  ])('is refused: %s %s', async (name, value) => {
    const server = await started(`--${name}`, value);
    const opening = openRedisVault({ redis: addressOf(server) });
    await expect(opening).rejects.toThrow(Outage);
    await expect(opening).rejects.toThrow(
      new RegExp(`${name} 为 "${value}".*必须为 ".*".*has ${name} "${value}"; it must be "`),
    );
  });

  it('is refused: a replica', async () => {
    const master = await started();
    const replica = await started('--replicaof', '127.0.0.1', String(master.port));
    await expect(openRedisVault({ redis: addressOf(replica) })).rejects.toThrow(/role "slave"; it must be "master"/);
  });

  it('is refused: one that does not tell its settings', async () => {
    const server = await started('--rename-command', 'CONFIG', 'XCONFIG');
    const opening = openRedisVault({ redis: addressOf(server) });
    await expect(opening).rejects.toThrow(Outage);
    await expect(opening).rejects.toThrow(/does not tell its settings/);
  });

  it('is refused also when it comes back changed while the vault is open', async () => {
    const server = await started();
    const vault = await opened(server);
    const sealed = await sealOne(vault, 'p1');
    await server.call('CONFIG', 'SET', 'appendfsync', 'no');
    await server.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await expect(sealOne(vault, 'p2')).rejects.toThrow(Outage);
    await expect(sealOne(vault, 'p2')).rejects.toThrow(/appendfsync "no"; it must be "always"/);
    await server.call('CONFIG', 'SET', 'appendfsync', 'always');
    expect(await revealOne(vault, sealed)).toBe('p1');
  });

  it('is refused also when it became a replica while the vault is open', async () => {
    const [server, other] = [await started(), await started()];
    const vault = await opened(server);
    const sealed = await sealOne(vault, 'p1');
    await server.call('REPLICAOF', '127.0.0.1', String(other.port));
    await expect(sealOne(vault, 'p2')).rejects.toThrow(Outage);
    await expect(vault.reveal([sealed])).rejects.toThrow(/role "slave"; it must be "master"/);
  });

  it('is an outage while it does not answer, and is used again when it does', async () => {
    const server = await started();
    const vault = await opened(server);
    const sealed = await sealOne(vault, 'p1');
    server.signal('SIGSTOP');
    const asked = Array.from({ length: 20 }, () => vault.reveal([sealed]));
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: expect.any(Outage) });
    server.signal('SIGCONT');
    expect(await revealOne(vault, sealed)).toBe('p1');
  });

  it('makes no new keys after it lost its data', async () => {
    const server = await started();
    const vault = await opened(server);
    const sealed = await sealOne(vault, 'p1');
    const another = async (): Promise<unknown> => server.call('HSET', 'xf:keys:meta', 'master', 'of another vault');
    for (const lose of [() => server.call('FLUSHALL'), another]) {
      await lose();
      const before = await server.call('DBSIZE');
      for (const asked of [vault.reveal([sealed]), sealOne(vault, 'p1'), vault.destroy('p1'), vault.erasures()]) {
        await expect(asked).rejects.toThrow(Outage);
        await expect(asked).rejects.toThrow(/主密钥不是启动时的那一把.*lost or replaced/);
      }
      expect(await server.call('DBSIZE')).toBe(before);
    }
  });
});

describe('replicas', () => {
  const withReplica = async (): Promise<readonly [server: RedisServer, replica: RedisServer]> => {
    const server = await started('--repl-diskless-sync-delay', '0');
    const replica = await started(...inMemoryOnly, '--replicaof', '127.0.0.1', String(server.port));
    while (!String(await replica.call('INFO', 'replication')).includes('master_link_status:up')) await sleep(20);
    return [server, replica];
  };

  it('have every key before a sealing is answered, also one that another process asked for', async () => {
    const [server, replica] = await withReplica();
    const both = [await opened(server, 1), await opened(server, 1)];
    const sealed = await sealOne(both[0]!, 'p1');
    await both[0]!.destroy('p0');
    replica.signal('SIGSTOP');
    await expect(sealOne(both[0]!, 'p2')).rejects.toThrow(/Only 0 of 1 replicas/);
    await expect(sealOne(both[1]!, 'p2')).rejects.toThrow(Outage);
    await expect(both[1]!.destroy('p1')).rejects.toThrow(Outage);
    expect(await revealOne(both[0]!, sealed)).toBeUndefined();
    replica.signal('SIGCONT');
    expect(await revealOne(both[1]!, await sealOne(both[0]!, 'p2'))).toBe('p2');
    await both[1]!.destroy('p1');
    expect((await keysHeld(replica)).map(String)).toEqual((await keysHeld(server)).map(String));
    expect(await keysHeld(replica)).toHaveLength(1);
  });

  it('keep no file: an erased key is on the disk of none of them', async () => {
    const [server, replica] = await withReplica();
    const vault = await opened(server, 1);
    await sealOne(vault, 'p1');
    const [key] = await keysHeld(server);
    expect(await keysHeld(replica)).toEqual([key]);
    expect(filesWith(replica.folder, key!)).toEqual([]);
  });
});

describe('a destroyed key', () => {
  const rewrites = async (server: RedisServer): Promise<number> =>
    Number(/aof_rewrites:(\d+)/.exec(String(await server.call('INFO', 'persistence')))?.[1]);

  it('domain-rules 123: is in no file of the server once that is answered', async () => {
    const server = await started();
    const vault = await opened(server);
    await sealOne(vault, 'p1');
    const [gone] = await keysHeld(server);
    await sealOne(vault, 'p2');
    const kept = (await keysHeld(server)).find((key) => !key.equals(gone!));
    expect(filesWith(server.folder, gone!)).toHaveLength(1);
    await vault.destroy('p1');
    expect(filesWith(server.folder, gone!)).toEqual([]);
    expect(filesWith(server.folder, kept!)).toHaveLength(1);
  });

  it('shares one writing of the file with those destroyed meanwhile, and needs none when it is destroyed again', async () => {
    const server = await started();
    const both = [await opened(server), await opened(server)];
    const subjects = Array.from({ length: 2_500 }, (_, n) => `p${n}`);
    await both[0]!.seal(subjects.map((subject) => ({ subject, field: 'name', text: '' })));
    const keys = await keysHeld(server);
    await Promise.all(subjects.map((subject, n) => both[n % 2]!.destroy(subject)));
    expect(keys.slice(0, 20).flatMap((key) => filesWith(server.folder, key))).toEqual([]);
    const done = await rewrites(server);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(8);
    await Promise.all(subjects.map((subject) => both[0]!.destroy(subject)));
    expect(await rewrites(server)).toBe(done);
    expect(await both[0]!.erasures()).toBe(subjects.length);
  });

  it('is wiped by one writing of the file, though every process asks for it', async () => {
    const server = await started('--rdb-key-save-delay', '100000');
    const three = await Promise.all([1, 2, 3].map(() => opened(server)));
    await sealOne(three[0]!, 'p1');
    await Promise.all(three.map((vault) => vault.destroy('p1')));
    expect(await rewrites(server)).toBe(1);
    await three[1]!.destroy('p2');
    expect(await rewrites(server)).toBe(2);
  });

  it('is gone for readers when the file cannot be written anew, and from the file once it is destroyed again', async () => {
    const server = await started();
    const vault = await opened(server);
    const sealed = await sealOne(vault, 'p1');
    const [gone] = await keysHeld(server);
    const inTheWay = join(server.folder, 'appendonlydir', 'appendonly.aof.2.base.rdb');
    mkdirSync(inTheWay);
    await expect(vault.destroy('p1')).rejects.toThrow(/旧文件中仍有该密钥.*erase again/);
    expect(await revealOne(vault, sealed)).toBeUndefined();
    expect(filesWith(server.folder, gone!)).not.toEqual([]);
    rmdirSync(inTheWay);
    await vault.destroy('p1');
    expect(filesWith(server.folder, gone!)).toEqual([]);
  });

  it('waits for a rewrite that begins after it, not for one that is under way', async () => {
    const server = await started('--rdb-key-save-delay', '300000');
    const vault = await opened(server);
    await sealOne(vault, 'p1');
    const [gone] = await keysHeld(server);
    await server.call('BGREWRITEAOF');
    await vault.destroy('p1');
    expect(filesWith(server.folder, gone!)).toEqual([]);
  });

  it('is not among what the server notes of slow commands', async () => {
    const server = await started('--slowlog-log-slower-than', '0', '--slowlog-max-len', '1000');
    const vault = await opened(server);
    await sealOne(vault, 'p1');
    const [gone] = await keysHeld(server);
    const noted = async (): Promise<boolean> => {
      const client = new Redis({ port: server.port });
      const notes = (await client.callBuffer('SLOWLOG', 'GET', '1000')) as readonly unknown[];
      client.disconnect();
      return notes.flat(Infinity).some((part) => Buffer.isBuffer(part) && part.includes(gone!));
    };
    expect(await noted()).toBe(true);
    await vault.destroy('p1');
    expect(await noted()).toBe(false);
  });
});
