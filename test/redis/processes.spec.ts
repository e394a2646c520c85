import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, redisBoards, type Layout, type RedisLink } from '@xf/adapters';
import { Outage, type Boards, type ViewReader } from '@xf/es';
import { shardOf } from '../../libs/adapters/src/redis/layout';
import { tickMs } from '../../libs/adapters/src/redis/lease';
import { startRedis, type RedisServer } from '../support/redis';

const dist = join(__dirname, '../../dist/libs');
/** Beats of a follower in ten seconds: by then it leads. */
const beatsMax = Math.floor(10_000 / tickMs);

type WaveRow = { readonly wave: number; readonly sum: number };
type World = { readonly layout: Layout; readonly partitions: readonly string[]; readonly rows: number };
type End = { readonly calls: number; readonly signal: 'SIGSTOP' | 'SIGKILL'; readonly lands: boolean };

const partitionOf = (text: string): string => text.slice(0, text.indexOf('/'));
const worldOf = (projection: string, rows: number, shards = 1): World => {
  const layout: Layout = { log: 'waves', projection, version: 1, shards, partitionOf, partitionOfSet: partitionOf };
  const partitions = Array.from({ length: shards }, (_, shard) => {
    for (let n = 0; ; n++) if (shardOf(layout, `p${n}`) === shard) return `p${n}`;
  });
  return { layout, partitions, rows };
};

async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 4_000; turn++) {
    if (await test()) return;
    await sleep(10);
  }
  throw new Error(`did not happen: ${what}`);
}

/** Which waves the rows of the boards are of, how many rows there are, and a sum that a wave lost or taken twice changes. */
const look = (partitions: readonly string[]) => (view: ViewReader<WaveRow>) => {
  const rows = partitions.flatMap((partition) => view.range(`${partition}/all`, { limit: 100_000 }));
  return {
    position: view.position(),
    waves: [...new Set(rows.map(({ row }) => row.wave))],
    sums: [...new Set(rows.map(({ row }) => row.sum))],
    rows: rows.length,
    ranked: partitions.map((partition) => view.size(`${partition}/all`)),
  };
};

/** What a clean rebuild gives at a wave. */
const clean = (wave: number, { rows }: World, partitions: readonly string[]): ReturnType<ReturnType<typeof look>> => ({
  ...{ position: wave, waves: [wave], sums: [(wave * (wave + 1)) / 2] },
  ...{ rows: rows * partitions.length, ranked: partitions.map(() => rows) },
});

