import type { Change, Standing, View, Views } from '../ports/views';

/** One views file (or memory) of its own for one test. */
export type ViewsSetup = {
  /** Opens the views; after a close, opens the same views again when `durable`. */
  readonly open: () => Views;
  readonly durable: boolean;
  readonly cleanup: () => Promise<void>;
};

type Score = { readonly points: number; readonly name: string };

const sortOf = (points: number): string => String(1_000 - points).padStart(4, '0');

/** A row on the board and in the index of its own letter. */
function scored(key: string, points: number, name = `单位${key}`): Change<Score> {
  const places = [
    { set: 'board', sort: sortOf(points) },
    { set: `letter-${key.slice(0, 1)}`, sort: '' },
  ];
  return { key, row: { points, name }, places };
}

const gone = (key: string): Change<Score> => ({ key, row: undefined, places: [] });

/** What the views port promises, for every adapter. */
export function viewsContract(name: string, make: () => Promise<ViewsSetup>): void {
  describe(`views contract: ${name}`, () => {
    let setup: ViewsSetup;
    let views: Views;
    let view: View<Score>;
    const world: World = {
      views: () => views,
      view: () => view,
      setup: () => setup,
      reopen: () => {
        views.close();
        views = setup.open();
        view = views.open('scores', 1);
      },
    };
    beforeEach(async () => {
      setup = await make();
      views = setup.open();
      view = views.open('scores', 1);
    });
    afterEach(async () => {
      views.close();
      await setup.cleanup();
    });
    committing(world);
    ordering(world);
    rebuilding(world);
    lasting(world);
  });
}

type World = {
  readonly views: () => Views;
  readonly view: () => View<Score>;
  readonly setup: () => ViewsSetup;
  readonly reopen: () => void;
};

const keysOf = (members: readonly { readonly key: string }[]): string => members.map(({ key }) => key).join(' ');

/** Everything a reader can see of the sets of these tests. */
function seen(view: View<Score>, keys: readonly string[]): unknown {
  const sets = ['board', 'letter-a', 'letter-b'];
  return {
    position: view.position(),
    rows: keys.map((key) => view.get(key)),
    ranges: sets.map((set) => view.range(set, { limit: 100 })),
    sizes: sets.map((set) => view.size(set)),
    standings: [0, 5, 7, 9, 10].map((points) => view.standing('board', sortOf(points))),
  };
}

function committing({ view }: World): void {
  it('starts empty at position 0', () => {
    expect(view().position()).toBe(0);
    expect(view().get('a1')).toBeUndefined();
    expect(view().range('board', { limit: 10 })).toEqual([]);
    expect(view().before('board', { sort: '~', key: '' }, 10)).toEqual([]);
    expect(view().size('board')).toBe(0);
    expect(view().standing('board', '')).toEqual({ before: 0, level: 0, stepsBefore: 0 });
  });

  it('replaces rows and their places, and removes them', () => {
    view().commit([scored('a1', 5), scored('a2', 7), scored('b1', 9)], 3);
    expect(keysOf(view().range('board', { limit: 10 }))).toBe('b1 a2 a1');
    expect(view().size('board')).toBe(3);
    view().commit([scored('a1', 10), gone('b1'), gone('zz')], 4);
    expect(view().range('board', { limit: 10 })).toEqual([
      { key: 'a1', sort: sortOf(10), row: { points: 10, name: '单位a1' } },
      { key: 'a2', sort: sortOf(7), row: { points: 7, name: '单位a2' } },
    ]);
    expect([view().get('b1'), view().size('board'), view().size('letter-b')]).toEqual([undefined, 2, 0]);
    expect(view().standing('board', sortOf(7))).toEqual({ before: 1, level: 1, stepsBefore: 1 });
    view().commit([{ ...scored('a1', 10), places: [] }], 5);
    expect(keysOf(view().range('board', { limit: 10 }))).toBe('a2');
    expect(view().get('a1')).toEqual({ points: 10, name: '单位a1' });
    expect(view().position()).toBe(5);
  });

  it('takes several changes of one key in one batch, the last one standing', () => {
    view().commit([scored('a1', 5), scored('a1', 9), scored('a1', 7)], 1);
    expect(keysOf(view().range('board', { limit: 10 }))).toBe('a1');
    expect(view().standing('board', sortOf(7))).toEqual({ before: 0, level: 1, stepsBefore: 0 });
    view().commit([scored('a1', 9), gone('a1')], 2);
    expect(view().size('board')).toBe(0);
  });

  it('leaves rows, places, standings and position as they were when a commit throws half way', () => {
    view().commit([scored('a1', 5), scored('a2', 7), scored('b1', 7)], 3);
    const keys = ['a1', 'a2', 'b1', 'b2'];
    const before = seen(view(), keys);
    const broken: Change<Score> = {
      key: 'b2',
      row: { points: 9, name: 'b2' },
      get places(): never {
        throw new Error('half way');
      },
    };
    const batch = [
      scored('a1', 10),
      gone('a2'),
      scored('b9', 10),
      { ...scored('c1', 3), places: [{ set: 'new', sort: '1' }] },
    ];
    expect(() => view().commit([...batch, broken], 4)).toThrow('half way');
    const same = { set: 'board', sort: sortOf(9) };
    expect(() => view().commit([...batch, { ...scored('b2', 9), places: [same, same] }], 4)).toThrow();
    expect(seen(view(), keys)).toEqual(before);
    expect(view().size('new')).toBe(0);
    view().commit([{ ...scored('c9', 3), places: [{ set: 'other', sort: '1' }] }], 4);
    view().commit(batch, 4);
    expect(keysOf(view().range('board', { limit: 10 }))).toBe('a1 b9 b1');
    expect(view().standing('board', sortOf(7))).toEqual({ before: 2, level: 1, stepsBefore: 1 });
    expect(keysOf(view().range('new', { limit: 10 }))).toBe('c1');
    expect(keysOf(view().range('other', { limit: 10 }))).toBe('c9');
    expect([view().size('new'), view().size('other')]).toEqual([1, 1]);
  });
}

