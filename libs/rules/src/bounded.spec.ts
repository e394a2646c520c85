import * as fc from 'fast-check';
import type { EntryInput, Rules } from './contracts';
import type { RuleDocument, Step, Value } from './document';
import { evaluateField, newRow } from './evaluate';
import { DIGITS_MAX, toParts } from './exact';
import { compilePlan } from './plan';
import { chance, int, pick, type Draw } from './testing/draw';
import { isGone, oracleField } from './testing/oracle';
import { drawDocument, drawField, sound } from './testing/random-competition';
import { documentOf, entryOf, half2, measured, rulesOf } from './testing/samples';

const nothing = entryOf('A', {});
const round = half2;
const reasonOf = (rules: Rules, input: EntryInput = nothing) => rules.scoreField([input])[0]?.reason;
const chainOf = (...links: readonly object[]) =>
  rulesOf(documentOf(links.map((link, i) => ({ id: `v${i}`, ...link, ...(i === links.length - 1 && { round }) }))));

describe('numbers of a document stay short', () => {
  it('says that powers of powers get too long, and where', () => {
    const power = { steps: [{ power: 20 }] };
    const rules = chainOf(
      { constant: '9.99' },
      { sum: [{ value: 'v0' }], ...power },
      { sum: [{ value: 'v1' }], ...power },
    );
    expect(reasonOf(rules)).toEqual({
      code: 'value-missing',
      value: 'v2',
      zh: '“v2”：得数超过 300 位，请在规则里提前取舍（round）',
      en: '"v2": the number is longer than 300 digits: let the rules round earlier',
    });
    expect(rules.explain(nothing).values[2]?.missing?.code).toBe('number-too-long');
  });

  it('takes every digit up to the limit', () => {
    const upTo = (power: number) => [{ power: 20 }, { power: 14 }, ...Array<object>(power).fill({ times: '10' })];
    const back = { divide: { value: 'v0' } };
    const rules = (more: number) =>
      chainOf({ constant: '10', steps: upTo(more) }, { sum: [{ value: 'v0' }], steps: [back] });
    expect(reasonOf(rules(19))).toBeUndefined();
    expect(rules(19).score(nothing).total).toBe('1.00');
    expect(reasonOf(rules(20))?.value).toBe('v0');
  });

  it('asks for a common denominator whatever the order of the entries', () => {
    const share = { ...measured('share'), steps: [{ power: -1 }] };
    const mean = { id: 'mean', field: { of: 'share', by: 'mean', within: 'all' }, round };
    const rules = rulesOf(documentOf([share, mean]));
    const fieldOf = (upTo: number) =>
      Array.from({ length: upTo * 2 }, (_, i) => {
        const divisor = (i % 2 === 0 ? 1 : -1) * (100_000 + Math.floor(i / 2));
        return entryOf(`e${i}`, {
          share: String(Math.max(-100_000, Math.min(100_000, divisor - Math.sign(divisor) * 50_000))),
        });
      });
    const reasons = (field: readonly EntryInput[]) => [
      ...new Set(rules.scoreField(field).map(({ reason }) => reason?.value)),
    ];
    expect(reasons(fieldOf(40))).toEqual([undefined]);
    const many = fieldOf(200);
    expect(reasons(many)).toEqual(['mean']);
    expect(reasons([...many.filter((_, i) => i % 2 === 0), ...many.filter((_, i) => i % 2 === 1)])).toEqual(['mean']);
  });
});

const grown: readonly Step[] = [
  { power: 20 },
  { power: -20 },
  { power: 7 },
  { times: `1${'0'.repeat(37)}.1` },
  { divide: '99999999999999999999.7' },
  { plus: `0.${'0'.repeat(30)}3` },
];
const growing = (g: Draw) => Array.from({ length: int(g, 0, 4) }, () => pick(g, grown));

/** Sound documents in which numbers grow at every second turn. */
function drawGrowing(g: Draw): RuleDocument {
  const document = drawDocument(g);
  const grow = (value: Value): Value => {
    const pools = (['marks', 'marksOf'] as const).flatMap((key) => {
      const pool = value[key];
      return pool && chance(g, 40) ? [[key, { ...pool, each: [...(pool.each ?? []), ...growing(g)] }] as const] : [];
    });
    const steps = chance(g, 60) ? [...growing(g), ...(value.steps ?? [])] : (value.steps ?? []);
    return { ...value, ...Object.fromEntries(pools), steps };
  };
  return sound({ ...document, values: document.values.map(grow) });
}

describe('random documents whose numbers grow', () => {
  it('compute no number beyond the limit, and the same ones as the oracle', () => {
    const told = { long: 0, there: 0 };
    const digits = (n: bigint) => String(n).replace('-', '').length;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawGrowing(g);
        const inputs = drawField(g, document);
        const plan = compilePlan(rulesOf(document).document);
        const rows = inputs.map((input) => newRow(input, plan.values.length));
        evaluateField(plan.values, rows);
        for (const [i, expected] of oracleField(document, inputs).entries()) {
          const row = rows[i] as (typeof rows)[number];
          for (const [at, { id }] of plan.values.entries()) {
            const x = row.vals[at];
            const cell = expected.cells.get(id);
            const shown = cell && (isGone(cell) ? cell.code : cell.toFraction());
            const parts = x && toParts(x);
            expect(parts ? (parts.d === 1n ? `${parts.n}` : `${parts.n}/${parts.d}`) : row.gone[at]?.code).toBe(shown);
            // The last rounding may add its own unit's digits.
            if (parts) expect(Math.max(digits(parts.n), digits(parts.d))).toBeLessThanOrEqual(DIGITS_MAX + 12);
            if (shown === 'number-too-long') told.long += 1;
            else told.there += 1;
          }
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(Math.min(told.long, told.there)).toBeGreaterThan(60);
  });
});
