import { combineKind, type Combine } from './combine.kinds';
import type { BandedCombine, Marks, Operand, Pooling, Range, Rounding, RuleDocument, Step, Value } from './document';
import { compare, exact, isTooLong, ONE, sign, toDecimal, whole, ZERO, type Exact } from './exact';
import { meanOf, spreadOf, sumOf } from './folds';
import { ANY, around, minus, negated, over, plus, point, scaled, times, type Interval } from './interval';
import { isTally, slotLimits, defaultCombine } from './pool';
import { compileRounding } from './rounding';
import { partsOf } from './sources';
import { operation } from './step.kinds';

/** Between which published numbers each value lies, whatever is recorded; never narrower than that. */
export type Reaches = ReadonlyMap<string, Interval>;

type Kinded = Pooling & { readonly kind?: Marks['kind'] };
type Field = {
  readonly document: RuleDocument;
  readonly of: (id: string) => Interval;
  /** Whether parts and operands may be left out. */
  readonly skips: boolean;
};

const ZERO_ALONE = point(ZERO);

export function reachesOf(document: RuleDocument): Reaches {
  const known = new Map<string, Interval>();
  const skips = document.values.some(
    ({ marks, marksOf, sheets, attribute }) => (marks ?? marksOf ?? sheets ?? attribute)?.missing === 'skip',
  );
  const field = { document, skips, of: (id: string) => known.get(id) ?? ANY };
  for (const value of document.values) {
    const reached = stepped(value.steps, sourceReach(value, field), field);
    known.set(value.id, rounded(value.round, reached));
  }
  return new Map([...known].map(([id, reach]) => [id, printed(reach)]));
}

/** A number without end is printed shorter than it is. */
function printed({ low, high }: Interval): Interval {
  return { low: low && exact(toDecimal(low)), high: high && exact(toDecimal(high)) };
}

function sourceReach(value: Value, field: Field): Interval {
  const { marks, marksOf, sheets, attribute, sum, weightedMean, bestN, product, constant } = value;
  if (marks) return poolReach(marks, rangeReach(marks.range), field);
  if (marksOf) {
    const target = field.document.values.find(({ id }) => id === marksOf.value)?.marks;
    if (!target) return ANY;
    const { kind, slots } = target;
    return poolReach({ ...marksOf, kind, ...(slots ? { slots } : {}) }, rangeReach(target.range), field);
  }
  if (sheets) return poolReach(sheets, sheetReach(sheets.of, field), field);
  if (attribute) return withSubstitute(attribute.missing, attribute.range ? rangeReach(attribute.range) : ANY);
  if (constant !== undefined) return point(exact(constant));
  if (value.field) return fieldReach(value.field.by, field.of(value.field.of));
  const parts = partsOf(value).map(field.of);
  if (sum) return sum.reduce((all, part) => plus(all, partReach(part, field)), ZERO_ALONE);
  if (product) return field.skips ? ANY : parts.reduce(times, point(ONE));
  if (weightedMean) return field.skips ? around(parts) : weightedReach(weightedMean, field);
  if (bestN?.then === 'sum') return taken(around(parts), field.skips ? 1 : bestN.n, bestN.n);
  return around(parts);
}

const partReach = ({ value, factor }: { value: string; factor?: string | number }, { of, skips }: Field): Interval => {
  const reach = scaled(of(value), exact(factor ?? '1'));
  return skips ? around([reach, ZERO_ALONE]) : reach;
};

function weightedReach(parts: NonNullable<Value['weightedMean']>, { of }: Field): Interval {
  const whole100 = parts.reduce((all, { weight }) => plus(all, point(exact(weight))), ZERO_ALONE);
  const sum = parts.reduce((all, { value, weight }) => plus(all, scaled(of(value), exact(weight))), ZERO_ALONE);
  return over(sum, whole100);
}

function fieldReach(by: NonNullable<Value['field']>['by'], { low, high }: Interval): Interval {
  if (by === 'count') return { low: ZERO, high: undefined };
  if (by !== 'sum') return { low, high };
  return { low: low && sign(low) >= 0 ? ZERO : undefined, high: undefined };
}

function rangeReach({ min, max }: Range): Interval {
  const [low, high] = [exact(min), exact(max)];
  return compare(low, high) > 0 ? ANY : { low, high };
}

