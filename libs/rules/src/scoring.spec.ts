import { documentOf, entryOf, fieldOf, half2, lone, measured, refusals, rulesOf } from './testing/samples';

const judged = (id: string, more: object = {}) => ({
  id,
  marks: { kind: 'judged', range: { min: '0', max: '100' }, ...more },
});
const trimmed = { by: 'trimmed-mean', dropHighest: 1, dropLowest: 1 };
const panel = (more: object) => documentOf([{ ...judged('total', more), round: half2 }]);
const total = (document: unknown, marks: Parameters<typeof entryOf>[1]) =>
  rulesOf(document).score(entryOf('A', marks)).total;

describe('a total that a sanction sets to zero', () => {
  it('domain-rules 86: is 0 and ranked, whatever was marked or is missing', () => {
    const rules = rulesOf(lone());
    const [a, b] = fieldOf(['90', '70']);
    const zeroed = { ...a!, zeroed: '带手机' };
    expect(rules.rankBoard(rules.scoreField([zeroed, b!])).map((row) => [row.entry, row.rank, row.total])).toEqual([
      ['B', 1, '70.00'],
      ['A', 2, '0.00'],
    ]);
    expect(rules.score({ ...zeroed, marks: {} })).toMatchObject({ ranked: true, total: '0.00' });
    expect(rules.explain(zeroed).zh.join('\n')).toContain('记零分：带手机');
  });

  it('is refused where the lowest total stands first', () => {
    const sanctions = [{ id: 'phone', name: '带手机', effect: 'zero' }];
    const document = lone({ ranking: { better: 'lower', method: '1224' }, process: { sanctions } });
    expect(refusals(document)).toEqual(['zero-is-best /process/sanctions/0/effect']);
  });
});

describe('weights', () => {
  const weighted = (weights: readonly string[]) => {
    const ids = weights.map((_, i) => `part${i}`);
    const mean = { id: 'total', weightedMean: ids.map((value, i) => ({ value, weight: weights[i] })), round: half2 };
    return documentOf([...ids.map((id) => judged(id)), mean]);
  };

  it('domain-rules 60: refuses 30 + 65 and gives 89.85 for 86 and 91.5 at 30/70', () => {
    expect(refusals(weighted(['30', '65']))).toEqual(['weights-sum /values/2/weightedMean']);
    expect(total(weighted(['30', '70']), { part0: '86', part1: '91.5' })).toBe('89.85');
    expect(total(weighted(['0.3', '0.7']), { part0: '86', part1: '91.5' })).toBe('89.85');
  });

  it('domain-rules 61: gives 86.50 for 80, 90, 85 at 25/55/20', () => {
    expect(total(weighted(['25', '55', '20']), { part0: '80', part1: '90', part2: '85' })).toBe('86.50');
  });
});

describe('panels of judges', () => {
  it('domain-rules 62: drops the highest and lowest of seven', () => {
    const seven = panel({ slots: { min: 7, max: 7 }, combine: trimmed });
    expect(total(seven, { total: ['9.1', '8.7', '9.4', '8.9', '9.0', '9.3', '8.2'] })).toBe('9.00');
  });

  it('domain-rules 62: takes the plain mean of three and refuses a trim of three', () => {
    const bands = [
      { marks: { from: 3, to: 4 }, by: 'mean' },
      { marks: { from: 5 }, ...trimmed },
    ];
    const document = panel({ slots: { min: 3, max: 7 }, combine: bands });
    expect(total(document, { total: ['9', '8', '7'] })).toBe('8.00');
    expect(total(document, { total: ['9', '8', '7', '1', '10'] })).toBe('8.00');
    expect(refusals(panel({ slots: { min: 3, max: 3 }, combine: trimmed }))).toEqual([
      'trim-leaves-too-few /values/0/marks/combine',
    ]);
    expect(refusals(panel({ slots: { min: 4, max: 4 }, combine: trimmed }))).toEqual([]);
  });

  it('domain-rules 63: drops one only of equal extremes', () => {
    const five = panel({ slots: { min: 5, max: 5 }, combine: trimmed });
    expect(total(five, { total: ['9.4', '9.4', '9.0', '8.8', '8.8'] })).toBe('9.07');
  });

  it("adds up each judge's sheet before the highest and lowest sheet are dropped", () => {
    const sheets = {
      of: [{ value: 'skill' }, { value: 'style', factor: '2' }],
      slots: { min: 4, max: 4 },
      combine: trimmed,
    };
    const many = { slots: { min: 1, max: 9 }, combine: { by: 'mean' } };
    const document = documentOf([judged('skill', many), judged('style', many), { id: 'total', sheets, round: half2 }]);
    const marks = { skill: ['9', '1', '5', '6'], style: ['1', '2', '4', '9'] };
    expect(total(document, marks)).toBe('12.00');
    const incomplete = rulesOf(document).score(entryOf('A', { ...marks, style: ['1', '2', '4'] }));
    expect(incomplete.reason).toMatchObject({ code: 'value-missing', value: 'total' });
  });
});

