import * as fc from 'fast-check';
import type { RuleDocument } from './document';
import { margin, type CutLine, type EntryInput } from './index';
import { isMonotone } from './monotone';
import { buildRules } from './rules';
import { alters, smallestByHand } from './testing/margin-by-hand';
import type { Draw } from './testing/draw';
import { drawDocument, drawField } from './testing/random-competition';
import { documentOf, entryOf, fieldOf, half2, lone, measured, rulesOf } from './testing/samples';

const top = (to: number): CutLine => ({ board: 'overall', kind: 'rank', to });
const judged = (id: string, more: object = {}) => ({
  id,
  marks: {
    kind: 'judged',
    range: { min: '0', max: '10', step: '0.1' },
    slots: { min: 2, max: 5 },
    combine: { by: 'mean' },
    ...more,
  },
});
const panel = (more: object = {}) => rulesOf(documentOf([{ ...judged('total', more), round: half2 }]));

describe('the smallest change of one mark', () => {
  it('is one step of one judge where a step parts the first from the second', () => {
    const field = [entryOf('A', { total: ['9', '9.2'] }), entryOf('B', { total: ['9', '9.1'] })];
    const result = margin(panel(), field, top(1));
    expect(result).toMatchObject({
      inside: ['A'],
      mark: { entry: 'A', value: 'total', slot: 'J1', from: '9', to: '8.9', by: '0.1', enters: ['B'], leaves: [] },
      complete: true,
    });
    expect(result.zh[0]).toBe('最小改动：A 的“total” J1 由 9 改为 8.9（差 0.1）：B 进');
  });

  it('moves by the finest digit recorded where the document states no step', () => {
    const rules = rulesOf(lone());
    expect(margin(rules, fieldOf(['90.25', '90', '80']), top(1)).mark).toMatchObject({ to: '90', by: '0.25' });
    const change = margin(rules, fieldOf(['90', '87', '80']), top(2)).mark;
    expect(change).toMatchObject({ entry: 'B', from: '87', to: '80', by: '7', enters: ['C'], leaves: [] });
  });

  it('says none within the ranges when no single mark can do it', () => {
    const rules = rulesOf(
      documentOf([
        { id: 'base', attribute: { name: 'base' } },
        { id: 'style', marks: { kind: 'judged', range: { min: '0', max: '1' } } },
        { id: 'total', sum: [{ value: 'base' }, { value: 'style' }], round: half2 },
      ]),
    );
    const field = ['90', '80'].map((base, i) => entryOf(`e${i}`, { style: '0.5' }, { attributes: { base } }));
    const result = margin(rules, field, top(1));
    expect([result.mark, result.complete]).toEqual([undefined, true]);
    expect(result.en[0]).toBe('none within the ranges: no single mark changes who is inside');
  });

  it('finds what makes an entry pass or miss a score, and a prize with its bound', () => {
    const advance = { cut: { by: 'score', atLeast: '60' } };
    const prizes = [{ id: 'gold', name: '金', ranks: { from: 1, to: 1 }, atLeast: '90' }];
    const rules = rulesOf(lone({ process: { advance }, prizes }));
    const field = fieldOf(['89', '61', '57']);
    expect(margin(rules, field, { board: 'overall', kind: 'advance' }).mark).toMatchObject({
      entry: 'B',
      to: '59',
      leaves: ['B'],
    });
    expect(margin(rules, field, { board: 'overall', kind: 'prize', prize: 'gold' }).mark).toMatchObject({
      entry: 'A',
      to: '90',
      by: '1',
      enters: ['A'],
    });
  });

  it('counts both ways of numbers that turn: a guess may come nearer from either side', () => {
    const rules = rulesOf(
      documentOf([measured('total', { steps: [{ distanceFrom: '45' }], round: half2 })], {
        ranking: { better: 'lower', method: '1224' },
      }),
    );
    expect(isMonotone(rules.document, top(1), 'total')).toBe(false);
    expect(margin(rules, fieldOf(['44', '47']), top(1)).mark).toMatchObject({ entry: 'A', to: '43', by: '1' });
  });

  it('finds who drops into the hole between two prizes before rising to the first', () => {
    const attribute = (id: string) => ({ id, attribute: { name: id } });
    const mark = { id: 'mark', marks: { kind: 'judged', range: { min: '0', max: '9' }, missing: 'zero' } };
    const total = { id: 'total', sum: [{ value: 'base' }, { value: 'mark' }], round: half2 };
    const rules = rulesOf(
      documentOf([attribute('base'), attribute('merit'), mark, total], {
        prizes: [
          { id: 'gold', name: '金', ranks: { from: 1, to: 1 }, atLeast: '9' },
          { id: 'silver', name: '银', ranks: { from: 2, to: 3 }, value: 'merit', atLeast: '5' },
        ],
      }),
    );
    const line: CutLine = { board: 'overall', kind: 'prize', prize: 'silver' };
    const field = [
      entryOf('A', {}, { attributes: { base: '6', merit: '0' } }),
      entryOf('B', { mark: '2' }, { attributes: { base: '0', merit: '5' } }),
    ];
    expect(margin(rules, field, line)).toMatchObject({ inside: ['B'], mark: { to: '6', by: '4', leaves: ['B'] } });
  });

  it('looks at the whole field where ranks give the points', () => {
    const rank = { better: 'higher', method: '1224', within: 'all' };
    const values = [
      measured('a', { steps: [{ rank }] }),
      measured('b', { steps: [{ rank }] }),
      { id: 'total', sum: [{ value: 'a' }, { value: 'b' }], round: half2 },
    ];
    const rules = rulesOf(documentOf(values, { ranking: { better: 'lower', method: '1224' } }));
    const field = [
      entryOf('A', { a: '9', b: '7' }),
      entryOf('B', { a: '5', b: '8' }),
      entryOf('C', { a: '6', b: '1' }),
    ];
    expect(margin(rules, field, top(1)).mark).toMatchObject({ entry: 'B', value: 'a', from: '5', to: '6', by: '1' });
  });

  it('says that it stopped at its limit', () => {
    const rules = rulesOf(lone());
    const result = margin(rules, fieldOf(['90', '80']), top(1), { probesMax: 1 });
    expect([result.complete, result.mark]).toEqual([false, undefined]);
    expect(result.zh[0]).toBe('搜索到上限，尚未找到能改变线内名单的成绩');
  });

  it('throws when the document draws no such line', () => {
    const rules = rulesOf(lone());
    expect(() => margin(rules, [], { board: 'overall', kind: 'prize', prize: 'gold' })).toThrow('gold');
    expect(() => margin(rules, [], { board: 'overall', kind: 'advance' })).toThrow('overall');
  });
});

