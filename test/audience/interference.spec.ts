import fc from 'fast-check';
import { sanctionIdOf } from '@xf/competitions';
import type { World } from '../../apps/api/src/testing/world';
import { closed, confirmed, contestUrl, corrected, entered, marked, nextOf, opened, Pair, type Who } from './pair';

/**
 * Two logs that differ only in what somebody may not know answer them the same, to the byte: rows, order, counts, ETags,
 * explanations, feeds, notices, cursors and refusals. docs/visibility.md says what is not promised.
 */
let pair: Pair;
beforeAll(async () => {
  pair = await Pair.open();
});
afterAll(async () => pair.close());

let runs = 0;
const numbers = [1, 2, 3];

/** Done before the publication without a trace in what is published. */
type Before = {
  /** Which judge gave the higher mark, and who was written down first. */
  readonly swapped: boolean;
  readonly lastFirst: boolean;
  /** Marks that were wrong at first, by entry. */
  readonly mended: readonly number[];
  /** Vetoed, and taken back. */
  readonly vetoed: readonly number[];
};
/** Recorded, and to be known to nobody outside. */
type Silent =
  | { readonly kind: 'sanction'; readonly entry: number }
  | { readonly kind: 'closed'; readonly name: string; readonly entries: number; readonly frozen: boolean }
  | { readonly kind: 'sibling'; readonly value: number }
  | { readonly kind: 'withdrawn'; readonly entry: number; readonly about: string };
/** May change what was published: that there is any is for everybody, and nothing more. */
type Waiting =
  | { readonly kind: 'appeal'; readonly entry: number; readonly about: string }
  | { readonly kind: 'proposal'; readonly entry: number; readonly value: number };
/** The same after the last publication, also when it is done. */
type Done = Waiting | { readonly kind: 'veto' | 'out' | 'correction'; readonly entry: number; readonly value: number };

const entry = fc.constantFrom(...numbers);
const value = fc.integer({ min: 40, max: 99 });
const about = fc.constantFrom('漏加一项', '同一题扣了两次', '计时有误，请复核');
const before = fc.record<Before>({
  ...{ swapped: fc.boolean(), lastFirst: fc.boolean() },
  ...{ mended: fc.subarray(numbers), vetoed: fc.subarray(numbers) },
});
const silent = fc.oneof(
  fc.record({ kind: fc.constant('sanction' as const), entry }),
  fc.record({
    kind: fc.constant('closed' as const),
    ...{ name: fc.constantFrom('a', 'between', 'z'), entries: fc.nat(2), frozen: fc.boolean() },
  }),
  fc.record({ kind: fc.constant('sibling' as const), value }),
  fc.record({ kind: fc.constant('withdrawn' as const), entry, about }),
);
const waiting = fc.oneof(
  fc.record({ kind: fc.constant('appeal' as const), entry, about }),
  fc.record({ kind: fc.constant('proposal' as const), entry, value }),
);
const done = fc.oneof(
  waiting,
  fc.record({ kind: fc.constantFrom('veto' as const, 'out', 'correction'), entry, value }),
);
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const sides = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one);
/** Nothing on either side, or something on both. */
const alike = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(fc.constant([[], []] as [T[], T[]]), sides(fc.array(one, { minLength: 1, maxLength: 3 })));

const season = fc.record({
  ...{ before: sides(before), early: sides(few(silent)), middle: sides(few(silent)), late: sides(few(silent)) },
  ...{ waiting: alike(waiting), done: alike(done), again: fc.boolean() },
});

/** One competition on one side. */
class Side {
  private made = 0;
  /** Whose mark is the higher one, and whose the lower. */
  private judges = { high: 'judge', low: 'judge2' };
  entries: readonly string[] = [];

  constructor(
    readonly world: World,
    readonly competition: string,
  ) {}

  get url(): string {
    return contestUrl(this.competition);
  }

  at(n: number): string {
    return `${this.url}/entries/${this.entries[n - 1] ?? ''}`;
  }

  async hold({ swapped, lastFirst, mended, vetoed }: Before): Promise<void> {
    const { world } = this;
    if (swapped) this.judges = { high: 'judge2', low: 'judge' };
    await opened(world, 'organizer', this.competition, 'east');
    const ids: string[] = [];
    for (const n of numbers)
      ids.push(await entered(world, 'organizer', this.url, { number: `A${n}`, name: `选手${n}号`, unit: 'mill' }));
    this.entries = ids;
    for (const n of lastFirst ? numbers.toReversed() : numbers) {
      const at = this.at(n);
      await marked(world, 'organizer', at, 'theory', '1', String(90 - n));
      const { high, low } = this.judges;
      const marks = [
        [high, String(95 - n)],
        [low, String(80 - n)],
      ] as const;
      for (const [slot, mark] of lastFirst ? marks.toReversed() : marks) {
        const isWrong = mended.includes(n) && slot === high;
        await marked(world, 'organizer', at, 'practice', slot, isWrong ? '12' : mark);
        if (isWrong) await corrected(world, at, slot, mark);
      }
    }
    for (const n of vetoed) {
      const because = { clause: 'safety', reason: '误报' };
      await world.done('organizer', `${this.at(n)}/veto`, because, await world.etag('organizer', this.at(n)));
      const back = { reason: '误报' };
      await world.done('organizer', `${this.at(n)}/reinstatement`, back, await world.etag('organizer', this.at(n)));
    }
  }

