import * as fc from 'fast-check';
import { checkMeaning } from './check-meaning';
import { loadRuleDocument } from './load';
import { buildRules } from './rules';
import { drawAny, drawField } from './testing/random-competition';
import { documentOf, half2, refusals } from './testing/samples';

const judged = (id: string, max = '100', more: object = {}) => ({
  id,
  marks: { kind: 'judged', range: { min: '0', max }, ...more },
});
const panel = (id: string) => judged(id, '10', { slots: { min: 3, max: 5 }, combine: { by: 'mean' } });
const faults = { id: 'faults', marks: { kind: 'deduction', range: { min: '0', max: '5' } } };
const total = { id: 'total', sum: [{ value: 'a' }], round: half2 };
/** A total from 0 to 100, and what else a document says. */
const holding = (rest: object) => refusals(documentOf([judged('a'), total], rest as never));

const prize = (id: string, fields: object) => ({ id, name: id, ...fields });
const ranks = (from: number, to: number) => ({ ranks: { from, to } });
const need = (name: string, fields: object) => ({ value: 'total', name, otherwise: 'unranked', ...fields });

describe('domain-rules 90: requirements that nothing can meet', () => {
  it.each([
    [[need('及格', { atLeast: '60', atMost: '50' })], ['bounds-contradict /requirements/0']],
    [[need('及格', { above: '60', below: '60' })], ['bounds-contradict /requirements/0']],
    [[need('及格', { atLeast: '120' })], ['out-of-reach /requirements/0']],
    [[need('及格', { above: '100' })], ['out-of-reach /requirements/0']],
    [[need('及格', { below: '0' })], ['out-of-reach /requirements/0']],
    [[need('八成', { percentOf: '200', atLeast: '80' })], ['out-of-reach /requirements/0']],
    [[need('八成', { percentOf: '0', atLeast: '80' })], ['not-positive /requirements/0/percentOf']],
    [[need('理论及格', { value: 'theory', atLeast: '60' })], ['unknown-value /requirements/0/value']],
    [
      [need('及格', { atLeast: '60' }), need('封顶', { below: '60', otherwise: 'no-prize' })],
      ['requirements-contradict /requirements/1'],
    ],
    [[need('及格', { atLeast: '100' }), need('八成', { percentOf: '125', atLeast: '80' })], []],
    [[need('及格', { atLeast: '0', atMost: '0' })], []],
  ])('%j', (requirements, expected) => {
    expect(holding({ requirements })).toEqual(expected);
  });

  it('says what the marks allow, what is asked and what to do', () => {
    const loaded = loadRuleDocument(
      documentOf([judged('a'), total], { requirements: [need('及格', { atLeast: '120' })] }),
    );
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      {
        pointer: '/requirements/0',
        code: 'out-of-reach',
        zh: '“total”只能 ≥ 0, ≤ 100，永远达不到 ≥ 120；请改这里的界限，或改该项的分值范围',
        en: '"total" is always ≥ 0, ≤ 100 and never ≥ 120: change these bounds, or the range of its marks',
      },
    ]);
  });
});

describe('domain-rules 89: prizes that can never be given', () => {
  it.each([
    [[prize('gold', { atLeast: '90', below: '80' })], ['bounds-contradict /prizes/0']],
    [[prize('gold', { atLeast: '101' })], ['out-of-reach /prizes/0']],
    [[prize('gold', { value: 'a', atMost: '-1' })], ['out-of-reach /prizes/0']],
    [[prize('gold', ranks(1, 3)), prize('silver', ranks(2, 2))], ['never-given /prizes/1']],
    [[prize('gold', ranks(1, 1)), prize('first', ranks(1, 3))], []],
    [[prize('gold', ranks(1, 3)), prize('silver', ranks(3, 5))], ['ranks-overlap /prizes/1/ranks']],
    [[prize('silver', ranks(3, 5)), prize('gold', ranks(1, 3))], ['ranks-overlap /prizes/1/ranks']],
    [[prize('gold', ranks(1, 3)), prize('silver', { ...ranks(3, 5), atLeast: '60' })], []],
    [
      [prize('a', ranks(1, 2)), prize('b', ranks(3, 4)), prize('c', { ...ranks(2, 3), atLeast: '60' })],
      ['never-given /prizes/2/ranks'],
    ],
    [[prize('gold', { atLeast: '80' }), prize('silver', { atLeast: '90' })], ['never-given /prizes/1']],
    [[prize('gold', { atLeast: '90' }), prize('silver', { atLeast: '80' })], []],
    [[prize('all', { atLeast: '0' }), prize('gold', ranks(1, 1))], ['never-given /prizes/1']],
    [[prize('all', { value: 'a', atLeast: '0' }), prize('gold', ranks(1, 1))], []],
    [
      [prize('a', { share: '50' }), prize('b', { share: '40' }), prize('c', { share: '20' })],
      ['shares-over-100 /prizes/2/share'],
    ],
    [[prize('a', { share: '50' }), prize('b', { share: '100', counted: 'from-top' })], []],
    [[prize('a', { share: '50' }), prize('b', { share: '30', counted: 'from-top' })], ['never-given /prizes/1']],
    [[prize('a', { share: '50', ties: 'cut' }), prize('b', { share: '30', counted: 'from-top' })], []],
    [[prize('a', { share: '10' }), prize('b', { share: '20' }), prize('c', { share: '30' })], []],
  ])('%j', (prizes, expected) => {
    expect(holding({ prizes })).toEqual(expected);
  });

  it('asks no more of a prize than what is required leaves', () => {
    const requirements = [need('及格', { atLeast: '60', otherwise: 'no-prize' })];
    expect(holding({ requirements, prizes: [prize('comfort', { below: '60' })] })).toEqual(['never-given /prizes/0']);
    const prizes = [prize('passed', { atLeast: '60' }), prize('gold', ranks(1, 1))];
    expect(holding({ requirements, prizes })).toEqual(['never-given /prizes/1']);
  });
});