describe('rounding', () => {
  const rounded = (mode: string, x: string) =>
    total(documentOf([measured('total', { round: { digits: 2, mode } })]), { total: x });

  it('domain-rules 64: rounds 88.345 exactly in each mode', () => {
    expect(rounded('half-up', '88.345')).toBe('88.35');
    expect(rounded('half-even', '88.345')).toBe('88.34');
    expect(rounded('down', '88.345')).toBe('88.34');
    expect((88.345).toFixed(2)).not.toBe('88.35');
  });

  it('keeps a mean that does not terminate exact until a rounding stage', () => {
    const three = {
      ...judged('mean', { slots: { min: 3, max: 3 }, combine: { by: 'mean' } }),
      steps: [{ times: '0.3' }],
    };
    const exactly = documentOf([three, { id: 'total', sum: [{ value: 'mean' }], round: { digits: 12, mode: 'down' } }]);
    const scored = rulesOf(exactly).score(entryOf('A', { mean: ['1', '0', '0'] }));
    expect(scored.values).toEqual({ mean: '0.1', total: '0.100000000000' });
  });

  it('prints an unrounded value that never ends with twelve digits', () => {
    const third = judged('third', { slots: { min: 3, max: 3 }, combine: { by: 'mean' } });
    const document = documentOf([third, { id: 'total', sum: [{ value: 'third' }], round: half2 }]);
    expect(rulesOf(document).score(entryOf('A', { third: ['1', '1', '0'] })).values['third']).toBe('0.666666666667');
  });

  it("domain-rules 65: refuses a head judge's shift of 0.15", () => {
    const shift = {
      id: 'shift',
      marks: { kind: 'bonus', range: { min: '-0.1', max: '0.1', step: '0.05' }, slots: { max: 1 } },
    };
    const rules = rulesOf(
      documentOf([
        measured('panel'),
        shift,
        { id: 'total', sum: [{ value: 'panel' }, { value: 'shift' }], round: half2 },
      ]),
    );
    expect(rules.checkMark('shift', 'head', '0.15')?.code).toBe('out-of-range');
    expect(rules.checkMark('shift', 'head', '-0.05')).toBeUndefined();
    expect(rules.score(entryOf('A', { panel: '9.30', shift: '-0.05' })).total).toBe('9.25');
  });
});

