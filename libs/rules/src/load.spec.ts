import { Ajv2020 } from 'ajv/dist/2020';
import { hashRuleDocument } from './canonical';
import { loadRuleDocument, rulesByHash } from './load';
import { ruleDocumentSchema } from './rule-document.schema';
import { documentOf, half2, lone, measured, refusals, rulesOf } from './testing/samples';

const judged = (more: object) => ({ id: 'a', marks: { kind: 'judged', range: { min: '0', max: '10' }, ...more } });
const total = { id: 'total', sum: [{ value: 'a' }], round: half2 };
const refused = (value: object, last: object = total) => refusals(documentOf([value as never, last as never]));
const stepped = (step: object) => refusals(documentOf([measured('total', { steps: [step], round: half2 })]));

describe('what is refused when a document is loaded', () => {
  it('tells form problems all at once, each with its place and in both languages', () => {
    const document = { ...lone(), version: 'one', surprise: 1, ranking: { better: 'best', method: '1224' } };
    const loaded = loadRuleDocument(document);
    const problems = loaded.ok ? [] : loaded.problems;
    expect(problems.map(({ code, pointer }) => `${code} ${pointer}`).sort()).toEqual([
      'field-unknown /surprise',
      'not-allowed /ranking/better',
      'wrong-type /version',
    ]);
    for (const { zh, en } of problems)
      expect([zh, en]).toEqual([expect.stringMatching(/[一-鿿]/), expect.stringMatching(/[a-z]/)]);
  });

  it.each([null, [], 'text', 5, {}])('refuses %j without throwing', (json) => {
    expect(loadRuleDocument(json).ok).toBe(false);
  });

  it('wants exactly one source for a value and one verb for a step', () => {
    expect(refused({ id: 'a' })).toEqual(['choose-one /values/0']);
    const loaded = loadRuleDocument(documentOf([{ id: 'a' }, total]));
    expect(loaded.ok ? '' : loaded.problems[0]?.zh).toContain('marks, marksOf, sheets');
    expect(refused({ ...judged({}), constant: '1' })).toEqual(['choose-one /values/0']);
    expect(stepped({ times: '2', plus: '1' })).toEqual(['choose-one /values/0/steps/0']);
    expect(stepped({ times: '2', then: [] })).toEqual(['field-unknown /values/0/steps/0']);
  });

  it('lets values refer only to earlier ones', () => {
    expect(refusals(documentOf([{ id: 'a', sum: [{ value: 'b' }] }, measured('b'), total]))).toEqual([
      'later-value /values/0',
    ]);
    expect(stepped({ plus: { value: 'total' } })).toEqual(['later-value /values/0/steps/0/plus/value']);
    expect(stepped({ plus: { value: 'nobody' } })).toEqual(['unknown-value /values/0/steps/0/plus/value']);
    expect(refusals(documentOf([measured('a'), measured('a'), total]))).toEqual(['duplicate /values/1/id']);
  });

  it('wants a known total with a printed form', () => {
    expect(refusals(documentOf([measured('total')]))).toEqual(['total-not-rounded /values/0']);
    expect(refusals(lone({ total: 'other' }))).toEqual(['unknown-value /total']);
  });

  it.each([
    [{ slots: { min: 2, max: 5 } }, 'combine-missing /values/0/marks'],
    [{ slots: { min: 6, max: 5 }, combine: { by: 'mean' } }, 'slots-empty /values/0/marks/slots'],
    [{ slots: { min: 1, max: 5 }, combine: { by: 'single' } }, 'not-single /values/0/marks/combine'],
    [
      { slots: { min: 2, max: 5 }, combine: { by: 'nth', n: 3, from: 'highest' } },
      'nth-out-of-reach /values/0/marks/combine',
    ],
    [{ range: { min: '5', max: '1' } }, 'range-empty /values/0/marks/range'],
    [{ range: { min: '0', max: '1', step: '0' } }, 'not-positive /values/0/marks/range/step'],
    [{ kind: 'deduction', range: { min: '-1', max: '1' } }, 'deduction-negative /values/0/marks/range/min'],
    [{ range: { min: '1e5', max: '2' } }, 'not-a-decimal /values/0/marks/range/min'],
    [{ range: { min: 0, max: 1e21 } }, 'not-a-decimal /values/0/marks/range/max'],
  ])('refuses marks %j', (more, problem) => {
    expect(refused(judged(more))).toEqual([problem]);
  });

  it.each([
    [[{ from: 1, to: 2 }, { from: 4 }], 'band-gap /values/0/marks/combine/1/marks'],
    [[{ from: 1, to: 3 }, { from: 3 }], 'band-overlap /values/0/marks/combine/1/marks'],
    [[{ from: 1, to: 3 }], 'band-gap /values/0/marks/combine'],
    [[{ from: 2 }], 'band-gap /values/0/marks/combine/0/marks'],
  ])('refuses bands %j for one to five marks', (bands, problem) => {
    const combine = bands.map((marks) => ({ marks, by: 'mean' }));
    expect(refused(judged({ slots: { min: 1, max: 5 }, combine }))).toEqual([problem]);
  });

  it.each([
    [{ divide: '0' }, 'division-by-zero /values/0/steps/0/divide'],
    [{ when: { value: 'total' } }, 'later-value /values/0/steps/0/when/value'],
    [{ round: { to: '0', mode: 'floor' } }, 'not-positive /values/0/steps/0/round/to'],
    [
      { when: { above: '1' }, then: [{ rank: { better: 'higher', method: '1224', within: 'all' } }] },
      'rank-misplaced /values/0/steps/0/then/0',
    ],
    [
      {
        bands: {
          bounds: '[)',
          rows: [
            { to: '5', gives: '1' },
            { from: '4', gives: '2' },
          ],
        },
      },
      'band-overlap /values/0/steps/0/bands/rows/1',
    ],
    [
      {
        bands: {
          bounds: '[)',
          rows: [
            { to: '5', gives: '1' },
            { from: '6', gives: '2' },
          ],
        },
      },
      'band-gap /values/0/steps/0/bands/rows/1',
    ],
    [
      { bands: { bounds: '[)', rows: [{ to: '5', gives: '1' }], below: '0' } },
      'band-overlap /values/0/steps/0/bands/below',
    ],
  ])('refuses step %j', (step, problem) => {
    expect(stepped(step)).toContain(problem);
  });

  it('refuses prizes and requirements that say nothing', () => {
    expect(refusals(lone({ prizes: [{ id: 'p', name: '奖' }] }))).toEqual(['bound-missing /prizes/0']);
    expect(refusals(lone({ prizes: [{ id: 'p', name: '奖', atLeast: '5', ties: 'cut' }] }))).toEqual([
      'field-unknown /prizes/0',
    ]);
    const requirement = { value: 'total', name: '及格', otherwise: 'unranked' };
    expect(refusals(lone({ requirements: [requirement] }))).toEqual(['bound-missing /requirements/0']);
    const twice = { ...requirement, atLeast: '60' };
    expect(refusals(lone({ requirements: [twice, twice] }))).toEqual(['duplicate /requirements/1/name']);
  });
});