describe('what cannot work in how a contest is held', () => {
  const held = (process: object, values: readonly object[] = [judged('a'), panel('form'), total]) =>
    refusals(documentOf(values as never, { process }));
  const sanction = (effect: string) => ({ id: effect, name: effect, effect });
  const pays = (fields: object) => ({ amount: '100', ...fields });

  it('domain-rules 68: deducts where there is something to deduct from', () => {
    const sanctions = [sanction('warning'), sanction('deduct')];
    expect(held({ sanctions })).toEqual(['nothing-to-deduct /process/sanctions/1/effect']);
    expect(held({ sanctions }, [judged('a'), faults, total])).toEqual([]);
  });

  it.each([
    [{ headJudge: { sanctions: true } }, ['without-effect /process/headJudge/sanctions']],
    [{ headJudge: { spreads: true } }, ['without-effect /process/headJudge/spreads']],
    [{ headJudge: { values: ['a', 'a'] } }, ['duplicate /process/headJudge/values/1']],
    [{ moneyOnce: 'contest' }, ['without-effect /process/moneyOnce']],
    [{ remark: [{ value: 'form', spread: '10' }] }, ['out-of-reach /process/remark/0/spread']],
    [{ remark: [{ value: 'form', spread: '9.9' }] }, []],
    [
      { headJudge: { values: ['wide'] }, remark: [{ value: 'wide', spread: '1' }] },
      ['lone-mark /process/remark/0/value'],
    ],
    [{ advance: { cut: { by: 'score', atLeast: '101' } } }, ['out-of-reach /process/advance/cut']],
    [{ money: [pays(ranks(1, 3)), pays(ranks(2, 3))] }, ['never-paid /process/money/1']],
    [{ money: [pays(ranks(1, 2)), pays(ranks(3, 3)), pays(ranks(1, 3))] }, ['never-paid /process/money/2']],
    [{ money: [pays(ranks(1, 3)), pays({ ...ranks(2, 3), cumulative: true })] }, []],
    [{ money: [pays({ board: 'overall', ...ranks(1, 3) }), pays(ranks(2, 3))] }, []],
  ])('%j', (process, expected) => {
    const wide = judged('wide', '10', { slots: { min: 1, max: 3 }, combine: { by: 'mean' } });
    expect(held(process, [judged('a'), panel('form'), wide, total])).toEqual(expected);
  });

  it('pays a prize once, unless it says so', () => {
    const prizes = [prize('gold', ranks(1, 1))];
    const money = [pays({ prize: 'gold' }), pays({ prize: 'gold' })];
    expect(holding({ prizes, process: { money } })).toEqual(['never-paid /process/money/1']);
  });

  it('domain-rules 56: cuts where those who meet the requirements can pass', () => {
    const requirements = [need('封顶', { atMost: '50' })];
    const process = { advance: { cut: { by: 'score', atLeast: '60' } } };
    expect(holding({ requirements, process })).toEqual(['requirements-contradict /process/advance/cut']);
  });
});