describe('boards in Redis, kept by several processes', () => {
  let server: RedisServer;
  const children: ChildProcess[] = [];
  const links: RedisLink[] = [];
  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const link of links.splice(0)) link.close();
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await server.stop();
  });

  const start = ({ layout, partitions, rows }: World, shard = 0, skewHours = 0) => {
    const told = JSON.stringify({ port: server.port, layout, shard, partitions, rows, skewHours });
    const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
    const child = spawn(process.execPath, [join(__dirname, 'writer.cjs'), dist, told], { stdio: [...stdio] });
    children.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
    return {
      child,
      lines,
      tell: (head: number, end?: End) => void child.send({ head, end }),
      says: (line: string) => until(`${layout.projection} ${shard} says ${line}`, () => lines.includes(line)),
      asks: () => lines.filter((line) => line === 'asked').length,
    };
  };
  type Writer = ReturnType<typeof start>;

  const boardsOf = ({ layout }: World): Boards<WaveRow> => {
    const link = connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });
    links.push(link);
    return redisBoards<WaveRow>(link, layout);
  };

  /** Reads all the time: an answer is one wave as a clean rebuild gives it, or there is none. */
  const watch = (world: World, partitions = world.partitions) => {
    const boards = boardsOf(world);
    const life = { isOn: true };
    const seen = new Set<number>();
    const watching = (async () => {
      while (life.isOn) {
        try {
          const scope = partitions.length === 1 ? partitions[0] : undefined;
          const answer = await boards.read(look(partitions), scope);
          if (answer.position > 0) expect(answer).toEqual(clean(answer.position, world, partitions));
          seen.add(answer.position);
        } catch (error) {
          if (!(error instanceof Outage)) throw error;
        }
        await sleep(2);
      }
    })();
    watching.catch(() => undefined);
    return {
      sees: (wave: number) => until(`a reader sees wave ${wave}`, () => seen.has(wave)),
      seen,
      stop: async () => {
        life.isOn = false;
        await watching;
      },
    };
  };

  const leads = async (writer: Writer, head: number): Promise<void> => {
    await writer.says('leading');
    writer.tell(head);
    await writer.says(`at ${head}`);
  };

  /** Waits until a follower leads, which it does within ten seconds of its beats. */
  const takesOver = async (writer: Writer): Promise<void> => {
    const asked = writer.asks();
    await writer.says('leading');
    expect(writer.asks() - asked).toBeLessThanOrEqual(beatsMax);
  };

  it('refuses the write of a leader that was stopped in the middle of it until another had taken over', async () => {
    const world = worldOf('stopped', 20);
    const first = start(world);
    await leads(first, 5);
    const reader = watch(world);
    const second = start(world);
    second.tell(5);
    await second.says('at 5');
    first.tell(6, { calls: 1, signal: 'SIGSTOP', lands: false });
    second.tell(9);
    await takesOver(second);
    await second.says('at 9');
    const before = first.lines.length;
    first.tell(9);
    first.child.kill('SIGCONT');
    await first.says('answer fenced');
    await first.says('at 9');
    expect(first.lines.slice(before)).not.toContain('answer applied');
    second.tell(12);
    await reader.sees(12);
    await reader.stop();
    expect(await boardsOf(world).read(look(world.partitions))).toEqual(clean(12, world, world.partitions));
  });

  it('neither follows nor minds the clocks of its writers, hours ahead or behind', async () => {
    const world = worldOf('skewed', 20);
    const ahead = start(world, 0, 5);
    await leads(ahead, 3);
    const reader = watch(world);
    const behind = start(world, 0, -7);
    behind.tell(3);
    await behind.says('at 3');
    const asked = behind.asks();
    await until('the other beats three times', () => behind.asks() >= asked + 3);
    expect([ahead.lines.includes('following'), behind.lines.includes('leading')]).toEqual([false, false]);
    ahead.tell(4, { calls: 1, signal: 'SIGSTOP', lands: false });
    behind.tell(6);
    await takesOver(behind);
    await reader.sees(6);
    ahead.child.kill('SIGCONT');
    await ahead.says('answer fenced');
    ahead.tell(6);
    await ahead.says('at 6');
    ahead.child.kill('SIGKILL');
    const right = start(world, 0, 0);
    right.tell(6);
    await right.says('at 6');
    right.tell(8);
    behind.tell(8);
    await reader.sees(8);
    await reader.stop();
    expect([behind.lines.includes('following'), right.lines.includes('leading')]).toEqual([false, false]);
  });

  it('shows nobody half of a large commit, at whichever of its calls the leader was killed', async () => {
    // Four calls of up to 500 rows.
    const cases = [1, 2, 3, 4].map((calls) => ({ calls, lands: false }));
    const one = async ({ calls, lands }: { calls: number; lands: boolean }): Promise<void> => {
      const world = worldOf(`killed${calls}${String(lands)}`, 1_700);
      const first = start(world);
      await leads(first, 2);
      const reader = watch(world);
      await reader.sees(2);
      const second = start(world);
      second.tell(2);
      await second.says('at 2');
      first.tell(3, { calls, signal: 'SIGKILL', lands });
      await once(first.child, 'exit');
      // One that has read nothing yet, and so has nothing to go on with.
      const late = watch(world);
      second.tell(3);
      await takesOver(second);
      await late.sees(3);
      await reader.sees(3);
      second.tell(4);
      await reader.sees(4);
      await reader.stop();
      await late.stop();
    };
    await Promise.all([...cases, { calls: 4, lands: true }].map(one));
  }, 120_000);

  it('goes on with the other shards when the leader of one dies, and with that one after the takeover', async () => {
    const world = worldOf('shards', 20, 3);
    const leaders = [0, 1, 2].map((shard) => start(world, shard));
    await Promise.all(leaders.map((leader) => leads(leader, 4)));
    const [first, ...others] = leaders;
    const heir = start(world, 0);
    heir.tell(4);
    await heir.says('at 4');
    const whole = watch(world);
    const scoped = world.partitions.map((partition) => watch(world, [partition]));
    await Promise.all([whole, ...scoped].map((reader) => reader.sees(4)));
    first!.tell(5, { calls: 1, signal: 'SIGKILL', lands: false });
    await once(first!.child, 'exit');
    for (const other of others) other.tell(5);
    await Promise.all(scoped.slice(1).map((reader) => reader.sees(5)));
    expect([scoped[0]!.seen.has(5), heir.lines.includes('leading')]).toEqual([false, false]);
    heir.tell(5);
    await takesOver(heir);
    await Promise.all([whole, ...scoped].map((reader) => reader.sees(5)));
    for (const writer of [heir, ...others]) writer.tell(6);
    await Promise.all([whole, ...scoped].map((reader) => reader.sees(6)));
    for (const reader of [whole, ...scoped]) await reader.stop();
  });
});
