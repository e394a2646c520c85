import fc from 'fast-check';
import { pick, type World } from '../../apps/api/src/testing/world';
import { Pair } from './pair';

/**
 * Two registers that differ only in another area answer whoever nominates the same, to the byte: whether a unit is there, what
 * stands against it, what is known of a person beside that they are registered, and, of a unit
 * above, more than which clause is against it.
 */
let pair: Pair;
beforeAll(async () => {
  pair = await Pair.open();
  await pair.both(async (world) => {
    await world.done('organizer', '/api/honour-rounds', round);
    await world.done('organizer', '/api/registry/units', unitOf('own', 'mill', '第一纺织厂'));
  });
});
afterAll(async () => pair.close());

const cites = [{ document: '区工字〔2026〕1号' }];
const barred = { kind: 'bar-years', years: 3, lastDay: 'included' };
const round = {
  ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 },
  awards: [
    {
      document: {
        ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person' },
        ...{ repeatable: true, cites },
      },
    },
  ],
  rules: {
    ...{ id: 'spring', version: 1, title: '评选办法', cites },
    chain: {
      levels: [
        { level: 'base', name: '基层单位', organization: 'unit' },
        { level: 'district', name: '区总工会', organization: 'district' },
      ],
      selfNomination: 'refused',
    },
    eligibility: {
      referenceDay: '2026-05-01',
      clauses: [
        { id: 'accident', title: '安全生产', ...barred, of: 'unit', bars: ['accident'] },
        { id: 'punished', title: '处分', ...barred, of: 'nominee', bars: ['punishment'] },
        { id: 'grade', title: '等级', kind: 'attribute', of: 'nominee', attribute: 'grade', oneOf: ['高级工'] },
      ],
    },
  },
};
const unitOf = (unit: string, organization: string, name: string) => ({
  ...{ unit, organization, name, kind: 'enterprise' },
});

/** What the area to the north has: of the unit whether it is there at all, of the person everything but that. */
const secrets = fc.record({
  isThere: fc.boolean(),
  name: fc.constantFrom('第一纺织厂', '机务段'),
  accidents: fc.array(fc.constantFrom('2024-03-09', '2025-06-01'), { maxLength: 2 }),
  grade: fc.constantFrom('初级工', '高级工', undefined),
  punished: fc.option(fc.constantFrom('2025-10-18', '2026-01-02'), { nil: undefined }),
});
type Secrets = typeof secrets extends fc.Arbitrary<infer S> ? S : never;

const north = 'north_organizer';
const registry = '/api/registry';

async function unitThere(world: World, unit: string, { name, accidents }: Secrets): Promise<void> {
  await world.done(north, `${registry}/units`, unitOf(unit, 'north', name));
  for (const [n, on] of accidents.entries()) {
    await world.done(north, `${registry}/units/${unit}/bars`, { bar: `b${n}`, kind: 'accident', on, document: '通报' });
  }
}

async function personThere(world: World, unit: string, idNumber: string, said: Secrets): Promise<void> {
  await unitThere(world, unit, said);
  const { grade, punished } = said;
  const attributes = grade === undefined ? [] : [{ attribute: 'grade', value: grade }];
  const person = pick(
    await world.done(north, `${registry}/people`, { unit, name: '王填', idNumber, attributes }),
    'person',
  );
  if (punished === undefined) return;
  const bar = { bar: 'p1', kind: 'punishment', on: punished, document: '处分' };
  await world.done(north, `${registry}/people/${String(person)}/bars`, bar);
}

