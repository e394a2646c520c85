import type { EntryInput, Rules } from '../contracts';
import { insideOf, isSame, rowsOf, type CutLine } from '../cut-line';

/** Whole steps of a mark between two whole numbers: the only scale this search knows. */
export type WholeScale = { readonly min: number; readonly max: number };

const insideAfter = (rules: Rules, field: readonly EntryInput[], line: CutLine) =>
  insideOf(rules, rules.rankBoard(rowsOf(rules, rules.scoreField(field), line.board)), line);

export function withMark(
  field: readonly EntryInput[],
  entry: string,
  value: string,
  slot: string,
  mark: string,
): EntryInput[] {
  return field.map((input) =>
    input.entry === entry
      ? { ...input, marks: { ...input.marks, [value]: { ...input.marks[value], [slot]: mark } } }
      : input,
  );
}

/** Whether this change of one mark changes who is inside, scored from scratch. */
export function alters(
  rules: Rules,
  field: readonly EntryInput[],
  line: CutLine,
  change: { readonly entry: string; readonly value: string; readonly slot: string; readonly to: string },
): boolean {
  const after = withMark(field, change.entry, change.value, change.slot, change.to);
  return !isSame(insideAfter(rules, field, line), insideAfter(rules, after, line));
}

/** The smallest change of any one mark, by trying every mark at every whole number; `undefined` when none changes it. */
export function smallestByHand(
  rules: Rules,
  field: readonly EntryInput[],
  line: CutLine,
  { min, max }: WholeScale,
): number | undefined {
  let smallest: number | undefined;
  for (const { entry, status, marks } of field) {
    if (status.kind !== 'competing') continue;
    for (const [value, slots] of Object.entries(marks)) {
      for (const [slot, from] of Object.entries(slots)) {
        for (let to = min; to <= max; to += 1) {
          const by = Math.abs(to - Number(from));
          if (by === 0 || (smallest !== undefined && by >= smallest)) continue;
          if (alters(rules, field, line, { entry, value, slot, to: String(to) })) smallest = by;
        }
      }
    }
  }
  return smallest;
}
