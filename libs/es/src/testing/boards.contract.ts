import type { Position } from '../event';
import type { Boards } from '../ports/boards';
import type { Change, ViewReader } from '../ports/views';

export type Listed = { readonly points: number; readonly name: string };

/** Boards of one test. Keys and sets begin with their partition and a slash; the set `all` has members of any. */
export type BoardsSetup = {
  readonly boards: Boards<Listed>;
  /** Writes a batch as whoever keeps the boards does. */
  readonly commit: (changes: readonly Change<Listed>[], position: Position) => Promise<void>;
  /** The same content, in this process: what the boards must answer. */
  readonly expected: ViewReader<Listed>;
  /** Another reader of the same boards, as another process has one. */
  readonly another: () => Boards<Listed>;
  readonly cleanup: () => Promise<void>;
};

const partitions = ['p', 'q', 'r', 's'];
/** Texts whose order differs between bytes and UTF-16 would show here; these do not, so that every adapter agrees. */
const sorts = ['', '0', '00', '01', '0\u0001', '0\0', 'é', '张', '张三', '~'];

function change(partition: string, n: number, sort: string): Change<Listed> {
  const key = `${partition}/${n % 3 === 0 ? '号' : 'n'}${n}`;
  const places = [
    { set: `${partition}/board`, sort },
    { set: `${partition}/index`, sort: `${n % 5}` },
    { set: 'all', sort: `${partition}${n}` },
  ];
  return { key, row: { points: n, name: `单位"${n}"\n` }, places };
}

/** Repeatable chance: the same run every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Everything a query can see of one partition. */
function everything(view: ViewReader<Listed>, partition: string): unknown {
  const set = `${partition}/board`;
  const all = view.range(set, { limit: 10_000 });
  const cursors = all.flatMap(({ sort, key }, n) => (n % 4 === 0 ? [{ sort, key }] : []));
  return {
    all,
    rows: all.map(({ key }) => view.get(key)),
    none: [
      view.get(`${partition}/none`),
      view.range(`${partition}/none`, { limit: 5 }),
      view.size(`${partition}/none`),
    ],
    sizes: [view.size(set), view.size(`${partition}/index`)],
    standings: sorts.map((sort) => ({ ...view.standing(set, sort) })),
    pages: cursors.map((after) => view.range(set, { after, limit: 3 })),
    above: cursors.map((place) => view.before(set, place, 3)),
    between: view.before(set, { sort: '01', key: `${partition}/` }, 2),
  };
}

/** What the boards port promises, for every adapter. */
export function boardsContract(name: string, make: () => Promise<BoardsSetup>): void {
  describe(`boards contract: ${name}`, () => {
    let setup: BoardsSetup;
    beforeEach(async () => {
      setup = await make();
    });
    afterEach(() => setup.cleanup());

    it('answers what a view in this process answers, after any commits', async () => {
      const roll = dice(7);
      for (let position = 1; position <= 12; position++) {
        const changes = Array.from({ length: roll(40) }, () => {
          const one = change(partitions[roll(4)]!, roll(60), sorts[roll(sorts.length)]!);
          return roll(6) === 0 ? { ...one, row: undefined, places: [] } : one;
        });
        await setup.commit([...new Map(changes.map((one) => [one.key, one])).values()], position);
        expect(await setup.boards.position()).toBe(position);
        for (const partition of partitions) {
          const seen = await setup.boards.read((view) => everything(view, partition), partition);
          expect(seen).toEqual(everything(setup.expected, partition));
        }
        const list = (view: ViewReader<Listed>) => [
          view.position(),
          view.range('all', { limit: 7 }),
          view.range('all', { limit: 1_000, after: { sort: 'q1', key: '' } }),
          view.before('all', { sort: 'q3', key: '' }, 4),
          view.size('all'),
          view.standing('all', 'r1').before,
        ];
        expect(await setup.boards.read(list)).toEqual(list(setup.expected));
      }
    });

    it('gives two readers the same, also one that comes later', async () => {
      await setup.commit([change('p', 1, '01'), change('p', 2, '0')], 3);
      const seen = (boards: Boards<Listed>) => boards.read((view) => everything(view, 'p'), 'p');
      const first = await seen(setup.boards);
      expect(await seen(setup.another())).toEqual(first);
      await setup.commit([change('p', 3, '')], 5);
      expect(await seen(setup.boards)).not.toEqual(first);
      expect(await setup.another().position()).toBe(5);
    });

    it('shows a query one position from its first read to its last, while commits go on', async () => {
      const wave = (n: number) => Array.from({ length: 700 }, (_, i) => change('p', i, `${n}`));
      await setup.commit(wave(0), 1);
      const life = { isWriting: true };
      const writing = (async () => {
        for (let n = 1; n <= 12; n++) await setup.commit(wave(n % 10), n + 1);
        life.isWriting = false;
      })();
      while (life.isWriting) {
        const sortsSeen = await setup.boards.read((view) => {
          const first = view.range('p/board', { limit: 5 });
          const last = view.before('p/board', { sort: '~', key: '' }, 5);
          return new Set([...first, ...last].map(({ sort }) => sort)).size;
        }, 'p');
        expect(sortsSeen).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await writing;
    });

    it('reads a board that is longer than one call may be', async () => {
      const many = Array.from({ length: 5_003 }, (_, n) => change('p', n, `${n % 7}`));
      await setup.commit(many, 2);
      const read = (view: ViewReader<Listed>) => [
        view.range('p/board', { limit: Number.MAX_SAFE_INTEGER }),
        view.before('p/board', { sort: '5', key: '' }, 3_000),
        { ...view.standing('p/board', '3') },
      ];
      expect(await setup.boards.read(read, 'p')).toEqual(read(setup.expected));
    });

    it('passes on what a query throws, and runs one that swallows errors to its end', async () => {
      await setup.commit([change('p', 1, '0')], 1);
      const broken = setup.boards.read((view) => {
        throw new Error(`broken at ${view.size('p/board')}`);
      }, 'p');
      await expect(broken).rejects.toThrow('broken at 1');
      const careless = await setup.boards.read((view) => {
        try {
          return view.get('p/n1')?.points;
        } catch {
          return 'swallowed';
        }
      }, 'p');
      expect(careless).toBe(1);
    });

    it('waits for a position, and tells when it was not reached in time', async () => {
      await setup.commit([change('p', 1, '0')], 4);
      expect(await setup.boards.reached(4, 1_000)).toBe(true);
      expect(await setup.boards.reached(5, 30)).toBe(false);
      const waiting = setup.boards.reached(5, 10_000);
      await setup.commit([], 5);
      expect(await waiting).toBe(true);
    });
  });
}