/** Eighteen digits with their check digit. */
function idNumberOf(n: number): string {
  const first = `11010519800101${String(n).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(first[at]), 0);
  return `${first}${'10X98765432'[sum % 11]}`;
}

const spring = '/api/honour-rounds/spring/nominations';

/** Nominated on both sides alike; answers the way of the nomination. */
async function nominated(idNumber: string): Promise<string> {
  let id = '';
  await pair.both(async (world) => {
    const body = { award: 'medal', organization: 'mill', name: '李涛', unit: '第一纺织厂', reason: '标兵', idNumber };
    id = String(pick(await world.done('leader', spring, body), 'nomination'));
  });
  return `${spring}/${id}/candidacy`;
}

async function sameRefusal(url: string, body: object, code: string): Promise<void> {
  const [left, right] = await pair.tried('leader', url, body);
  expect(right).toEqual(left);
  expect(left.body).toMatchObject({ code });
}

async function sameWay(url: string, expected: readonly string[]): Promise<void> {
  const [left, right] = await pair.asked('leader', url);
  expect(right).toEqual(left);
  const lacks = pick(left.body, 'lacks') as readonly {
    readonly code: string;
    readonly of: string;
  }[];
  expect(lacks.map(({ code, of }) => `${code} ${of}`)).toEqual(expected);
}

let runs = 0;

it('domain-rules 119: whoever nominates learns nothing of another area’s register, to the byte', async () => {
  const property = fc.asyncProperty(secrets, secrets, async (one, other) => {
    const n = ++runs;
    const far = `far${n}`;
    const filing = { organization: 'mill' };
    const differing = async (work: (world: World, said: Secrets) => Promise<void>) => {
      await work(pair.left, one);
      await work(pair.right, other);
    };

    // A unit there, or none.
    const free = await nominated(idNumberOf(3 * n));
    await differing(async (world, said) => (said.isThere ? unitThere(world, far, said) : undefined));
    await sameRefusal(free, { ...filing, unit: far }, 'unit-not-found');

    // A person there.
    const [taken, moving] = [idNumberOf(3 * n + 1), idNumberOf(3 * n + 2)];
    const theirs = await nominated(taken);
    await differing((world, said) => personThere(world, `${far}p`, taken, said));
    for (const more of [{}, { unit: 'own' }, { unit: `${far}p` }]) {
      await sameRefusal(theirs, { ...filing, ...more }, 'nominee-elsewhere');
    }

    // A unit registered above, which they may name and not read, and a person of it.
    const [plain, above] = [idNumberOf(900 - n), `above${n}`];
    const ours = await nominated(plain);
    await pair.both(async (world) => {
      const { accidents } = world === pair.left ? one : other;
      const grade = world === pair.left ? '初级工' : '中级工';
      await world.done('organizer', `${registry}/units`, unitOf(above, 'east', '第一纺织厂'));
      for (const [at, on] of [...accidents, '2025-07-01'].entries()) {
        const bar = { bar: `b${at}`, kind: 'accident', on, document: '通报' };
        await world.done('organizer', `${registry}/units/${above}/bars`, bar);
      }
      const attributes = [{ attribute: 'grade', value: grade }];
      const employed = { unit: above, name: '李涛', idNumber: plain, attributes };
      await world.done('organizer', `${registry}/people`, employed);
      await world.done('leader', ours, { ...filing, unit: above });
    });
    await sameWay(ours, ['ineligible accident', 'ineligible grade']);

    // One who gets into the register there after the filing.
    const later = await nominated(moving);
    await pair.both((world) => world.done('leader', later, { ...filing, unit: 'own' }));
    await sameWay(later, ['fact-unknown punished', 'fact-unknown grade']);
    await differing((world, said) => personThere(world, `${far}q`, moving, said));
    await sameWay(later, ['register nominee-elsewhere']);
    const sending = await pair.left.etag('leader', later);
    const [left, right] = await Promise.all(
      [pair.left, pair.right].map((world) => world.post('leader', `${later}/sending`, { level: 'base' }, sending)),
    );
    const told = ({ body }: { readonly body: unknown }) => ({ ...(body as object), request: '' });
    expect(told(right!)).toEqual(told(left!));
    expect(left).toMatchObject({ status: 409, body: { code: 'candidacy-not-ready' } });
  });
  await fc.assert(property, { seed: 20260501, numRuns: 4, endOnFailure: true });
}, 240_000);
