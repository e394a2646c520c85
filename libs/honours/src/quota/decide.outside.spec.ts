import type { Foldable, ReadState } from '@xf/es';
import { specFor } from '@xf/es/testing';
import { hashAwardDocument } from '../award/rules';
import { honourFold, type HonourState } from '../honour/rules';
import type { NominationState } from '../nomination/rules';
import { roundFold } from '../round/rules';
import { medal, openRound, quotaRules, recommended } from '../testing/examples';
import { organizationFold } from '@xf/access';
import { nominationFold } from '../nomination/rules';
import type { QuotaCommand } from './command';
import { quota, type QuotaGiven } from './decide';
import type { QuotaEvent } from './events';
import { hashQuota, type QuotaFormula } from './rules';
import type { QuotaInputs } from './rules.allocate';
import { heldInYears, type Application, type Consecutive, type YearHeld } from './rules.outside';
import { quotaFold, seatedIn } from './rules.standing';

const on = { round: 'r2026', award: 'medal' } as const;
const cites = [{ document: '省工字〔2011〕1号', clause: '第六条' }];
const four: Consecutive = { awards: ['ankang', 'ankang_national'], years: 4, upTo: 'last-year' };
const formula: QuotaFormula = {
  ...quotaRules,
  outside: [
    { pot: 'single', name: '单列' },
    { pot: 'ankang', name: '安康杯资格外', consecutive: four, cites },
  ],
};
const inputs: QuotaInputs = {
  seats: [{ pot: 'main', seats: 1 }],
  units: [{ unit: 'q', figures: [{ figure: 'employees', value: '300' }] }],
  outside: [],
};
const allocated: QuotaEvent = {
  ...{ type: 'QuotaAllocated', ...on, version: 1, hash: hashQuota(formula), formula, inputs },
  ...{ inputsHash: hashQuota(inputs), rows: [{ unit: 'q', pot: 'main', seats: 1, claim: '1', level: false }] },
  by: 'tester',
};
const nominee: NominationState = {
  status: 'open',
  proposed: { award: 'medal', receiver: 'unit', subject: 'u', basis: { ...recommended, by: 'q' } },
};
const inYear = (year: number, award = 'ankang'): YearHeld => ({
  ...{ award, on: `${year}-04-28`, decision: `市安康〔${year}〕1号` },
});
const years = [2022, 2023, 2024, 2025].map((year) => inYear(year));
const { type: _type, ...content } = openRound();
const round = roundFold.evolve(
  roundFold.initial,
  {
    type: 'RoundOpened',
    ...content,
    awards: [{ award: 'medal', hash: hashAwardDocument(medal), document: medal }],
  },
  0,
);
const world = (held: Readonly<Record<string, readonly YearHeld[]>> = {}): { readonly given: QuotaGiven } => ({
  given: {
    round,
    nominations: new Map(['a', 'b', 'c', 'd'].map((id) => [id, nominee])),
    homes: new Map(),
    paths: new Map([['q', ['d1', 'q']]]),
    held: new Map(Object.entries(held)),
  },
});
const spec = specFor(quota, world());
const applying = (...ids: readonly string[]): readonly Application[] =>
  ids.map((nomination) => ({ nomination, pot: 'ankang' }));
const rank = (outside: readonly Application[], formal: readonly string[] = ['a']): QuotaCommand => ({
  ...{ type: 'RankCandidates', ...on, unit: 'q', formal, substitutes: [], outside },
});
const ranked = (outside: readonly (Application & { readonly held: readonly YearHeld[] })[]): QuotaEvent => ({
  ...{
    type: 'CandidatesRanked',
    ...on,
    unit: 'q',
    formal: [{ nomination: 'a' }],
    substitutes: [],
    outside,
    by: 'tester',
  },
});
const b = { nomination: 'b', pot: 'ankang' };