  /** A correction of the lower mark, by two people. */
  async mend(n: number, to: string): Promise<void> {
    await corrected(this.world, this.at(n), this.judges.low, to);
    await confirmed(this.world, this.at(n), this.judges.low);
  }

  async do(step: Silent | Done): Promise<void> {
    const { world } = this;
    const n = this.made++;
    switch (step.kind) {
      case 'sanction': {
        const sheet = {
          number: `处-${n}`,
          kind: 'out',
          entry: this.entries[step.entry - 1],
          reason: '由他人代考',
          clause: '第八条',
        };
        await world.done('organizer', `${this.url}/sanctions`, sheet);
        return;
      }
      case 'closed': {
        const id = closedId(step.name, this.competition, n);
        await opened(world, 'north_organizer', id, 'north');
        for (let k = 0; k < step.entries; k++)
          await entered(world, 'north_organizer', contestUrl(id), { number: `N${k}`, name: `他区${k}` });
        if (step.frozen) await closed(world, 'north_organizer', id, 'freeze');
        return;
      }
      case 'sibling': {
        const url = contestUrl(this.competition, 'welding');
        const id = await entered(world, 'organizer', url, { number: `M${n}`, name: `铣工${n}` });
        await marked(world, 'organizer', `${url}/entries/${id}`, 'theory', '1', String(step.value));
        return;
      }
      case 'withdrawn':
      case 'appeal': {
        const paper = { number: `申-${n}`, entry: this.entries[step.entry - 1], name: '领队甲', about: step.about };
        const filed = (await world.done('organizer', `${this.url}/appeals`, paper)) as unknown as { appeal: string };
        if (step.kind === 'appeal') return;
        const at = `${this.url}/appeals/${filed.appeal}`;
        await world.done('organizer', `${at}/withdrawal`, { reason: '已说明' }, await world.etag('organizer', at));
        return;
      }
      case 'proposal':
      case 'correction':
      case 'veto':
      case 'out':
        await this.change(step);
    }
  }

  /** What was done to an entry before may stand in the way; then there is something already. */
  private async change({ kind, entry: n, value: to }: Exclude<Done, { kind: 'appeal' }>): Promise<void> {
    const { world } = this;
    const at = this.at(n);
    const etag = await world.etag('organizer', at);
    if (kind === 'veto' || kind === 'out') {
      const [verb, more] = kind === 'veto' ? ['veto', { clause: 'safety' }] : ['disqualification', {}];
      await world.post('organizer', `${at}/${verb}`, { ...more, reason: '事后查明' }, etag);
      await world.post('second', `${at}/change/confirmation`, {}, await world.etag('second', at));
      return;
    }
    // No mark is 33.
    const change = { criterion: 'practice', slot: this.judges.high, value: `${to}.5`, reason: '复核' };
    await world.post('organizer', `${at}/corrections`, change, etag);
    if (kind === 'correction') await confirmed(world, at, this.judges.high).catch(() => undefined);
  }
}

/** Before all competitions that are asked for, behind this one and before the next, behind all. */
const closedId = (name: string, competition: string, n: number): string =>
  name === 'between' ? `${competition}_${n}` : `${name}${competition}_${n}`;