describe('bonuses and deductions', () => {
  const tally = (kind: string, more: object = {}) => ({ kind, range: { min: '0', max: '100' }, ...more });

  it('domain-rules 66: takes the highest bonus only', () => {
    const bonus = { id: 'total', marks: tally('bonus', { combine: { by: 'highest' } }), round: half2 };
    expect(total(documentOf([bonus]), { total: ['5', '10'] })).toBe('10.00');
    expect(total(documentOf([bonus]), {})).toBe('0.00');
  });

  it('domain-rules 67: caps each class of bonus', () => {
    const cap = [{ atMost: '10' }];
    const parts = [{ value: 'a' }, { value: 'b' }];
    const document = documentOf([
      { id: 'a', marks: tally('bonus'), steps: cap },
      { id: 'b', marks: tally('bonus'), steps: cap },
      { id: 'total', sum: parts, round: half2 },
    ]);
    expect(total(document, { a: ['8', '6'], b: '6' })).toBe('16.00');
  });

  it('domain-rules 68: takes one off per fault, never below zero for the item', () => {
    const document = documentOf([
      { id: 'faults', marks: tally('deduction') },
      { id: 'total', constant: '3', steps: [{ minus: { value: 'faults' } }, { atLeast: '0' }], round: half2 },
    ]);
    expect(total(document, { faults: ['1', '1', '1', '1', '1'] })).toBe('0.00');
    expect(total(document, { faults: ['1'] })).toBe('2.00');
    expect(total(document, {})).toBe('3.00');
  });

  it('domain-rules 127 and 128: starts at 100 and goes up and down; two errors at 6 cost 12', () => {
    const document = documentOf([
      { id: 'up', marks: tally('bonus') },
      { id: 'down', marks: tally('deduction') },
      { id: 'total', constant: '100', steps: [{ plus: { value: 'up' } }, { minus: { value: 'down' } }], round: half2 },
    ]);
    expect(total(document, { up: '10', down: ['10', '10'] })).toBe('90.00');
    expect(total(document, { down: ['6', '6'] })).toBe('88.00');
  });
});

describe('measurements', () => {
  it('domain-rules 74: adds the absolute differences of guesses 50/80 from means 45/90', () => {
    const guess = (id: string, mean: string) => ({ ...measured(id), steps: [{ distanceFrom: mean }] });
    const sum = { id: 'total', sum: [{ value: 'a' }, { value: 'b' }], round: half2 };
    const rules = rulesOf(
      documentOf([guess('a', '45'), guess('b', '90'), sum], { ranking: { better: 'lower', method: '1224' } }),
    );
    const scored = rules.scoreField([entryOf('far', { a: '50', b: '80' }), entryOf('near', { a: '46', b: '90' })]);
    expect(scored[0]?.total).toBe('15.00');
    expect(rules.rankBoard(scored).map((row) => row.entry)).toEqual(['near', 'far']);
  });

  it('domain-rules 126: takes 2 off over the mean time and 2 more over the limit', () => {
    const document = documentOf([
      measured('time'),
      { id: 'mean', field: { of: 'time', by: 'mean', within: 'all' } },
      {
        id: 'total',
        constant: '100',
        steps: [
          { when: { value: 'time', above: { value: 'mean' } }, then: [{ minus: '2' }] },
          { when: { value: 'time', above: '60' }, then: [{ minus: '2' }] },
        ],
        round: half2,
      },
    ]);
    const rules = rulesOf(document);
    const times = rules.scoreField([
      entryOf('A', { time: '70' }),
      entryOf('B', { time: '50' }),
      entryOf('C', { time: '30' }),
    ]);
    expect(times.map((row) => row.total)).toEqual(['96.00', '100.00', '100.00']);
    expect(() => rules.score(entryOf('A', { time: '70' }))).toThrow('scoreField');
  });

  it('domain-rules 58: turns ranks into points and gives nothing at or below the bar', () => {
    const then = [{ minus: '1' }, { times: '-0.15' }, { plus: '25' }, { atLeast: '10.15' }];
    const rank = { better: 'higher', method: '1224', within: 'all', unrankedAtOrBelow: '0', unrankedGives: '0', then };
    const rules = rulesOf(documentOf([measured('total', { steps: [{ rank }], round: half2 })]));
    const field = Array.from({ length: 151 }, (_, i) => entryOf(`e${i}`, { total: String(150 - i) }));
    const points = rules.scoreField(field).map((row) => row.total);
    expect([points[0], points[50], points[99], points[149], points[150]]).toEqual([
      '25.00',
      '17.50',
      '10.15',
      '10.15',
      '0.00',
    ]);
  });

  it('domain-rules 88: refuses size bands that leave ten out, naming both neighbours', () => {
    const rows = [
      { to: '9', gives: '1' },
      { from: '11', to: '30', gives: '2' },
      { from: '31', gives: '3' },
    ];
    const banded = (list: readonly object[]) =>
      documentOf([measured('total', { steps: [{ bands: { bounds: '[]', rows: list } }], round: half2 })]);
    expect(refusals(banded(rows))).toEqual(['band-gap /values/0/steps/0/bands/rows/1']);
    const [first, , last] = rows;
    const repaired = banded([first as object, { from: '10', to: '30', gives: '2' }, last as object]);
    expect(['9', '10', '30', '31'].map((size) => total(repaired, { total: size }))).toEqual([
      '1.00',
      '2.00',
      '2.00',
      '3.00',
    ]);
  });

  it('domain-rules 96: averages monthly results 92/95/88 to 91.67', () => {
    const months = ['m1', 'm2', 'm3'];
    const document = documentOf([...months.map((id) => measured(id)), { id: 'total', mean: months, round: half2 }]);
    expect(total(document, { m1: '92', m2: '95', m3: '88' })).toBe('91.67');
  });
});

