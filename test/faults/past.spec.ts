import { cpSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import Database from 'better-sqlite3';
import {
  fixedClock,
  memoryEventStore,
  memoryViews,
  openSqliteEventStore,
  openSqliteFrames,
  openSqliteVault,
} from '@xf/adapters';
import { boardPage, competition, contestRow, entry, standings } from '@xf/competitions';
import {
  executeAll,
  framesEvery,
  makeFrames,
  openNames,
  partitionOf,
  untyped,
  viewAsOf,
  viewFromFrames,
  type BatchItem,
  type EventStore,
  type Follower,
  type Frames,
  type StoredEvent,
  type View,
} from '@xf/es';
import { engineOf, everyCodec, everyProjection, openRuntime, throwawayRuntime, type AnyProjection } from '@xf/runtime';
import { open, plan, score, submit } from '../../libs/competitions/src/testing/examples';
import { frameMaker } from '../../libs/runtime/src/past';
import { must, workFolder } from '../ops/support';
import { RandomSeason } from '../support/random-season';

const work = workFolder();
afterAll(() => {
  work.remove();
});

const asProjection = standings as unknown as AnyProjection;
let folders = 0;
const freshFolder = (): string => work.path(`past-${folders++}`);

/** A folder's frames, closed at the end of the test. */
const opened: Frames[] = [];
function framesIn(folder: string): Frames {
  const frames = openSqliteFrames({ folder });
  opened.push(frames);
  return frames;
}
afterEach(() => {
  for (const frames of opened.splice(0)) frames.close();
});

async function seasonOf(seed: number, steps: number): Promise<EventStore> {
  let now = Date.parse('2026-05-01T01:00:00Z');
  const runtime = await throwawayRuntime({ now: () => (now += 7) });
  const season = new RandomSeason(runtime, seed);
  for (let n = 0; n < steps; n++) await season.step();
  await runtime.following.stop();
  return runtime.engine.store;
}

/** The same log, its events happening so many milliseconds after the first one; `early` among them before all others. */
async function happenedAt(store: EventStore, after: (n: number) => number, early?: number): Promise<EventStore> {
  const other = memoryEventStore(fixedClock(5));
  const events = await eventsOf(store);
  const first = events[0]!.validAt;
  for (const [n, event] of events.entries()) {
    await other.adopt([{ ...event, validAt: event.position === early ? first : first + after(n) }]);
  }
  return other;
}

const eventsOf = (store: EventStore, partition?: string) => store.readAll(0, 1_000_000, partition);

async function busiest(store: EventStore): Promise<string> {
  const counts = new Map<string, number>();
  for (const { stream, type } of await eventsOf(store)) {
    const partition = partitionOf(stream);
    if (standings.codec.knows(type)) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
}

async function fromTheFirst(projection: AnyProjection, store: EventStore, position: number, partition: string) {
  const { name, version } = projection;
  const views = memoryViews();
  await viewAsOf(store, everyCodec, projection, { position }, views.open(name, version), partition);
  return [...views.dump(name, version, false)];
}

type Asked = { readonly store: EventStore; readonly frames: Frames; readonly partition: string };
async function fromFrames(
  asked: Asked,
  position: number,
  every = 20,
  projection = asProjection,
  slice = 500,
  validAt?: number,
) {
  const view = await viewFromFrames({ ...asked, codec: everyCodec, projection, every, slice }, { position, validAt });
  expect(view.position()).toBe(position);
  return [...asked.frames.dump(view as View<unknown>)];
}

/** Positions of the frames that stand. */
function standing({ frames, partition }: Asked, { name, version }: AnyProjection = asProjection): number[] {
  const found: number[] = [];
  for (let upTo = Number.MAX_SAFE_INTEGER; upTo > 0;) {
    const position = frames.newest({ projection: name, version, partition }, upTo);
    if (position > 0) found.unshift(position);
    upTo = position - 1;
  }
  return found;
}

const make = (asked: Asked, every: number, head: number, projection = asProjection) =>
  makeFrames({ ...asked, codec: everyCodec, projection, every }, head);

const edit = (sql: string) => (file: string) => {
  new Database(file).exec(sql).close();
};

describe('a past moment folded from a frame', () => {
  it.each([
    [6, 1],
    [11, 17],
    [9, 24],
  ])('of season %i, a frame every %i events, has the bytes of a fold from the first event', async (seed, every) => {
    const store = await seasonOf(seed, 500);
    const head = await store.head();
    const partition = await busiest(store);
    const frames = framesIn(freshFolder());
    const asked = { store, frames, partition };
    let framed = 0;
    for (const projection of everyProjection) {
      await make(asked, every, head, projection);
      framed += standing(asked, projection).length;
      for (let n = 0; n < 12; n++) {
        const position = n === 0 ? head : 1 + ((n * 7_919 + seed * 104_729) % head);
        const slice = [1, 2, 7, 500][n % 4];
        const clean = await fromTheFirst(projection, store, position, partition);
        expect(await fromFrames(asked, position, every, projection, slice)).toEqual(clean);
      }
    }
    const events = (await eventsOf(store, partition)).length;
    expect(framed).toBe(Math.floor(events / every) * everyProjection.length);
  });

  it('leaves a frame at every place it passes, the same places and bytes as those made ahead', async () => {
    const store = await seasonOf(9, 300);
    const head = await store.head();
    const partition = await busiest(store);
    const [passed, ahead] = [freshFolder(), freshFolder()];
    const one = { store, partition, frames: framesIn(passed) };
    const other = { store, partition, frames: framesIn(ahead) };
    await fromFrames(one, head, 10);
    await make(other, 10, head);
    const positions = (await eventsOf(store, partition)).map(({ position }) => position).filter((_, n) => n % 10 === 9);
    expect(standing(one)).toEqual(positions);
    expect(standing(other)).toEqual(positions);
    for (const asked of [one, other]) asked.frames.close();
    const partsOfRows = (folder: string, digest: string): readonly number[] => {
      const db = new Database(join(folder, 'past.db'), { readonly: true });
      const bytes = db.prepare('SELECT bytes FROM parts WHERE digest = ?').pluck().get(digest) as Buffer;
      db.close();
      return (JSON.parse(inflateSync(bytes).toString('utf8')) as [number[], number[]])[0];
    };
    const listings = (folder: string) => {
      const db = new Database(join(folder, 'past.db'), { readonly: true });
      const rows = db.prepare('SELECT position, stamp, listing FROM frames ORDER BY position').all();
      db.close();
      return rows as { readonly listing: string }[];
    };
    expect(listings(passed)).toEqual(listings(ahead));
    // Of the rows that a part drags along at least half are alive.
    for (const { listing } of listings(passed)) {
      const { rows, at } = JSON.parse(listing) as { rows: [string, number][]; at: string[] };
      const alive = rows.map(() => 0);
      for (const part of at.flatMap((digest) => partsOfRows(passed, digest))) alive[part]! += 1;
      for (const [part, [, count]] of rows.entries()) expect(2 * alive[part]!).toBeGreaterThanOrEqual(count);
    }
  });

  it.each([
    [6, 1],
    [11, 17],
    [9, 24],
  ])(
    'of season %i, a frame every %i events: what had happened by a moment is a fold of that alone',
    async (seed, every) => {
      const store = await happenedAt(await seasonOf(seed, 500), (n) => (n * 7_919) % 1_000);
      const partition = await busiest(store);
      const folder = freshFolder();
      const asked = { store, frames: framesIn(folder), partition };
      const head = await store.head();
      const own = await eventsOf(store, partition);
      await make(asked, every, head);
      const framed = standing(asked);
      const gapped = framed.filter((_, n) => n % 3 !== 0);
      for (let n = 0; n < 40; n++) {
        if (n === 20) edit(`DELETE FROM frames WHERE position NOT IN (${gapped.join()})`)(join(folder, 'past.db'));
        const position = n === 0 ? head : 1 + ((n * 7_919 + seed * 104_729) % head);
        const { validAt } = own[(n * 104_729 + seed) % own.length]!;
        const { name, version } = standings;
        const views = memoryViews();
        await viewAsOf(store, everyCodec, asProjection, { position, validAt }, views.open(name, version), partition);
        expect(await fromFrames(asked, position, every, asProjection, [1, 2, 7, 500][n % 4], validAt)).toEqual([
          ...views.dump(name, version, false),
        ]);
      }
      expect(standing(asked)).toEqual(gapped);
    },
  );

  it('steps over stretches in which nothing had happened by the moment, and begins where nothing later had', async () => {
    const made = await seasonOf(9, 300);
    const partition = await busiest(made);
    // One by one, but for one event that happened early and was told late.
    const late = (await eventsOf(made, partition)).at(-15)!.position;
    const store = await happenedAt(made, (n) => n, late);
    const asked = { store, partition, frames: framesIn(freshFolder()) };
    const head = await store.head();
    await make(asked, 10, head);
    const own = await eventsOf(store, partition);
    const middle = own[Math.floor(own.length / 2)]!;
    const [before = 0, after = 0] = [0, 1].map((n) =>
      standing(asked)
        .filter((at) => at < middle.position)
        .at(-1 - n)!,
    );
    const readAll = jest.spyOn(store, 'readAll');
    await fromFrames(asked, head, 10, asProjection, 5, middle.validAt);
    const read = readAll.mock.calls.map(([from]) => from);
    readAll.mockRestore();
    expect(read.filter((from) => from > 0 && from < after)).toEqual([]);
    const frames = standing(asked);
    const around = (position: number) => [
      frames.filter((at) => at < position).at(-1)!,
      frames.find((at) => at >= position) ?? head,
    ];
    for (const from of read.slice(1)) {
      const isNear = [middle.position, late].some((at) => from >= around(at)[0]! && from < around(at)[1]!);
      expect([from, isNear || from >= frames.at(-1)! || from === before]).toEqual([from, true]);
    }
    expect(read.length).toBeLessThan(12);
  });

  it('reads nothing of the log before the frame but the event it stands on', async () => {
    const store = await seasonOf(9, 300);
    const partition = await busiest(store);
    const asked = { store, partition, frames: framesIn(freshFolder()) };
    const head = await store.head();
    await make(asked, 10, head);
    const last = standing(asked).at(-1)!;
    const readAll = jest.spyOn(store, 'readAll');
    await fromFrames(asked, head, 10);
    expect(readAll.mock.calls.map(([after, , of]) => [after, of])).toEqual([
      [last - 1, partition],
      [last, partition],
    ]);
    readAll.mockRestore();
  });
});

describe('a file of frames', () => {
  let store: EventStore;
  let partition: string;
  let head: number;
  let clean: string[];
  beforeAll(async () => {
    store = await seasonOf(9, 800);
    partition = await busiest(store);
    head = await store.head();
    clean = await fromTheFirst(asProjection, store, head, partition);
  });

  async function made(): Promise<string> {
    const folder = freshFolder();
    const frames = openSqliteFrames({ folder });
    await make({ store, frames, partition }, 10, head);
    frames.close();
    return folder;
  }

  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ['no database at all', (file) => writeFileSync(file, '不是数据库'.repeat(2_000))],
    ['cut off in the middle', (file) => truncateSync(file, 12_288)],
    ['empty', (file) => truncateSync(file, 0)],
    ['gone', (file) => rmSync(file)],
    ['of another format', edit('PRAGMA user_version = 7')],
    [
      'the database of something else',
      (file) => {
        rmSync(file);
        edit('CREATE TABLE frames (x); PRAGMA user_version = 2')(file);
      },
    ],
    ['with a part that changed', edit('UPDATE parts SET bytes = zeroblob(40) WHERE rowid % 3 = 0')],
    ['without some parts', edit('DELETE FROM parts WHERE rowid % 5 = 0')],
    ['with frames at other positions', edit('UPDATE frames SET position = position + 1')],
    [
      'with the listing of another frame',
      edit('UPDATE frames SET listing = (SELECT listing FROM frames ORDER BY position LIMIT 1)'),
    ],
    [
      'of another partition',
      edit(
        "UPDATE scopes SET partition = 'other'; INSERT INTO scopes VALUES (99, 'standings', " +
          `${standings.version}, 'x')`,
      ),
    ],
  ];
  it.each(damages)('%s: what does not fit is dropped and made again, and no answer is wrong', async (_, damage) => {
    const folder = await made();
    damage(join(folder, 'past.db'));
    const asked = { store, partition, frames: framesIn(folder) };
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    const again = Math.floor((await eventsOf(store, partition)).length / 10);
    expect(standing(asked)).toHaveLength(again);
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
  });

  it('of an older version of the view gives way to those of the new one', async () => {
    const folder = await made();
    const asked = { store, partition, frames: framesIn(folder) };
    const newer = { ...asProjection, version: 99 };
    expect(standing(asked, newer)).toEqual([]);
    await make(asked, 10, head, newer);
    expect(standing(asked, newer).length).toBeGreaterThan(3);
    expect(standing(asked)).toEqual([]);
  });

  it('of another log, which has another event at the place, is no beginning', async () => {
    const folder = await made();
    const events = (await eventsOf(store)) as StoredEvent[];
    const other = memoryEventStore(fixedClock(5));
    const changed = events.map((event) => {
      const data = event.type === 'EntrySubmitted' ? { ...event.data, unit: '另一家单位' } : event.data;
      return { ...event, data, command: `other-${event.command}`, correlation: 'x' };
    });
    for (const event of changed) await other.adopt([event]);
    const lost = events.filter((event) => partitionOf(event.stream) === partition).at(-30)!.position;
    const shorter = {
      ...other,
      readAll: async (...[after, limit, of]: Parameters<EventStore['readAll']>) =>
        (await other.readAll(after, limit, of)).filter(({ position }) => position < lost),
    };
    for (const log of [other, shorter]) {
      const asked = { store: log, partition, frames: framesIn(folder) };
      const position = log === other ? head : lost - 1;
      expect(await fromFrames(asked, position)).toEqual(await fromTheFirst(asProjection, log, position, partition));
    }
  });

  it('may be deleted or cut off under a process that uses it', async () => {
    const folder = await made();
    const asked = { store, partition, frames: framesIn(folder) };
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    await make(asked, 7, head);
    expect(await fromFrames(asked, head, 7)).toEqual(clean);
    const other = await made();
    const cut = { store, partition, frames: framesIn(other) };
    truncateSync(join(other, 'past.db'), 20_000);
    for (let n = 0; n < 3; n++) expect(await fromFrames(cut, head, 10)).toEqual(clean);
    expect(standing(cut).length).toBeGreaterThan(3);
  });

  it('that has no room takes no frame in, and takes them when it has', async () => {
    const folder = freshFolder();
    const asked = { store, partition, frames: framesIn(folder) };
    const full = "CREATE TRIGGER full BEFORE INSERT ON parts BEGIN SELECT RAISE(FAIL, 'disk'); END";
    edit(full)(join(folder, 'past.db'));
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    expect(standing(asked)).toEqual([]);
    edit('DROP TRIGGER full')(join(folder, 'past.db'));
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    expect(standing(asked).length).toBeGreaterThan(3);
  });

  it('that cannot be had leaves the fold from the first event', async () => {
    const folder = freshFolder();
    writeFileSync(folder, 'a file where the folder should be');
    const asked = { store, partition, frames: framesIn(folder) };
    expect(await fromFrames(asked, head, 10)).toEqual(clean);
    expect(standing(asked)).toEqual([]);
  });

  it('holds whole frames only, wherever the process ended while it wrote one', async () => {
    const folder = freshFolder();
    const frames = framesIn(folder);
    const copies: string[] = [];
    let copied = '';
    const making = { isDone: false };
    const done = make({ store, frames, partition }, 10, head).finally(() => (making.isDone = true));
    while (!making.isDone) {
      await setImmediate();
      const state = statesOf(folder);
      if (!state.includes('past.db') || state === copied || copies.length > 60) continue;
      copied = state;
      const copy = freshFolder();
      cpSync(folder, copy, { recursive: true });
      copies.push(copy);
    }
    await done;
    const counts = new Set<number>();
    for (const copy of copies) {
      const asked = { store, partition, frames: framesIn(copy) };
      counts.add(standing(asked).length);
      expect(await fromFrames(asked, head, 10)).toEqual(clean);
    }
    expect(counts.size).toBeGreaterThan(3);
  });
});

/** Of each file in the folder, when it was written last and how long it is. */
function statesOf(folder: string): string {
  const state = (name: string) => {
    const { size, mtimeNs } = statSync(join(folder, name), { bigint: true });
    return `${name} ${size} ${mtimeNs}`;
  };
  return readdirSync(folder).map(state).join();
}

it('domain-rules 123: no name stands in the frames, and one that was erased is not read from them', async () => {
  const folder = freshFolder();
  const first = await openRuntime({ folder });
  await must(first.engine, competition, plan());
  await must(first.engine, competition, open());
  for (let n = 1; n <= 6; n++) await must(first.engine, entry, { ...submit(n), name: `赵钱孙李${n}` });
  for (let n = 1; n <= 6; n++) await must(first.engine, entry, score(n, 'theory', '1', `${60 + n}`));
  const head = await first.engine.store.head();
  const C = plan().competition;
  const frames = openSqliteFrames({ folder });
  await make({ store: first.engine.store, frames, partition: C }, 4, head);
  frames.close();
  await first.close();

  const db = new Database(join(folder, 'past.db'), { readonly: true });
  const parts = db.prepare('SELECT bytes FROM parts').pluck().all() as Buffer[];
  const listings = db.prepare('SELECT listing || stamp FROM frames').pluck().all() as string[];
  db.close();
  const all = [...parts.map((part) => inflateSync(part).toString('utf8')), ...listings].join('\n');
  expect(all).toContain('sealed:1:');
  expect(all).not.toContain('赵钱孙李');

  const { engine, reads, close } = await openRuntime({ folder });
  const readAll = jest.spyOn(engine.store, 'readAll');
  const namesAt = async (position: number) => {
    const view = await reads.at(standings, { position }, C);
    const contest = contestRow(view, C, plan().contests[0]!.contest)!;
    const page = boardPage(view, contest, 'overall', { limit: 10 });
    return JSON.stringify(await openNames(engine.vault, page));
  };
  expect(await namesAt(head)).toContain('赵钱孙李3');
  expect(readAll.mock.calls.some(([after, , of]) => of === C && after === 0)).toBe(false);
  readAll.mockRestore();
  await engine.vault.destroy(submit(3).subject);
  for (const position of [head, head - 1]) {
    const shown = await namesAt(position);
    expect(shown).not.toContain('赵钱孙李3');
    expect(shown).toContain('已删除');
    expect(shown).toContain('赵钱孙李4');
  }
  await close();
});

describe('frames made while the log grows', () => {
  const idle: Follower = { name: 'idle', kind: 'view', position: () => 0, take: () => Promise.resolve() };
  const told = (events: readonly StoredEvent[]) =>
    events.map((stored) => ({ ...stored, event: { ...stored.data, type: stored.type } })) as never;

  it('come when as many events as stand between two were taken in, counted from the last frame of an earlier run', async () => {
    const store = await seasonOf(9, 800);
    const partition = await busiest(store);
    const frames = framesIn(freshFolder());
    const asked = { store, partition, frames };
    const own = await eventsOf(store, partition);
    const due = own.map(({ position }) => position).filter((_, n) => n % 8 === 7);
    // Of a log that ends behind some of the events.
    let end = 0;
    const growing: EventStore = {
      ...store,
      head: () => Promise.resolve(end),
      readAll: async (...range) => (await store.readAll(...range)).filter(({ position }) => position <= end),
    };
    let maker = frameMaker(growing, frames, 8);
    let follower = maker.beside(idle);
    for (const [n, event] of own.entries()) {
      end = event.position;
      if (n % 13 === 12) {
        await maker.stop();
        maker = frameMaker(growing, frames, 8);
        follower = maker.beside(idle);
      }
      await follower.take(told([event]), event.position);
      await maker.idle();
      expect(standing(asked)).toEqual(due.filter((position) => position <= end));
    }
    expect(due.length).toBeGreaterThan(3);
    await maker.stop();
  });

  it('come after a start for what was imported while nothing ran, without a question', async () => {
    const folder = freshFolder();
    const clock = fixedClock(Date.parse('2026-05-01T01:00:00Z'));
    const ports = { store: openSqliteEventStore({ folder, clock }), vault: openSqliteVault({ folder }), clock };
    const engine = engineOf(ports);
    await must(engine, competition, plan());
    await must(engine, competition, open());
    const items: BatchItem[] = [];
    for (let n = 1; n <= framesEvery / 4; n++) {
      const marks = ['J1', 'J2', 'J3'].map((slot) => score(n, 'practice', slot, '80'));
      for (const command of [submit(n), ...marks]) items.push({ decider: untyped(entry), command });
    }
    expect(await executeAll(engine, items, { actor: 'import', command: 'import' })).toMatchObject({ kind: 'done' });
    await ports.store.close();
    await ports.vault.close();
    const runtime = await openRuntime({ folder, clock });
    const asked = { store: runtime.engine.store, frames: framesIn(folder), partition: 'skills2026' };
    for (let tries = 0; tries < 500 && standing(asked).length === 0; tries++) await setTimeout(20);
    expect(standing(asked)).toEqual([framesEvery]);
    await runtime.close();
  });

  it('do not hold up the end of the process while the log does not answer', async () => {
    const store = await seasonOf(9, 200);
    const asked: (() => void)[] = [];
    const silent: EventStore = {
      ...store,
      readAll: () => new Promise((_resolve, reject) => asked.push(() => reject(new Error('closed')))),
    };
    const maker = frameMaker(silent, framesIn(freshFolder()), 5);
    await maker.beside(idle).take(told((await eventsOf(store, await busiest(store))).slice(0, 9)), 9);
    while (asked.length === 0) await setTimeout(1);
    await maker.stop();
    // The log is closed then, and answers so.
    for (const one of asked) one();
    await maker.idle();
    expect(asked).toHaveLength(1);
  });

  it('stop at once with the process, and go on in the next', async () => {
    const store = await seasonOf(9, 800);
    const partition = await busiest(store);
    const frames = framesIn(freshFolder());
    const asked = { store, partition, frames };
    const own = await eventsOf(store, partition);
    const maker = frameMaker(store, frames, 5);
    await maker.beside(idle).take(told(own.slice(0, 9)), 9);
    await maker.stop();
    const before = standing(asked).length;
    const all = Math.floor(own.length / 5);
    expect(before).toBeLessThan(all);
    const next = frameMaker(store, frames, 5);
    await next.beside(idle).take(told(own.slice(0, 1)), 1);
    await next.idle();
    expect(standing(asked)).toHaveLength(all);
    await next.stop();
  });
});
