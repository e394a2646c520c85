import { combineKind, type Combine } from './combine.kinds';
import type { BandedCombine, Operand, Step, Value } from './document';
import { exact, sign, type Decimal } from './exact';
import { join, turned, type Sign } from './sign';
import { operation } from './step.kinds';

export type Signs = ReadonlyMap<string, Sign>;

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

function pooled(mark: Sign, { each, combine = [] }: Pool, signs: Signs): Sign {
  const one = stepsSign(each, mark, signs);
  const ways = Array.isArray(combine) ? (combine as readonly Combine[]) : [combine as Combine];
  return one !== 0 && ways.some((way) => !combineKind(way).rises) ? undefined : one;
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
  const found = operation(step);
  if (!found) return undefined;
  const { kind, operand } = found;
  const constant = typeof operand === 'object' ? {} : { constant: signOf(operand) };
  return kind.moves(before, { moves: operandSign(operand, signs), ...constant });
}