describe('a loaded document', () => {
  it('does not change when the caller changes the object it came from', () => {
    const json = lone() as { title: string };
    const rules = rulesOf(json);
    json.title = 'other';
    expect(rules.document.title).toBe('样例');
  });

  it('has a hash that ignores the order of fields and sees every change', () => {
    const hash = hashRuleDocument(lone());
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hashRuleDocument(Object.fromEntries(Object.entries(lone()).reverse()))).toBe(hash);
    expect(hashRuleDocument(lone({ version: 2 }))).not.toBe(hash);
    expect(rulesOf(lone()).hash).toBe(hash);
  });

  it('is described by a valid JSON Schema', () => {
    expect(new Ajv2020({ strict: false }).validateSchema(ruleDocumentSchema)).toBe(true);
  });

  it.each([
    ['nobody', 'J1', '5', 'unknown-value'],
    ['a', ' J1', '5', 'bad-slot'],
    ['a', '', '5', 'bad-slot'],
    // Marks are kept by slot in records, which have these already.
    ['a', '__proto__', '5', 'bad-slot'],
    ['a', 'constructor', '5', 'bad-slot'],
    ['a', '评委 1', '5', 'bad-slot'],
    ['a', 'J/1', '5', 'bad-slot'],
    ['a', '评'.repeat(65), '5', 'bad-slot'],
    ['a', '评'.repeat(64), '5', undefined],
    ['a', '评委1', '5', undefined],
    ['a', '3月', '5', undefined],
    ['a', 'zhao_1-a', '5', undefined],
    ['a', 'J1', '10.01', 'out-of-range'],
    ['a', 'J1', '-0.1', 'out-of-range'],
    ['a', 'J1', '9.3', 'off-step'],
    ['a', 'J1', 'NaN', 'not-a-decimal'],
    ['a', 'J1', '1e1', 'not-a-decimal'],
    ['a', 'J1', '９', 'not-a-decimal'],
    ['a', 'J1', '9.25', undefined],
    ['a', 'J1', '10', undefined],
    ['a', 'J1', '0', undefined],
  ])('checks the mark %s/%s = %s: %s', (value, slot, mark, code) => {
    const rules = rulesOf(documentOf([judged({ range: { min: '0', max: '10', step: '0.25' } }), total]));
    const problem = rules.checkMark(value, slot, mark);
    expect(problem?.code).toBe(code);
    if (code === 'off-step') expect(problem?.zh).toBe('9.3 不合打分档：从 0 起每档 0.25');
    if (code === 'out-of-range') expect(problem?.en).toContain('0–10');
  });

  it('checks attributes, and always knows the lot', () => {
    const age = { id: 'age', attribute: { name: 'age', range: { min: '16', max: '70' } } };
    const rules = rulesOf(documentOf([age, { id: 'total', sum: [{ value: 'age' }], round: half2 }]));
    expect(rules.checkAttribute('age', '15')?.code).toBe('out-of-range');
    expect(rules.checkAttribute('height', '15')?.code).toBe('unknown-attribute');
    expect(rules.checkAttribute('age', '40') ?? rules.checkAttribute('lot', '3')).toBeUndefined();
  });

  it('throws on a recorded mark that is not a number: only a bug can have let it in', () => {
    const rules = rulesOf(lone());
    const input = { entry: 'A', status: { kind: 'competing' as const }, marks: { total: { s: 'x' } } };
    expect(() => rules.score(input)).toThrow('total/s = "x"');
  });
});

describe('a document that was checked before', () => {
  it('is compiled by its hash to the same rules, which later changes of the object do not reach', () => {
    const document = lone();
    const loaded = loadRuleDocument(document);
    const again = rulesByHash(document, hashRuleDocument(document));
    if (!loaded.ok || again === undefined) throw new Error('does not load');
    expect([again.hash, again.document]).toEqual([loaded.rules.hash, loaded.rules.document]);
    (document as { title: string }).title = 'changed';
    expect(again.document).toEqual(loaded.rules.document);
  });

  it('is not taken for another one', () => {
    const document = lone();
    expect(rulesByHash({ ...document, version: 2 }, hashRuleDocument(document))).toBeUndefined();
  });
});