describe('fewer than a prize asks for', () => {
  it('domain-rules 51: nobody is inside, and no mark lets anybody leave', () => {
    const prizes = [{ id: 'gold', name: '金', ranks: { from: 1, to: 1 } }];
    const process = (count: number) => ({ minimumEntrants: { count, otherwise: 'no-awards' } });
    const line: CutLine = { board: 'overall', kind: 'prize', prize: 'gold' };
    const told = (count: number) =>
      margin(rulesOf(lone({ prizes, process: process(count) })), fieldOf(['90', '80']), line);
    expect(told(2)).toMatchObject({ inside: ['A'], mark: { enters: ['B'] } });
    const none = told(3);
    expect([none.inside, none.mark, none.judges, none.roundings]).toEqual([[], undefined, [], []]);
  });
});

describe('one judge left out', () => {
  it('names each judge whose absence changes who is inside, in the order of their seats', () => {
    const field = [entryOf('A', { total: ['9', '9', '9.2'] }), entryOf('B', { total: ['9.1', '9.1', '8.9'] })];
    const result = margin(panel(), field, top(1));
    expect(result.judges).toEqual([{ slot: 'J3', enters: ['B'], leaves: ['A'] }]);
    expect([result.needed, result.zh[1]]).toEqual([[], '去掉一名评委：J3（B 进，A 出）']);
  });

  it('says who cannot be left out: too few would remain', () => {
    const result = margin(
      panel(),
      [entryOf('A', { total: ['9', '8', '7'] }), entryOf('B', { total: ['5', '5'] })],
      top(1),
    );
    expect([result.judges, result.needed]).toEqual([[], ['J1', 'J2']]);
  });

  it('leaves lone marks and measurements alone', () => {
    expect(margin(rulesOf(lone()), fieldOf(['9', '8']), top(1))).toMatchObject({ judges: [], needed: [] });
    const theory = judged('theory', { slots: { max: 1 }, combine: { by: 'single' } });
    const total = { id: 'total', sum: [{ value: 'theory' }, { value: 'form' }], round: half2 };
    const rules = rulesOf(documentOf([theory, judged('form'), total]));
    const field = [
      entryOf('A', { theory: '9', form: ['9', '5', '5'] }),
      entryOf('B', { theory: '9', form: ['6', '6', '6'] }),
    ];
    expect(margin(rules, field, top(1))).toMatchObject({ judges: [{ slot: 'J1', enters: ['B'] }], needed: [] });
  });
});