/** What is asked of one competition, by those outside; pages follow. */
function questions(side: Side): readonly string[] {
  const { url, competition, entries } = side;
  const [first = '', , last = ''] = entries;
  const board = `${url}/boards/overall`;
  const sibling = contestUrl(competition, 'welding');
  const own = `/api/competitions/${competition}`;
  return [
    ...['/api/competitions?limit=1', '/api/competitions', '/api/competitions?minPosition=4'],
    ...['/api/competitions?asOf=2026-05-01T01:00:01Z', '/api/competitions?position=40'],
    ...[own, `${own}/feed`, `${own}/feed?after=1`, `${own}/feed?after=0&limit=1`],
    ...[`${url}/boards`, board, `${board}?limit=1`, `${board}?around=${last}&limit=3`, `${board}?around=nobody`],
    ...[`${board}?version=1`, `${board}?version=2`, `${board}?view=published`, `${board}?asOf=2026-05-01T10:00:00Z`],
    ...[`${board}?validAt=2026-05-01T01:00:01Z`, `${board}?position=30`, `${board}/changes`, `${board}/both`],
    ...[first, last, 'nobody'].map((id) => `${url}/entries/${id}/explanation`),
    ...[`${url}/publications`, `${url}/publications/1`, `${url}/publications/2`, `${url}/publications/2/changes`],
    ...[`${url}/publications/2/changes?limit=1`, `${url}/changes/1/9`],
    ...[`${url}/entries`, `${url}/entries/${first}`, `${url}/entries/nobody`, `${url}/appeals`, `${url}/sanctions`],
    ...[
      `${sibling}/boards`,
      `${sibling}/boards/overall`,
      `${sibling}/boards/overall/changes`,
      `${sibling}/publications`,
    ],
    ...[`${sibling}/entries/${first}/explanation`, `${sibling}/boards/overall?validAt=2026-05-01T01:00:01Z`],
    ...['a', 'between', 'z'].flatMap((name) => {
      const other = closedId(name, competition, 0);
      const board0 = `${contestUrl(other)}/boards/overall`;
      return [
        `/api/competitions/${other}`,
        board0,
        `${board0}?validAt=2026-05-01T01:00:01Z`,
        `/api/competitions/${other}/feed`,
      ];
    }),
  ];
}

/** Asks both sides and expects the same; answers how often there was something to see. */
async function sameFor(who: Who, asked: readonly string[]): Promise<number> {
  let seen = 0;
  for (const question of asked) {
    for (let url: string | undefined = question; url !== undefined;) {
      const [left, right] = await pair.asked(who, url);
      expect([who, url, right]).toEqual([who, url, left]);
      if (left.status === 200) seen += 1;
      const { etag } = left.headers as { etag?: string };
      if (etag !== undefined) {
        const [again, other] = await pair.asked(who, url, { 'if-none-match': etag });
        expect([again.status, other.status]).toEqual([304, 304]);
      }
      url = nextOf(left);
    }
  }
  return seen;
}

/** Whether somebody else's papers can be felt by what stands in the way of one's own. */
async function sameWhenTried(side: Side): Promise<void> {
  const paper = { entry: side.entries[0], name: '领队乙', about: '请复核' };
  for (const n of [0, 1, 2, 3]) {
    for (const body of [
      { ...paper, number: `申-${n}` },
      { ...paper, number: '申-90', sanction: sanctionId(side, n) },
    ]) {
      const [left, right] = await pair.tried('leader', `${side.url}/appeals`, body);
      expect([body, right]).toEqual([body, left]);
    }
  }
}

const sanctionId = (side: Side, n: number): string => sanctionIdOf(side.competition, 'turning', `处-${n}`);

const outside: readonly Who[] = ['public', 'leader', 'neighbour'];

describe('those outside', () => {
  it('domain-rules 81, 82, 83, 86, 131: learn nothing from what they may not know, to the byte', async () => {
    let seen = 0;
    const property = fc.asyncProperty(season, async (drawn) => {
      const competition = `c${++runs}`;
      const [left, right] = [new Side(pair.left, competition), new Side(pair.right, competition)];
      const each = async <T>([one, other]: readonly [T, T], work: (side: Side, drawn: T) => Promise<void>) => {
        await work(left, one);
        await work(right, other);
      };
      const all = (steps: readonly [readonly (Silent | Done)[], readonly (Silent | Done)[]]) =>
        each(steps, async (side, mine) => {
          for (const step of mine) await side.do(step);
        });
      const ask = async (asking: readonly Who[] = ['public']) => {
        for (const who of asking) seen += await sameFor(who, questions(left));
      };
      const both = (work: (side: Side) => Promise<void>) =>
        pair.both((world) => work(world === pair.left ? left : right));
      await each(drawn.before, (side, mine) => side.hold(mine));
      // Appeals have a publication to be about.
      const early = drawn.early.map((steps) => steps.filter(({ kind }) => kind !== 'withdrawn'));
      await all([early[0] ?? [], early[1] ?? []]);
      await ask();
      await both((side) => closed(side.world, 'organizer', competition, 'freeze'));
      await both((side) => closed(side.world, 'organizer', competition, 'publications'));
      await all(drawn.middle);
      await ask();
      await all(drawn.waiting);
      await ask();
      await sameWhenTried(left);
      if (drawn.again) {
        await both((side) => side.mend(3, '99.75'));
        await both((side) => closed(side.world, 'organizer', competition, 'publications', '更正'));
        await ask();
      }
      await all(drawn.late);
      await all(drawn.done);
      await ask(outside);
    });
    await fc.assert(property, { seed: 20260501, numRuns: 14, endOnFailure: true });
    expect(seen).toBeGreaterThan(1_500);
  }, 240_000);
});