describe('values that contradict themselves', () => {
  const valued = (...values: readonly object[]) => refusals(documentOf([...values, total] as never));

  it.each([
    [judged('a', '10', { range: { min: '0', max: '10', step: '3' } }), ['out-of-reach /values/0/marks/range/step']],
    [{ ...judged('a'), steps: [{ when: { atLeast: '5', below: '5' } }] }, ['bounds-contradict /values/0/steps/0/when']],
    [{ ...judged('a'), steps: [{ when: { equals: '5', above: '6' } }] }, ['bounds-contradict /values/0/steps/0/when']],
    [
      { ...judged('a'), steps: [{ when: { atLeast: '5' }, then: [{ atLeast: '9' }, { atMost: '8' }] }] },
      ['bounds-contradict /values/0/steps/0/then/1'],
    ],
    [judged('a', '10', { each: [{ atMost: '3' }, { atLeast: '4' }] }), ['bounds-contradict /values/0/marks/each/1']],
    [{ ...judged('a'), steps: [{ atLeast: '0' }, { atMost: '8' }] }, []],
    [
      judged('a', '10', { slots: { min: 1, max: 3 }, combine: { by: 'count', atLeast: '9', atMost: '8' } }),
      ['bounds-contradict /values/0/marks/combine'],
    ],
  ])('%j', (value, expected) => {
    expect(valued(value)).toEqual(expected);
  });

  it('adds up sheets of as many judges as there can be', () => {
    const sheets = (min: number, max: number) => ({
      id: 'a',
      sheets: { of: [{ value: 'form' }], slots: { min, max }, combine: { by: 'mean' } },
    });
    expect(valued(panel('form'), sheets(6, 7))).toEqual(['out-of-reach /values/1/sheets/slots']);
    expect(valued(panel('form'), sheets(1, 2))).toEqual(['out-of-reach /values/1/sheets/slots']);
    expect(valued(panel('form'), sheets(5, 7))).toEqual([]);
  });

  it('weighs each part once, and gives an attribute one range', () => {
    const weightedMean = [
      { value: 'a', weight: '50' },
      { value: 'a', weight: '50' },
    ];
    expect(valued(judged('a'), { id: 'b', weightedMean })).toEqual(['duplicate /values/1/weightedMean/1/value']);
    const age = (id: string, max: string) => ({ id, attribute: { name: 'age', range: { min: '0', max } } });
    expect(valued(age('a', '60'), age('b', '70'))).toEqual(['ranges-differ /values/1/attribute/range']);
    expect(valued(age('a', '60'), age('b', '60'))).toEqual([]);
  });
});

describe('ranks that nothing decides', () => {
  it('domain-rules 76: asks of equal totals something else than the total', () => {
    const ties = [{ value: 'total', better: 'higher' }];
    const ranking = { better: 'higher', method: '1224', ties };
    expect(holding({ ranking })).toEqual(['decides-nothing /ranking/ties/0/value']);
    expect(holding({ ranking: { ...ranking, tolerance: '1', tiesWithinTolerance: true } })).toEqual([]);
  });

  it('opens a board', () => {
    expect(holding({ boards: { groups: false, overall: false } })).toEqual(['board-missing /boards']);
  });
});

it('tells everything that cannot work at once', () => {
  const codes = holding({
    requirements: [need('及格', { atLeast: '120' })],
    prizes: [prize('gold', ranks(1, 3)), prize('silver', ranks(2, 2)), prize('bronze', { atLeast: '90', below: '80' })],
    process: { sanctions: [{ id: 'cut', name: '扣分', effect: 'deduct' }], moneyOnce: 'contest' },
  });
  expect(codes.sort()).toEqual([
    'bounds-contradict /prizes/2',
    'never-given /prizes/1',
    'nothing-to-deduct /process/sanctions/0/effect',
    'out-of-reach /requirements/0',
    'without-effect /process/moneyOnce',
  ]);
});

it('refuses no prize and no requirement that somebody gets or meets in a random competition', () => {
  const seen = { prizes: 0, requirements: 0 };
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const document = drawAny(g);
      const refused = new Set(checkMeaning(document).map(({ code, pointer }) => `${code} ${pointer}`));
      const isRefused = (at: string) =>
        ['never-given', 'out-of-reach', 'bounds-contradict'].some((code) => refused.has(`${code} ${at}`));
      const never = (document.prizes ?? []).filter((_, i) => isRefused(`/prizes/${i}`)).map(({ id }) => id);
      const unmet = (document.requirements ?? []).filter((_, i) => isRefused(`/requirements/${i}`));
      const rules = buildRules(document);
      const rows = rules.rankBoard(rules.scoreField(drawField(g, document)));
      for (const { prize: given, failed, total: reached, reason } of rows) {
        expect(never).not.toContain(given);
        if (reached !== undefined || reason?.code === 'requirement')
          expect(failed).toEqual(expect.arrayContaining(unmet.map(({ name }) => name)));
      }
      seen.prizes += never.length;
      seen.requirements += unmet.length;
    }),
    { numRuns: 300, endOnFailure: true },
  );
  expect(Math.min(seen.prizes, seen.requirements)).toBeGreaterThan(10);
});
