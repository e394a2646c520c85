import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectRedis,
  embeddedBoards,
  memoryViews,
  publisher,
  redisBoards,
  type Layout,
  type RedisLink,
} from '@xf/adapters';
import type { ViewReader } from '@xf/es';
import { shardOf, shardsKey } from '../../libs/adapters/src/redis/layout';
import { boardsContract, type BoardsSetup, type Listed } from '@xf/es/testing';
import { startRedis, startRedisCluster, type RedisServer } from '../support/redis';
import { nothingToClean } from './setups';

const partitionOf = (text: string): string => text.slice(0, text.indexOf('/'));
const layoutOf = (log: string, shards: number): Layout => ({
  ...{ log, projection: 'listed', version: 1, shards, partitionOf },
  partitionOfSet: (set) => (set === 'all' ? undefined : partitionOf(set)),
});

boardsContract('embedded', async () => {
  const view = memoryViews().open<Listed>('listed', 1);
  const reached = async (position: number, timeoutMs: number): Promise<boolean> => {
    const end = Date.now() + timeoutMs;
    while (view.position() < position) {
      if (Date.now() > end) return false;
      await sleep(5);
    }
    return true;
  };
  return {
    boards: embeddedBoards(view, reached),
    commit: async (changes, position) => {
      await sleep(0);
      view.commit(changes, position);
    },
    expected: view,
    another: () => embeddedBoards(view, reached),
    cleanup: nothingToClean,
  };
});

let tests = 0;

/** Every test has a log of its own, and all of them one server. */
async function onRedis(connect: () => RedisLink, shards: number): Promise<BoardsSetup> {
  const layout = layoutOf(`log${tests++}`, shards);
  const links = [connect()];
  const redis = links[0]!;
  const expected = memoryViews().open<Listed>('listed', 1);
  const writers = Array.from({ length: shards }, (_, shard) => publisher<Listed>(redis, layout, shard));
  for (const writer of writers) expect(await writer.replace(1, 0, [], false)).toBe('applied');
  return {
    boards: redisBoards(redis, layout),
    commit: async (changes, position) => {
      await Promise.all(
        writers.map(async (writer, shard) => {
          const own = changes.filter(({ key }) => shardOf(layout, partitionOf(key)) === shard);
          expect(await writer.commit(1, expected.position(), position, own)).toBe('applied');
        }),
      );
      expected.commit(changes, position);
    },
    expected,
    another: () => {
      links.push(connect());
      return redisBoards(links.at(-1)!, layout);
    },
    cleanup: async () => {
      for (const link of links) link.close();
    },
  };
}

const rowOf = (text: string) => ({
  key: `p/${text}`,
  row: { name: text, points: 1 },
  places: [{ set: 'p/board', sort: text }],
});
const look = (view: ViewReader<Listed>) => view.range('p/board', { limit: 10 }).map(({ row }) => row.name);

/** Of two logs the same keys and sets stand side by side, each at its own position. */
async function twoLogs(connect: () => RedisLink): Promise<void> {
  const link = connect();
  try {
    const logs = [await onRedis(() => link, 4), await onRedis(() => link, 4)] as const;
    await logs[0].commit([rowOf('one')], 90);
    await logs[1].commit([rowOf('two')], 7);
    await logs[0].commit([rowOf('three')], 91);
    expect(await Promise.all(logs.map(({ boards }) => boards.position()))).toEqual([91, 7]);
    expect(await Promise.all(logs.map(({ boards }) => boards.read(look, 'p')))).toEqual([['one', 'three'], ['two']]);
  } finally {
    link.close();
  }
}

describe('on one server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const connect = () => connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });

  boardsContract('Redis', () => onRedis(connect, 1));
  boardsContract('Redis, four shards', () => onRedis(connect, 4));

  it('keeps two logs apart', () => twoLogs(connect));

  it('takes the number of shards another log has for no setting of its own', async () => {
    const link = connect();
    const boards = redisBoards(link, layoutOf('small', 1));
    await link.put(shardsKey(layoutOf('large', 8)), '1', 8);
    await expect(boards.position()).rejects.toThrow('being filled anew');
    await link.put(shardsKey(layoutOf('small', 8)), '1', 8);
    await expect(boards.position()).rejects.toThrow('BOARD_SHARDS');
    link.close();
  });
});

describe('on a cluster', () => {
  let nodes: readonly RedisServer[] = [];
  beforeAll(async () => {
    nodes = await startRedisCluster();
  });
  afterAll(() => Promise.all(nodes.map((node) => node.stop())));
  const connect = () => connectRedis({ cluster: true, nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) });

  boardsContract('Redis Cluster, four shards', () => onRedis(connect, 4));

  it('keeps two logs apart', () => twoLogs(connect));

  it('has keys on every node', async () => {
    const counts = await Promise.all(nodes.map((node) => node.call('DBSIZE')));
    expect(counts.every((count) => Number(count) > 0)).toBe(true);
  });
});