describe('missing numbers', () => {
  const withMissing = (missing: unknown) =>
    documentOf([
      { id: 'a', marks: { kind: 'judged', range: { min: '0', max: '100' }, missing } },
      judged('b'),
      {
        id: 'total',
        weightedMean: [
          { value: 'a', weight: '30' },
          { value: 'b', weight: '70' },
        ],
        round: half2,
      },
    ]);

  it('leaves an entry without a mark unranked and names the value', () => {
    const scored = rulesOf(withMissing('unranked')).score(entryOf('A', { b: '80' }));
    expect(scored).toMatchObject({ ranked: false, values: { b: '80' }, reason: { code: 'value-missing', value: 'a' } });
    expect(scored.total).toBeUndefined();
    expect(scored.reason?.zh).toBe('“a”：没有成绩');
  });

  it('counts zero, takes a number, or leaves value and weight out when the document says so', () => {
    expect(total(withMissing('zero'), { b: '80' })).toBe('56.00');
    expect(total(withMissing({ take: '50' }), { b: '80' })).toBe('71.00');
    expect(total(withMissing('skip'), { b: '80' })).toBe('80.00');
  });

  it('domain-rules 125: an unfinished event counts 0 and the entrant is still ranked', () => {
    expect(rulesOf(withMissing('zero')).score(entryOf('A', { b: '80' })).ranked).toBe(true);
  });

  it('makes a division by zero a missing value that another value may stand in for', () => {
    const values = [measured('a'), measured('b', { steps: [{ divide: { value: 'a' } }] }), measured('c')];
    const document = documentOf([...values, { id: 'total', firstOf: ['b', 'c'], round: half2 }]);
    expect(total(document, { a: '0', b: '5', c: '7' })).toBe('7.00');
    expect(total(document, { a: '2', b: '5', c: '7' })).toBe('2.50');
    const none = rulesOf(documentOf([...values, { id: 'total', sum: [{ value: 'b' }], round: half2 }]));
    expect(none.score(entryOf('A', { a: '0', b: '5' })).reason?.zh).toBe('“b”：除数为零');
  });

  it('treats more marks than there are seats as missing rather than guess', () => {
    expect(rulesOf(withMissing('unranked')).score(entryOf('A', { a: ['1', '2'], b: '3' })).reason?.zh).toBe(
      '“a”：成绩多于 1 个',
    );
  });

  it('lets a value that may not be missing stay missing, though what it needs may be left out', () => {
    const document = documentOf([
      { id: 'extra', marks: { kind: 'measured', range: { min: '0', max: '10' }, missing: 'skip' } },
      {
        id: 'judged',
        marks: {
          kind: 'measured',
          range: { min: '0', max: '10' },
          each: [{ when: { above: { value: 'extra' } }, then: [{ plus: '1' }] }],
          missing: 'unranked',
        },
      },
      measured('c', { steps: [{ divide: { value: 'judged' } }] }),
      { id: 'total', sum: [{ value: 'c' }], round: half2 },
    ]);
    const scored = rulesOf(document).score(entryOf('A', { judged: '5', c: '8' }));
    expect(scored).toMatchObject({ ranked: false, reason: { code: 'value-missing', value: 'extra' } });
    expect(scored.total).toBeUndefined();
  });
});
