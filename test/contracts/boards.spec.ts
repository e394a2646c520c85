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
import { shardOf } from '../../libs/adapters/src/redis/layout';
import { boardsContract, type BoardsSetup, type Listed } from '@xf/es/testing';
import { startRedis, startRedisCluster, type RedisServer } from '../support/redis';
import { nothingToClean } from './setups';

const partitionOf = (text: string): string => text.slice(0, text.indexOf('/'));
const layoutOf = (projection: string, shards: number): Layout => ({
  ...{ projection, version: 1, shards, partitionOf },
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

async function onRedis(connect: () => RedisLink, shards: number): Promise<BoardsSetup> {
  const layout = layoutOf(`listed${tests++}`, shards);
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

describe('on one server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const connect = () => connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });

  boardsContract('Redis', () => onRedis(connect, 1));
  boardsContract('Redis, four shards', () => onRedis(connect, 4));
});

describe('on a cluster', () => {
  let nodes: readonly RedisServer[] = [];
  beforeAll(async () => {
    nodes = await startRedisCluster();
  });
  afterAll(() => Promise.all(nodes.map((node) => node.stop())));
  const connect = () => connectRedis({ cluster: true, nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) });

  boardsContract('Redis Cluster, four shards', () => onRedis(connect, 4));

  it('has keys on every node', async () => {
    const counts = await Promise.all(nodes.map((node) => node.call('DBSIZE')));
    expect(counts.every((count) => Number(count) > 0)).toBe(true);
  });
});
