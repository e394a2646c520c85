import type { BandedCombine, Combine, Decimal, Operand, Step, Value } from './document';
import { exact, sign } from './exact';

/** How a number moves when one mark rises: not at all, never down, never up; `undefined` when that cannot be told. */
export type Sign = 0 | 1 | -1 | undefined;
export type Signs = ReadonlyMap<string, Sign>;

export function join(a: Sign, b: Sign): Sign {
  if (a === 0) return b;
  return b === 0 || a === b ? a : undefined;
}

export function turned(a: Sign, by: -1 | 0 | 1): Sign {
  if (a === undefined) return undefined;
  return a === 0 || by === 0 ? 0 : a === by ? 1 : -1;
}

const joined = (signs: readonly Sign[]): Sign => signs.reduce(join, 0);
const signOf = (decimal: Decimal): -1 | 0 | 1 => sign(exact(decimal));

/**
 * How each value of an entry moves when one mark recorded under `criterion` rises and nothing else changes. A value that
 * may go missing by it counts as one that cannot be told. Only for documents without field steps.
 */
export function signsOf(values: readonly Value[], criterion: string): Signs {
  const signs = new Map<string, Sign>();
  for (const value of values) signs.set(value.id, stepsSign(value.steps, sourceSign(value, criterion, signs), signs));
  return signs;
}

function sourceSign(value: Value, criterion: string, signs: Signs): Sign {
  const { marks, marksOf, sheets, sum, weightedMean, product, field } = value;
  if (marks) return pooled(value.id === criterion ? 1 : 0, marks, signs);
  if (marksOf) return pooled(marksOf.value === criterion ? 1 : 0, marksOf, signs);
  if (sheets) {
    const parts = sheets.of.filter((part) => part.value === criterion);
    return pooled(joined(parts.map(({ factor }) => signOf(factor ?? '1'))), sheets, signs);
  }
  if (field) return undefined;
  if (sum) return joined(sum.map(({ value: id, factor }) => turned(signs.get(id), signOf(factor ?? '1'))));
  if (weightedMean) return joined(weightedMean.map((part) => signs.get(part.value)));
  if (product) return product.every((id) => signs.get(id) === 0) ? 0 : undefined;
  const ids = value.mean ?? value.median ?? value.highest ?? value.lowest ?? value.firstOf ?? value.bestN?.of ?? [];
  return joined(ids.map((id) => signs.get(id)));
}

type Pool = { readonly each?: readonly Step[]; readonly combine?: Combine | readonly BandedCombine[] };
const UNSTEADY: readonly Combine['by'][] = ['range', 'product', 'count'];

function pooled(mark: Sign, { each, combine = [] }: Pool, signs: Signs): Sign {
  const one = stepsSign(each, mark, signs);
  const ways = Array.isArray(combine) ? (combine as readonly Combine[]) : [combine as Combine];
  return one !== 0 && ways.some(({ by }) => UNSTEADY.includes(by)) ? undefined : one;
}

function stepsSign(steps: readonly Step[] | undefined, start: Sign, signs: Signs): Sign {
  return (steps ?? []).reduce((before, step) => stepSign(step, before, signs), start);
}

function operandSign(operand: Operand, signs: Signs): Sign {
  return typeof operand === 'object' ? signs.get(operand.value) : 0;
}

function stepSign(step: Step, before: Sign, signs: Signs): Sign {
  if ('round' in step) return before;
  if ('negate' in step) return turned(before, -1);
  if ('power' in step) return before === 0 || step.power === 1 ? before : undefined;
  if ('rank' in step) return undefined;
  if ('bands' in step) {
    if (before !== 0) return undefined;
    return joined(step.bands.rows.map(({ gives }) => (typeof gives === 'object' ? stepsSign(gives, 0, signs) : 0)));
  }
  if ('when' in step) {
    const { value, ...bounds } = step.when;
    const tested = value === undefined ? before : signs.get(value);
    const fixed = tested === 0 && Object.values(bounds).every((bound) => operandSign(bound, signs) === 0);
    if (!fixed) return undefined;
    return join(stepsSign(step.then, before, signs), stepsSign(step.else, before, signs));
  }
  if ('plus' in step) return join(before, operandSign(step.plus, signs));
  if ('minus' in step) return join(before, turned(operandSign(step.minus, signs), -1));
  if ('atLeast' in step) return join(before, operandSign(step.atLeast, signs));
  if ('atMost' in step) return join(before, operandSign(step.atMost, signs));
  if ('distanceFrom' in step) return before === 0 && operandSign(step.distanceFrom, signs) === 0 ? 0 : undefined;
  const factor = 'times' in step ? step.times : step.divide;
  if (typeof factor !== 'object') return turned(before, signOf(factor));
  return before === 0 && signs.get(factor.value) === 0 ? 0 : undefined;
}
