import fc from 'fast-check';
import type { World } from '../../apps/api/src/testing/world';
import { closed, contestUrl, entered, marked, opened, Pair, type Told, type Who } from './pair';

/**
 * What the columns of docs/visibility.md keep from some of the staff: pairs that differ only in who marked, who typed, and in the
 * covered digits of numbers answer them the same, to the byte, before the freeze, after it and once results are public.
 */
let pair: Pair;
beforeAll(async () => {
  pair = await Pair.open();
});
afterAll(async () => pair.close());

let runs = 0;

/** What differs on one side. */
type Side = {
  /** Which of two judges gave the higher mark. */
  readonly swapped: boolean;
  readonly typist: 'organizer' | 'second';
  /** Who issued a score sheet. */
  readonly issuer: 'organizer' | 'second';
  /** The middle of a telephone number. */
  readonly phone: string;
  readonly idNumber: string;
};
const side = fc.record<Side>({
  swapped: fc.boolean(),
  typist: fc.constantFrom('organizer', 'second'),
  issuer: fc.constantFrom('organizer', 'second'),
  phone: fc.constantFrom('1234', '9876', '0000'),
  idNumber: fc.constantFrom(...sameWhenMasked()),
});
const marks = fc.tuple(fc.integer({ min: 70, max: 74 }), fc.integer({ min: 70, max: 74 }));

/** Valid numbers whose first six and last four signs are the same. */
function sameWhenMasked(): readonly string[] {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const found: string[] = [];
  for (let day = 1; day <= 28 && found.length < 3; day += 1) {
    const bare = `110105199001${String(day).padStart(2, '0')}101`;
    const sum = weights.reduce((total, weight, n) => total + weight * Number(bare[n]), 0);
    if ('10X98765432'[sum % 11] === '5') found.push(`${bare}5`);
  }
  return found;
}

async function held(world: World, url: string, here: Side, given: readonly [number, number]) {
  const ids: string[] = [];
  for (const n of [1, 2]) {
    const { phone, idNumber, typist } = here;
    const who = { number: `A${n}`, name: `选手${n}`, unit: '一厂', phone: `138${phone}5678` };
    const id = await entered(world, typist, url, n === 1 ? { ...who, idNumber } : who);
    await marked(world, typist, `${url}/entries/${id}`, 'theory', '1', '80');
    const [high, low] = here.swapped ? ['judge2', 'judge3'] : ['judge3', 'judge2'];
    await marked(world, typist, `${url}/entries/${id}`, 'practice', high, String(given[0] + n));
    await marked(world, typist, `${url}/entries/${id}`, 'practice', low, String(given[1]));
    await marked(world, typist, `${url}/entries/${id}`, 'practice', 'judge', '72');
    ids.push(id);
  }
  const ask = { slot: 'judge', criteria: ['practice'] };
  await world.done(here.issuer, `${url}/sheets`, { ...ask, number: 'P-1' });
  return ids;
}

function questions(competition: string, url: string, ids: readonly string[], from: number, to: number) {
  const board = `${url}/boards/overall`;
  return [
    ...['/api/competitions', `/api/competitions/${competition}`, `/api/competitions/${competition}/feed`],
    ...[`${url}/entries`, `${url}/entries?limit=1`, `${url}/entries?position=${to}`, `${url}/changes/${from}/${to}`],
    ...ids.flatMap((id) => [`${url}/entries/${id}`, `${url}/entries/${id}/explanation`]),
    ...[`${url}/boards`, board, `${board}/both`, `${board}?view=published`, `${url}/publications`],
    ...[`${url}/sheets`, `${url}/sheets/P-1`, `${url}/sanctions`, `${url}/appeals`],
    ...[`${url}/judges`, `${url}/anomalies`, `${url}/margin`, `${url}/what-if`],
  ];
}

/** The feed calls a judge by a keyed hash, another one in every entry: what it says is which marks are of one judge. */
function unkeyed(told: Told): Told {
  if (typeof told.body !== 'string') return told;
  const names = new Map<string, string>();
  const body = told.body.replace(/(?<="slot":")[a-z2-7]{10}(?=")/g, (hash) => {
    if (!names.has(hash)) names.set(hash, `评委${names.size + 1}`);
    return names.get(hash) ?? hash;
  });
  return { ...told, body };
}

/** Who typed, and covered digits; the rest is an organizer's to know. */
const forOrganizer = (one: Side, { typist, idNumber }: Side): Side => ({ ...one, typist, idNumber });

it.each<readonly [readonly Who[], (one: Side, other: Side) => Side]>([
  [['judge', 'publicity', 'committee'], (_one, other) => other],
  [['organizer'], forOrganizer],
])(
  'domain-rules 80, 120: %j learn from no byte who marked or typed, or what covers a number',
  async (asking, differing) => {
    let seen = 0;
    const property = fc.asyncProperty(side, side, marks, async (one, drawn, given) => {
      const competition = `s${++runs}`;
      const url = contestUrl(competition);
      const other = differing(one, drawn);
      let ids: readonly string[] = [];
      const head = () => pair.left.runtime.reads.head();
      await pair.both((world) => opened(world, 'organizer', competition, 'east'));
      const from = await head();
      await pair.both(async (world) => {
        ids = await held(world, url, world === pair.left ? one : other, given);
      });
      const ask = async () => {
        for (const who of asking) {
          for (const question of questions(competition, url, ids, from, await head())) {
            const [left, right] = await pair.asked(who, question);
            expect([who, question, unkeyed(right)]).toEqual([who, question, unkeyed(left)]);
            if (left.status === 200) seen += 1;
          }
        }
      };
      await ask();
      await pair.both((world) => closed(world, 'organizer', competition, 'freeze'));
      await ask();
      await pair.both((world) => closed(world, 'organizer', competition, 'publications'));
      await pair.both(async (world) => {
        const at = `${url}/entries/${ids[0] ?? ''}`;
        const isLeft = world === pair.left;
        const { typist, swapped } = isLeft ? one : other;
        const slot = swapped ? 'judge2' : 'judge3';
        const change = { criterion: 'practice', slot, value: '90', reason: '漏加一项' };
        await world.done(typist, `${at}/corrections`, change, await world.etag('organizer', at));
      });
      await ask();
    });
    await fc.assert(property, { seed: 20260501, numRuns: 3, endOnFailure: true });
    expect(seen).toBeGreaterThan(90);
  },
  240_000,
);