describe('another rounding', () => {
  it('names each way of rounding that changes who is inside', () => {
    const rules = rulesOf(documentOf([measured('total', { round: { digits: 1, mode: 'half-up' } })]));
    const result = margin(rules, fieldOf(['9.05', '9.1']), top(1));
    expect(result.inside).toEqual(['A', 'B']);
    expect(result.roundings.map(({ mode }) => mode)).toEqual(['half-down', 'half-even', 'down', 'floor']);
    expect(result.roundings[0]).toMatchObject({ value: 'total', pointer: '/values/0/round', leaves: ['A'] });
  });

  it('tries the roundings on the way to the total as well', () => {
    const steps = [{ round: { digits: 0, mode: 'half-up' } }];
    const theory = { ...judged('theory', { slots: { min: 2, max: 3 } }), round: half2 };
    const total = {
      id: 'total',
      sum: [{ value: 'theory' }, { value: 'extra' }],
      round: { digits: 3, mode: 'half-up' },
    };
    const extra = { id: 'extra', attribute: { name: 'extra' }, steps };
    const rules = rulesOf(documentOf([theory, extra, total]));
    const field = [
      entryOf('A', { theory: ['8.6', '8.7', '8.7'] }, { attributes: { extra: '0' } }),
      entryOf('B', { theory: ['8.6', '8.7', '8.7'] }, { attributes: { extra: '0.4' } }),
      entryOf('C', { theory: ['8.6', '8.6', '8.7'] }, { attributes: { extra: '0.035' } }),
    ];
    const { roundings, zh } = margin(rules, field, top(1));
    expect(roundings.map(({ pointer, mode, leaves }) => [pointer, mode, leaves])).toEqual([
      ['/values/1/steps/0/round', 'up', ['A']],
      ['/values/1/steps/0/round', 'ceiling', ['A']],
    ]);
    expect(zh[2]).toBe('换用其他取舍：“extra”只入不舍（A 出）、“extra”向上取整（A 出）');
  });

  it('finds the rounding of a mean that puts another first', () => {
    const theory = { ...judged('theory', { slots: { min: 2, max: 3 } }), round: half2 };
    const form = measured('form');
    const total = {
      id: 'total',
      sum: [{ value: 'theory' }, { value: 'form' }],
      round: { digits: 3, mode: 'half-up' },
    };
    const rules = rulesOf(documentOf([theory, form, total]));
    // 8.666… is 8.67 or 8.66, and the other one has 8.665 either way.
    const field = [
      entryOf('A', { theory: ['8.6', '8.7', '8.7'], form: '0' }),
      entryOf('B', { theory: ['8.6', '8.7'], form: '0.015' }),
    ];
    expect(margin(rules, field, top(1))).toMatchObject({
      inside: ['A'],
      roundings: [
        { value: 'theory', pointer: '/values/0/round', mode: 'down', enters: ['B'], leaves: ['A'] },
        { value: 'theory', mode: 'floor' },
      ],
    });
  });
});

const scale = { min: 0, max: 10 };
const int = (g: Draw, min: number, max: number) => g(fc.integer, { min, max });
const one = <T>(g: Draw, list: readonly T[]): T => list[int(g, 0, list.length - 1)] as T;

/** Whole marks from 0 to 10, so that every one of them can be tried. */
function onWholeMarks(document: RuleDocument): RuleDocument {
  const range = { min: '0', max: '10', step: '1' };
  return {
    ...document,
    values: document.values.map((value) => (value.marks ? { ...value, marks: { ...value.marks, range } } : value)),
  };
}

function withWholeMarks(field: readonly EntryInput[]): EntryInput[] {
  return field.slice(0, 5).map((input) => {
    const marks = Object.entries(input.marks).map(([id, slots]) => {
      const kept = Object.entries(slots).slice(0, 4);
      return [id, Object.fromEntries(kept.map(([slot, mark]) => [slot, String(Math.floor(Number(mark)))]))] as const;
    });
    return { ...input, marks: Object.fromEntries(marks) };
  });
}