describe('an application outside the quota', () => {
  it('domain-rules 16, 104: takes no seat of the unit after four years on end, and tells the honours it rests on', () => {
    const applied = ranked([{ ...b, held: years }]);
    spec(allocated)
      .when(rank(applying('b')), world({ b: [inYear(2019), ...years].reverse() }))
      .then(applied);
    const state = [allocated, applied].reduce((before, event) => quota.evolve(before, event, 0), quota.initial);
    expect([...seatedIn(state)]).toEqual(['a', 'b']);
    spec(allocated)
      .when(rank(applying('b'), ['a', 'c']), world({ b: years }))
      .thenRejected({ code: 'quota-exceeded', unit: 'q', seats: 1, listed: 2 });
  });

  it('domain-rules 104: is refused with the years that lack, all applications at once', () => {
    const { awards } = four;
    spec(allocated)
      .when(rank(applying('b', 'c', 'd')), world({ b: years.slice(1), c: years, d: [inYear(2023, 'other')] }))
      .thenRejected({
        code: 'years-missing',
        applications: [
          { ...b, missing: [2022], years: 4, awards, cites },
          { ...b, nomination: 'd', missing: [2022, 2023, 2024, 2025], years: 4, awards, cites },
        ],
      });
  });

  it('is for a pot that asks for years, and no other', () => {
    for (const [pot, code] of [
      ['single', 'quota-pot-counted'],
      ['none', 'quota-pot-unknown'],
    ] as const) {
      spec(allocated)
        .when(rank([{ nomination: 'b', pot }]), world({ b: years }))
        .thenRejected({ code, pot });
    }
  });

  it('is of a nomination that has no seat, there or in another unit', () => {
    spec(allocated)
      .when(rank(applying('a')), world({ a: years }))
      .thenRejected({ code: 'nomination-repeated', nomination: 'a' });
    spec(allocated)
      .when(rank(applying('x')), world({ x: years }))
      .thenRejected({ code: 'nomination-unknown', nomination: 'x' });
    spec(allocated, { ...ranked([{ ...b, held: years }]), unit: 'r' } as QuotaEvent)
      .when(rank([], ['b']))
      .thenRejected({ code: 'nomination-ranked', nomination: 'b', unit: 'r' });
  });

  it('keeps its pot: no seats are given in it, and no later formula is without it', () => {
    const seats = { ...inputs, outside: [{ pot: 'ankang', unit: 'q', seats: 1 }] };
    spec()
      .when({ type: 'AllocateQuota', ...on, formula, inputs: seats })
      .thenRejected({ code: 'quota-pot-applied', pot: 'ankang' });
    spec(allocated, ranked([{ ...b, held: years }]))
      .when({ type: 'AllocateQuota', ...on, formula: quotaRules, inputs })
      .thenRejected({ code: 'quota-pot-unknown', pot: 'ankang' });
  });

  it('is looked up on the roll of who is nominated', async () => {
    const asked: string[] = [];
    const decision = { issuer: '市安康', year: 2025, number: 1 };
    const held: HonourState = {
      ...honourFold.initial,
      held: [{ honour: 0, organization: 'q', receiver: 'unit', decision, conferredOn: '2025-04-28' }],
    };
    const states = new Map<string, unknown>([
      [roundFold.name, round],
      [nominationFold.name, nominee],
      [organizationFold.name, organizationFold.initial],
      [quotaFold.name, quotaFold.evolve(quotaFold.initial, allocated, 0)],
      [honourFold.name, held],
    ]);
    const read = ((fold: Foldable<unknown, never>, stream: string) => {
      if (fold.name === honourFold.name) asked.push(stream);
      return Promise.resolve(states.get(fold.name) ?? fold.initial);
    }) as unknown as ReadState;
    const found = await quota.given!(rank(applying('b')), read);
    expect(asked).toEqual(['honour-ankang.u', 'honour-ankang_national.u']);
    expect(found.held?.get('b')).toMatchObject([
      { award: 'ankang', on: '2025-04-28' },
      { award: 'ankang_national', on: '2025-04-28' },
    ]);
  });
});

describe('the years that are asked', () => {
  it.each([
    ['last-year', 4, [2022, 2023, 2024, 2025]],
    ['this-year', 3, [2024, 2025, 2026]],
  ] as const)('domain-rules 104: end with %s, and %d are data of the document', (upTo, count, asked) => {
    const none = heldInYears({ ...four, upTo, years: count }, 2026, []);
    expect(none).toEqual({ held: [], missing: asked });
  });

  it('count by any of the awards, once or more often a year', () => {
    const honours = [inYear(2024), inYear(2025), inYear(2025, 'ankang_national'), inYear(2023, 'ankang_national')];
    const { held, missing } = heldInYears(four, 2026, honours);
    expect(held.map(({ on: day }) => day.slice(0, 4))).toEqual(['2023', '2024', '2025', '2025']);
    expect(missing).toEqual([2022]);
  });
});