function ordering({ view }: World): void {
  it('orders tied members by key, and counts before, level and steps', () => {
    view().commit([scored('b2', 7), scored('a1', 5), scored('b1', 9), scored('a2', 7), scored('a3', 7)], 1);
    expect(keysOf(view().range('board', { limit: 10 }))).toBe('b1 a2 a3 b2 a1');
    const standing = (points: number): Standing => view().standing('board', sortOf(points));
    expect(standing(10)).toEqual({ before: 0, level: 0, stepsBefore: 0 });
    expect(standing(9)).toEqual({ before: 0, level: 1, stepsBefore: 0 });
    expect(standing(8)).toEqual({ before: 1, level: 0, stepsBefore: 1 });
    expect(standing(7)).toEqual({ before: 1, level: 3, stepsBefore: 1 });
    expect(standing(5)).toEqual({ before: 4, level: 1, stepsBefore: 2 });
    expect(standing(0)).toEqual({ before: 5, level: 0, stepsBefore: 3 });
    view().commit([gone('a2'), scored('b1', 7)], 2);
    expect(standing(5)).toEqual({ before: 3, level: 1, stepsBefore: 1 });
  });

  it('ranges after a cursor and before a place, which need not be members', () => {
    view().commit([scored('b2', 7), scored('a1', 5), scored('b1', 9), scored('a2', 7), scored('a3', 7)], 1);
    const cursor = (points: number, key: string) => ({ sort: sortOf(points), key });
    const after = (points: number, key: string, limit: number): string =>
      keysOf(view().range('board', { after: cursor(points, key), limit }));
    const before = (points: number, key: string, limit: number): string =>
      keysOf(view().before('board', cursor(points, key), limit));
    expect(after(9, 'b1', 2)).toBe('a2 a3');
    expect(after(7, 'a2', 10)).toBe('a3 b2 a1');
    expect(after(7, 'a25', 1)).toBe('a3');
    expect(after(5, 'a1', 10)).toBe('');
    expect(before(7, 'b2', 2)).toBe('a2 a3');
    expect(before(7, 'a25', 10)).toBe('b1 a2');
    expect(before(9, 'b1', 10)).toBe('');
    expect(before(0, '', 3)).toBe('a3 b2 a1');
    expect(keysOf(view().range('board', { limit: 2 }))).toBe('b1 a2');
  });

  it('pages through a long set without losing or repeating anyone', () => {
    const changes = Array.from({ length: 2_500 }, (_, n) => scored(`a${(n * 7_919) % 2_500}`, n % 40));
    view().commit(changes, 1);
    const expected = changes.map(({ key, places }) => `${places[0]?.sort ?? ''} ${key}`).sort();
    const found: string[] = [];
    for (let cursor: { sort: string; key: string } | undefined; ;) {
      const page = view().range('board', { after: cursor, limit: 300 });
      found.push(...page.map(({ sort, key }) => `${sort} ${key}`));
      cursor = page.at(-1);
      if (page.length < 300) break;
    }
    expect(found).toEqual(expected);
    const back = view().before('board', { sort: '~', key: '' }, 2_000);
    expect(back.map(({ sort, key }) => `${sort} ${key}`)).toEqual(expected.slice(500));
    expect(view().size('letter-a')).toBe(2_500);
  });
}

