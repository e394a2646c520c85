import fc from 'fast-check';
import type { World } from '../../apps/api/src/testing/world';
import { closed, contestUrl, entered, marked, opened, Pair } from './pair';

let pair: Pair;
beforeAll(async () => {
  pair = await Pair.open();
});
afterAll(async () => pair.close());

let runs = 0;
const value = fc.integer({ min: 40, max: 99 });
const kept = { requiredKeys: ['name'] as ['name'] };
const entrant = fc.record(
  {
    name: fc.constantFrom('王小明', '欧阳若男', '李'),
    unit: fc.constantFrom('第一纺织厂', '机务段'),
    phone: fc.constantFrom('13812345678', '13900000001'),
    idNumber: fc.constantFrom('11010519491231002X', '440308199901101512'),
    attributes: fc.constantFrom({ 工号: 'W-17' }, { 政治面貌: '党员', 工龄: '12' }),
  },
  kept,
);
// A person enters a contest once.
const entrants = fc
  .tuple(entrant, entrant)
  .filter(([one, other]) => one.idNumber === undefined || one.idNumber !== other.idNumber);
const people = fc.record({ entrants, sanctioned: fc.constantFrom('周某', '吴某某') });
type People = typeof people extends fc.Arbitrary<infer P> ? P : never;

/** The same numbers and marks, of whomever. */
async function held(world: World, competition: string, { entrants, sanctioned }: People): Promise<readonly string[]> {
  const url = contestUrl(competition);
  await opened(world, 'organizer', competition, 'east');
  const ids: string[] = [];
  for (const [n, who] of entrants.entries()) {
    const id = await entered(world, 'organizer', url, { number: `A${n}`, ...who });
    await marked(world, 'organizer', `${url}/entries/${id}`, 'theory', '1', String(80 + n));
    await marked(world, 'organizer', `${url}/entries/${id}`, 'practice', 'judge', String(90 - n));
    ids.push(id);
  }
  const sheet = { number: '处-1', kind: 'warning', entry: ids[0], name: sanctioned, reason: '迟到', clause: '第三条' };
  await world.done('organizer', `${url}/sanctions`, sheet);
  return ids;
}

it('domain-rules 80: who the entrants are changes no byte of what a judge reads before the freeze', async () => {
  const property = fc.asyncProperty(people, people, async (one, other) => {
    const competition = `c${++runs}`;
    const url = contestUrl(competition);
    let ids: readonly string[] = [];
    // By then the contest is open.
    const first = (await pair.left.runtime.reads.head()) + 2;
    await pair.both(async (world) => {
      ids = await held(world, competition, world === pair.left ? one : other);
    });
    const head = () => pair.left.runtime.reads.head();
    const asked = [
      ...[`${url}/entries`, `${url}/entries?limit=1`, `${url}/boards/overall`, `${url}/boards/overall/changes`],
      ...ids.flatMap((id) => [`${url}/entries/${id}`, `${url}/entries/${id}/explanation`]),
      ...[
        `${url}/changes/${first}/${await head()}`,
        `${url}/sanctions`,
        `/api/competitions/${competition}/feed`,
        '/api/competitions',
      ],
    ];
    for (const question of asked) {
      const [left, right] = await pair.asked('judge', question);
      expect(left.status).toBe(200);
      expect([question, right]).toEqual([question, left]);
    }
    await pair.both((world) => closed(world, 'organizer', competition, 'freeze'));
    const [left, right] = await pair.asked('judge', `${url}/entries/${ids[0] ?? ''}`);
    const names = [one, other].map(({ entrants: [{ name }] }) => ({ name }));
    expect([left.body, right.body]).toMatchObject(names);
  });
  await fc.assert(property, { seed: 20260501, numRuns: 8, endOnFailure: true });
}, 240_000);

it('domain-rules 80: which code is whose changes no byte of what a judge of codes reads before the freeze', async () => {
  const property = fc.asyncProperty(fc.boolean(), fc.boolean(), value, value, async (one, other, high, low) => {
    const competition = `k${++runs}`;
    const url = contestUrl(competition);
    let ids: readonly string[] = [];
    const signed: unknown[] = [];
    const from = await pair.left.runtime.reads.head();
    await pair.both(async (world) => {
      const isSwapped = world === pair.left ? one : other;
      await opened(world, 'organizer', competition, 'east', { anonymous: true });
      const numbers = ['A0', 'A1'];
      const made: string[] = [];
      for (const number of numbers) {
        made.push(await entered(world, 'organizer', url, { number, name: `选手${number}` }));
      }
      ids = made;
      for (const id of made) await marked(world, 'organizer', `${url}/entries/${id}`, 'theory', '1', '80');
      const drawn = isSwapped ? numbers.toReversed() : numbers;
      const codes = drawn.map((number, n) => ({ number, code: `X${n}` }));
      await world.done('organizer', `${url}/codes`, { codes });
      for (const [n, mark] of [high, low].entries()) {
        const score = { criterion: 'practice', value: String(mark) };
        await world.done('judge', `${url}/codes/X${n}/scores`, score);
      }
      const form = { number: '处-1', kind: 'out', entry: ids[0], reason: '代考', clause: '第八条' };
      const { sanction } = (await world.done('organizer', `${url}/sanctions`, form)) as unknown as { sanction: string };
      const at = `${url}/sanctions/${sanction}`;
      signed.push((await world.post('judge', `${at}/signature`, {}, await world.etag('judge', at))).body);
    });
    expect(signed[1]).toEqual(signed[0]);
    const to = await pair.left.runtime.reads.head();
    const asked = [
      ...[`${url}/entries`, `${url}/boards/overall`, `${url}/changes/${from + 4}/${to}`, `${url}/changes/${to}/${to}`],
      ...ids.flatMap((id) => [`${url}/entries/${id}`, `${url}/entries/${id}/explanation`]),
      ...[`${url}/codes`, `${url}/sheets`, `${url}/sanctions`, `/api/competitions/${competition}/feed`],
    ];
    for (const question of asked) {
      const [left, right] = await pair.asked('judge', question);
      expect([question, right]).toEqual([question, left]);
    }
  });
  await fc.assert(property, { seed: 20260501, numRuns: 6, endOnFailure: true });
}, 240_000);