function withAdvance(g: Draw, document: RuleDocument): RuleDocument {
  const { better } = document.ranking;
  const cut = one(g, [
    { by: 'rank', to: int(g, 1, 3) } as const,
    { by: 'share', percent: '50', of: one(g, ['ranked', 'entered'] as const), round: 'half-up' } as const,
    { by: 'score', [better === 'higher' ? 'atLeast' : 'atMost']: '5' } as const,
  ]);
  const ties = cut.by === 'score' ? {} : { ties: one(g, ['enter', 'leave'] as const) };
  return { ...document, boards: { groups: true, overall: true }, process: { advance: { cut, ...ties } } };
}

function drawLine(g: Draw, document: RuleDocument): CutLine {
  const prizes = document.prizes ?? [];
  const lines = [top(int(g, 1, 3)), { board: 'overall', kind: 'advance' } as const];
  return one(g, [
    ...lines,
    ...prizes.map(({ id }) => ({ board: one(g, ['overall', 'group:a']), kind: 'prize', prize: id }) as const),
  ]);
}

/** Documents in which most marks move their entry one way only, and every kind of line stands. */
function drawPlain(g: Draw): RuleDocument {
  const spread = { range: { min: '0', max: '10', step: '1' }, slots: { min: 1, max: 4 } };
  const by = one(g, [
    { by: 'mean' },
    { by: 'median' },
    { by: 'highest' },
    { by: 'best-n', n: 2, from: 'highest', then: 'sum' },
  ]);
  const round = { digits: int(g, 0, 1), mode: 'half-up' };
  const values = [
    judged('a', { ...spread, combine: by }),
    judged('b', { ...spread, combine: { by: 'mean' } }),
    { id: 'faults', marks: { kind: 'deduction', range: { min: '0', max: '10', step: '1' } } },
    {
      id: 'total',
      sum: [{ value: 'a' }, { value: 'b' }, { value: 'faults', factor: one(g, ['-1', '-0.5', '1']) }],
      steps: one(g, [[], [{ atMost: '14' }], [{ times: '2' }]]),
      round,
    },
  ];
  const atLeast = String(int(g, 4, 14));
  const prizes = [
    { id: 'p1', name: '一', ranks: { from: 1, to: 1 }, ...one(g, [{}, { atLeast }]) },
    { id: 'p2', name: '二', ...one(g, [{ ranks: { from: 2, to: 3 } }, { ranks: { from: 1, to: 3 }, atLeast }]) },
    { id: 'p3', name: '三', share: '40', of: one(g, ['ranked', 'entered']), ties: one(g, ['share', 'cut']) },
  ];
  const requirement = { value: 'a', name: '底线', atLeast: '3', otherwise: one(g, ['unranked', 'no-prize']) };
  const method = one(g, ['1224', '1334', '1223', '1234']);
  const ranking = {
    better: 'higher',
    method,
    ...(method === '1234' ? {} : one(g, [{}, {}, { tolerance: '1' }])),
    ties: one(g, [[], [{ value: 'b', better: 'higher' }], [{ value: 'a', better: 'lower' }]]),
  };
  const requirements = one(g, [[], [requirement]]);
  return documentOf(values, { ranking, prizes, requirements }) as RuleDocument;
}

function drawPlainField(g: Draw): EntryInput[] {
  return Array.from({ length: int(g, 2, 5) }, (_, i) => {
    const marks = (least: number) => Array.from({ length: int(g, least, 3) }, () => String(int(g, 0, 10)));
    return entryOf(`e${i}`, { a: marks(1), b: marks(1), faults: marks(0) }, { group: one(g, ['a', 'b']) });
  });
}

function compare(document: RuleDocument, field: readonly EntryInput[], line: CutLine): void {
  const rules = buildRules(document);
  const { mark, complete } = margin(rules, field, line);
  expect(complete).toBe(true);
  expect(mark && Number(mark.by)).toBe(smallestByHand(rules, field, line, scale));
  if (mark) expect(alters(rules, field, line, mark)).toBe(true);
}

describe('the smallest change against trying every mark', () => {
  it('is the same in random competitions', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = withAdvance(g, onWholeMarks(drawDocument(g)));
        compare(document, withWholeMarks(drawField(g, document)), drawLine(g, document));
      }),
      { numRuns: 80 },
    );
  });

  it('is the same where halving finds it', () => {
    let halved = 0;
    let stepped = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = withAdvance(g, drawPlain(g));
        const line = drawLine(g, document);
        for (const id of ['a', 'b', 'faults'])
          if (isMonotone(document, line, id)) halved += 1;
          else stepped += 1;
        compare(document, drawPlainField(g), line);
      }),
      { numRuns: 200 },
    );
    expect(Math.min(halved, stepped)).toBeGreaterThan(100);
  });
});