function rebuilding({ views, view }: World): void {
  const lines = (rebuild: boolean): string[] => [...views().dump('scores', 1, rebuild)];

  it('dumps rows by key and then places by set, sort and key', () => {
    view().commit([scored('b1', 9, '甲'), scored('a2', 7, '乙'), scored('a1', 7, '丙')], 1);
    expect(lines(false)).toEqual([
      'row a1 {"points":7,"name":"丙"}',
      'row a2 {"points":7,"name":"乙"}',
      'row b1 {"points":9,"name":"甲"}',
      'place board 0991 b1',
      'place board 0993 a1',
      'place board 0993 a2',
      'place letter-a  a1',
      'place letter-a  a2',
      'place letter-b  b1',
    ]);
    expect(lines(true)).toEqual([]);
    expect([...views().dump('unknown', 1, false)]).toEqual([]);
  });

  it('dumps the same lines for the same content however it came about', () => {
    view().commit(
      Array.from({ length: 1_500 }, (_, n) => scored(`a${n}`, n % 9)),
      1,
    );
    view().commit(
      Array.from({ length: 500 }, (_, n) => scored(`a${n * 3}`, 10)),
      2,
    );
    const rebuild = views().openRebuild<Score>('scores', 1);
    const last = Array.from({ length: 1_500 }, (_, n) => scored(`a${n}`, n % 3 === 0 ? 10 : n % 9));
    rebuild.commit(last.reverse(), 2);
    expect(lines(true)).toHaveLength(4_500);
    expect(lines(true)).toEqual(lines(false));
    rebuild.commit([scored('a7', 1)], 3);
    expect(lines(true)).not.toEqual(lines(false));
  });

  it('rebuilds beside the live view and takes its place at once', () => {
    view().commit([scored('a1', 5), scored('a2', 7)], 2);
    expect(view().standing('board', sortOf(0)).before).toBe(2);
    const rebuild = views().openRebuild<Score>('scores', 1);
    expect([rebuild.position(), rebuild.size('board')]).toEqual([0, 0]);
    rebuild.commit([scored('b1', 9)], 7);
    expect(rebuild.standing('board', sortOf(0)).before).toBe(1);
    expect([view().position(), keysOf(view().range('board', { limit: 9 }))]).toEqual([2, 'a2 a1']);
    const rebuilt = lines(true);
    views().promote('scores', 1);
    expect(view().position()).toBe(7);
    expect([view().get('a1'), view().get('b1')?.points]).toEqual([undefined, 9]);
    expect(view().standing('board', sortOf(0))).toEqual({ before: 1, level: 0, stepsBefore: 1 });
    expect([lines(false), lines(true)]).toEqual([rebuilt, []]);
    view().commit([scored('a1', 10)], 8);
    expect(keysOf(view().range('board', { limit: 9 }))).toBe('a1 b1');
    expect(() => views().promote('scores', 1)).toThrow(/no rebuild/);
  });

  it('starts a rebuild from nothing after the last one was dropped', () => {
    view().commit([scored('a1', 5)], 2);
    views()
      .openRebuild<Score>('scores', 1)
      .commit([scored('b1', 9)], 7);
    views().dropRebuild('scores', 1);
    views().dropRebuild('scores', 1);
    const rebuild = views().openRebuild<Score>('scores', 1);
    expect([rebuild.position(), rebuild.get('b1'), rebuild.size('board')]).toEqual([0, undefined, 0]);
    expect(keysOf(view().range('board', { limit: 9 }))).toBe('a1');
  });

  it('keeps views and versions apart, and gives the same view when opened twice', () => {
    const newer = views().open<Score>('scores', 2);
    const other = views().open<Score>('others', 1);
    newer.commit([scored('a1', 1)], 5);
    other.commit([scored('a1', 2)], 6);
    view().commit([scored('a1', 3)], 7);
    expect([view(), newer, other].map((one) => [one.get('a1')?.points, one.position(), one.size('board')])).toEqual([
      [3, 7, 1],
      [1, 5, 1],
      [2, 6, 1],
    ]);
    const again = views().open<Score>('scores', 1);
    expect(again.standing('board', sortOf(0)).before).toBe(1);
    view().commit([scored('a2', 3)], 8);
    expect([again.position(), again.standing('board', sortOf(0)).before]).toEqual([8, 2]);
  });
}

function lasting({ view, views, setup, reopen }: World): void {
  it('keeps rows, places, standings and position over a restart, or nothing when it says so', () => {
    view().commit([scored('a1', 5), scored('a2', 7), scored('b1', 7)], 3);
    views()
      .openRebuild<Score>('scores', 1)
      .commit([scored('b2', 9)], 2);
    const before = seen(view(), ['a1', 'a2', 'b1']);
    reopen();
    if (!setup().durable) {
      expect([view().position(), view().size('board')]).toEqual([0, 0]);
      return;
    }
    expect(seen(view(), ['a1', 'a2', 'b1'])).toEqual(before);
    expect(views().openRebuild<Score>('scores', 1).position()).toBe(2);
    view().commit([scored('a1', 10)], 4);
    expect(keysOf(view().range('board', { limit: 9 }))).toBe('a1 a2 b1');
  });
}
