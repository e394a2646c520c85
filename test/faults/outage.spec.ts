import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { fixedClock, memoryEventStore } from '@xf/adapters';
import { organization } from '@xf/access';
import { execute, follow, Outage, StateCache, type Follower, type Following, type FollowOptions } from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { transactionsOn } from '../../libs/adapters/src/sqlite/data-folder';
import { workFolder } from '../ops/support';

const work = workFolder();
afterAll(() => {
  work.remove();
});

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what SQLite says about the disk', () => {
  it.each([
    ['SQLITE_FULL', '磁盘已满', 'make room'],
    ['SQLITE_IOERR_FSYNC', '磁盘读写出错', 'look at the disk'],
    ['SQLITE_READONLY_DBMOVED', '文件只读', 'permissions'],
    ['SQLITE_CANTOPEN', '文件打不开', 'path'],
    ['SQLITE_BUSY_SNAPSHOT', '文件被另一程序占用', 'close that program'],
  ])('%s in a transaction is an outage that names the file and what to do', (code, zh, mend) => {
    const db = new Database(work.path('codes.sqlite'));
    db.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER)');
    const thrown = thrownBy(() =>
      transactionsOn(db)(() => {
        db.exec('INSERT INTO t VALUES (1)');
        throw Object.assign(new Error('from the driver'), { code });
      }),
    );
    expect(thrown).toBeInstanceOf(Outage);
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(`${zh}（${code}）：${db.name}。`) });
    expect(String(thrown)).toContain(mend);
    expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0);
    db.close();
  });

  it('a lock that another connection holds is one too, also where the transaction begins', () => {
    const [one, two] = [work.path('busy.sqlite'), work.path('busy.sqlite')].map(
      (path) => new Database(path, { timeout: 0 }),
    );
    one!.exec('CREATE TABLE t (n INTEGER); BEGIN IMMEDIATE');
    expect(thrownBy(() => transactionsOn(two!)(() => 1))).toMatchObject({ code: 'SQLITE_BUSY' });
    one!.exec('COMMIT');
    expect(transactionsOn(two!)(() => 1)).toBe(1);
    one!.close();
    two!.close();
  });

  it('a mistake of the program stays what it is', () => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY)');
    const twice = thrownBy(() => transactionsOn(db)(() => db.exec('INSERT INTO t VALUES (1), (1)')));
    expect(twice).not.toBeInstanceOf(Outage);
    expect(twice).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
    db.close();
  });
});

describe('a follower that meets an outage', () => {
  const clock = fixedClock(0);
  const running: Following[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });
  const start = (options: Omit<FollowOptions, 'codec'>): Following => {
    const following = follow({ ...options, codec: everyCodec });
    running.push(following);
    return following;
  };

  async function logOf(count: number) {
    const store = memoryEventStore(clock);
    const vault = { seal: async () => [] } as never;
    const engine = { store, vault, clock, states: new StateCache(), fingerprint: () => 'f' };
    for (let n = 0; n < count; n++) {
      const command = { type: 'RegisterOrganization', organization: `o${n}`, name: 'x', level: 'city' } as const;
      await execute(engine, organization, command, { actor: 'test', command: `c${n}` });
    }
    return store;
  }

  /** Counts what it takes; `trouble` may throw at a batch. */
  function counter(name: string, trouble: (first: number) => void = () => undefined): Follower & { taken: number[] } {
    const taken: number[] = [];
    return {
      ...{ name, kind: 'view', taken, position: () => taken.at(-1) ?? 0 },
      take: async (batch) => {
        trouble(batch[0]!.position);
        taken.push(...batch.map(({ position }) => position));
      },
    };
  }
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('says so, holds up nobody, and goes on by itself', async () => {
    const store = await logOf(30);
    const disk = { full: true, tries: 0 };
    const stuck = counter('stuck', (first) => {
      if (first < 5 || !disk.full) return;
      disk.tries += 1;
      throw new Outage('磁盘已满');
    });
    const other = counter('other');
    // The pause is over when the test says so.
    let endPause = () => undefined as unknown;
    const breathe = (ms = 0) => (ms === 0 ? setImmediate() : new Promise<void>((resolve) => (endPause = resolve)));
    const following = start({ store, followers: [stuck, other], breathe, batchMax: 4 });
    while (other.position() < 30) await setImmediate();
    expect(other.taken).toEqual(upTo(30));
    expect(await following.status()).toEqual([
      { name: 'stuck', kind: 'view', position: 4, head: 30, outage: '磁盘已满' },
      { name: 'other', kind: 'view', position: 30, head: 30 },
    ]);
    expect(disk.tries).toBe(1);
    endPause();
    while (disk.tries < 2) await setImmediate();
    expect((await following.status())[0]).toMatchObject({ position: 4, outage: '磁盘已满' });
    disk.full = false;
    await setImmediate();
    endPause();
    expect(await following.until(30)).toBe(true);
    expect(stuck.taken).toEqual(upTo(30));
    expect((await following.status())[0]).toEqual({ name: 'stuck', kind: 'view', position: 30, head: 30 });
  });

  it('is not taken for a bad event while the events of a failed batch are tried one by one', async () => {
    const store = await logOf(6);
    let isFull = true;
    const follower = counter('both', (first) => {
      if (first === 1 && follower.taken.length === 0 && isFull) {
        isFull = false;
        throw new Error('a whole batch is too much');
      }
      if (first === 3 && !isFull) {
        isFull = true;
        throw new Outage('磁盘已满');
      }
    });
    const breathe = () => setImmediate();
    const following = start({ store, followers: [follower], breathe });
    expect(await following.until(6)).toBe(true);
    expect(follower.taken).toEqual(upTo(6));
    expect((await following.status())[0]).not.toHaveProperty('halted');
  });
});