function sheetReach(parts: NonNullable<Value['sheets']>['of'], { document }: Field): Interval {
  return parts.reduce<Interval>((all, { value, factor }) => {
    const range = document.values.find(({ id }) => id === value)?.marks?.range;
    return plus(all, range ? scaled(rangeReach(range), exact(factor ?? '1')) : ANY);
  }, ZERO_ALONE);
}

function withSubstitute(missing: Pooling['missing'], reach: Interval): Interval {
  if (missing === undefined || missing === 'unranked' || missing === 'skip') return reach;
  return around([reach, point(missing === 'zero' ? ZERO : exact(missing.take))]);
}

function poolReach(pooling: Kinded, mark: Interval, field: Field): Interval {
  const { min, max } = slotLimits(pooling);
  const combine = pooling.combine ?? defaultCombine(pooling);
  if (combine === undefined) return ANY;
  const one = stepped(pooling.each, rounded(pooling.round, mark), field);
  const fewest = Math.max(min, 1);
  const ways: Interval[] = Array.isArray(combine)
    ? (combine as readonly BandedCombine[]).map((way) =>
        combinedReach(way, one, Math.max(way.marks.from, fewest), Math.min(way.marks.to ?? max, max)),
      )
    : [combinedReach(combine as Combine, one, fewest, max)];
  const none = isTally(pooling) || min === 0 ? [ZERO_ALONE] : [];
  return withSubstitute(pooling.missing, around([...ways, ...none]));
}

/** A kind whose fold is not one of the known ones may answer anything. */
function combinedReach(combine: Combine, one: Interval, fewest: number, most: number): Interval {
  const kind = combineKind(combine);
  if (kind.counts === true) return { low: ZERO, high: whole(Math.max(most, fewest)) };
  const { fold, from, to } = kind.plan(combine);
  if (fold === meanOf) return one;
  if (fold === spreadOf) return { low: ZERO, high: minus(one, one).high };
  if (fold !== sumOf) return ANY;
  const counts = Array.from({ length: Math.max(most - fewest, 0) + 1 }, (_, i) => to(fewest + i) - from(fewest + i));
  return taken(one, Math.min(...counts), Math.max(...counts));
}

/** The sum of at least and at most so many numbers of one reach. */
const taken = (one: Interval, fewest: number, most: number): Interval =>
  around([scaled(one, whole(fewest)), scaled(one, whole(most))]);

function rounded(rounding: Rounding | undefined, { low, high }: Interval): Interval {
  if (!rounding) return { low, high };
  if ('to' in rounding && sign(exact(rounding.to)) <= 0) return ANY;
  const { apply } = compileRounding(rounding);
  return { low: low && short(apply(low)), high: high && short(apply(high)) };
}

const short = (x: Exact): Exact | undefined => (isTooLong(x) ? undefined : x);

function stepped(steps: readonly Step[] | undefined, start: Interval, field: Field): Interval {
  return (steps ?? []).reduce((x, step) => stepReach(step, x, field), start);
}

function stepReach(step: Step, x: Interval, field: Field): Interval {
  if ('round' in step) return rounded(step.round, x);
  if ('negate' in step) return negated(x);
  if ('power' in step) return step.power === 1 ? x : step.power === 0 ? point(ONE) : ANY;
  if ('bands' in step) {
    const { rows, below, above } = step.bands;
    const outside = [below, above].flatMap((gives) => (gives === undefined ? [] : [point(exact(gives))]));
    const inside = rows.map(({ gives }) =>
      typeof gives === 'object' ? stepped(gives, x, field) : point(exact(gives)),
    );
    return around([...inside, ...outside]);
  }
  if ('when' in step) return around([stepped(step.then, x, field), stepped(step.else, x, field)]);
  if ('rank' in step) {
    const { then, unrankedAtOrBelow, unrankedGives = '0' } = step.rank;
    const points = stepped(then, { low: ONE, high: undefined }, field);
    return unrankedAtOrBelow === undefined ? points : around([points, point(exact(unrankedGives))]);
  }
  const found = operation(step);
  return found ? operationReach(found, x, field) : ANY;
}

function operationReach(found: NonNullable<ReturnType<typeof operation>>, x: Interval, field: Field): Interval {
  const { kind, operand } = found;
  const after = kind.reach(x, operandReach(operand, field));
  // An operand that is left out leaves the number as it is.
  return typeof operand === 'object' && field.skips ? around([x, after]) : after;
}

const operandReach = (operand: Operand, { of }: Field): Interval =>
  typeof operand === 'object' ? of(operand.value) : point(exact(operand));
