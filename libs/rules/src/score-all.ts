import { canonicalJson } from '@xf/es';
import type { EntryInput, Scored } from './contracts';
import type { RuleDocument } from './document';
import { evaluateField, evaluateOne, newRow } from './evaluate';
import { mapInPieces, type Pieces } from './pieces';
import { compilePlan, type Plan } from './plan';
import type { Row } from './row';

/** For each value of a plan the place of the same value in the first plan, where there is one. */
type Lens = { readonly plan: Plan; readonly same: readonly (number | undefined)[] };

/**
 * Scores one field under several documents, one list a document: all that ranks and prizes need; other values are not
 * printed. Values that stand in the first document and in another with all they are made of are worked out once. The
 * documents must have been found sound.
 */
export function* scoredByAll(
  documents: readonly RuleDocument[],
  field: readonly EntryInput[],
): Pieces<readonly Scored[][]> {
  const plans = documents.map((document) => compilePlan(document, readByPrizes(document)));
  const [first] = plans;
  if (first === undefined) return [];
  const lenses = plans.map((plan): Lens => ({ plan, same: sameValues(first.document, plan.document) }));
  if (plans.some(({ fieldSteps }) => fieldSteps)) return plans.map((plan) => scoredTogether(plan, field));
  const scored = documents.map((): Scored[] => []);
  yield* mapInPieces(field, (input) => {
    let base: Row | undefined;
    for (let n = 0; n < lenses.length; n += 1) {
      const lens = lenses[n] as Lens;
      const row = evaluateBeside(lens, input, base);
      base ??= row;
      (scored[n] as Scored[]).push(lens.plan.toScored(row));
    }
  });
  return scored;
}

function readByPrizes({ prizes = [] }: RuleDocument): ReadonlySet<string> {
  return new Set(prizes.flatMap(({ value }) => (value === undefined ? [] : [value])));
}

function scoredTogether({ values, toScored }: Plan, field: readonly EntryInput[]): Scored[] {
  const rows = field.map((input) => newRow(input, values.length));
  evaluateField(values, rows);
  return rows.map(toScored);
}

function evaluateBeside({ plan, same }: Lens, input: EntryInput, base: Row | undefined): Row {
  const { values } = plan;
  const row = newRow(input, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const from = base === undefined ? undefined : same[i];
    if (from === undefined || base === undefined) evaluateOne(values[i] as Plan['values'][number], i, row);
    else {
      row.vals[i] = base.vals[from];
      row.gone[i] = base.gone[from];
    }
  }
  return row;
}

/** A value is the same when its text is, and that of every value it may speak of: any text in it that is a value's id. */
function sameValues(first: RuleDocument, other: RuleDocument): (number | undefined)[] {
  const places = new Map(first.values.map((value, i) => [value.id, { i, text: canonicalJson(value) }]));
  const ids = new Set(other.values.map(({ id }) => id));
  const known = new Set<string>();
  return other.values.map((value) => {
    const there = places.get(value.id);
    if (there?.text !== canonicalJson(value)) return undefined;
    const speaksOf = textsIn(value).filter((text) => text !== value.id && ids.has(text));
    if (!speaksOf.every((id) => known.has(id))) return undefined;
    known.add(value.id);
    return there.i;
  });
}

function textsIn(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsIn) : [];
}
