import { groupedBy, type MarkedContest, type RecordedMark } from '../marks';
import { median, type Found } from './query.columns';

const marksMin = 40;
const slotMin = 8;
/** The last tenth of all marks before the freeze. */
const lastPart = 10;
/** How much closer together than the marks of the other judges. */
const closerMin = 2;

/** Marks that landed behind the freeze: they stand in the log and count for nothing. */
export function lateMarks({ marks }: MarkedContest): readonly Found[] {
  const late = marks.filter((mark) => mark.late);
  return [...groupedBy(late, ({ slot }) => slot)].map(([slot, own]) => ({
    kind: 'late',
    marks: own,
    zh: `${slot} 有 ${own.length} 个分数在成绩冻结之后才入库，不计入成绩`,
    en: `${own.length} marks of ${slot} landed behind the freeze and do not count`,
  }));
}

/**
 * A judge who gave half of the marks or more in the last tenth before the freeze, one behind the other, while the other
 * judges marked along the way. It goes by the order of the log; sheets typed in judge after judge are in nobody's hurry.
 */
export function rushes({ frozenAt, criteria, marks }: MarkedContest): readonly Found[] {
  if (frozenAt === undefined) return [];
  const judged = new Set(criteria.filter(({ kind }) => kind === 'judged').map(({ id }) => id));
  const counted = marks.filter(({ late, criterion }) => !late && judged.has(criterion));
  if (counted.length < marksMin) return [];
  const inOrder = [...counted].sort((a, b) => a.position - b.position).map((mark, at) => ({ mark, at }));
  const from = inOrder.length - Math.ceil(inOrder.length / lastPart);
  const slots = [...groupedBy(inOrder, ({ mark }) => mark.slot)].filter(([, own]) => own.length >= slotMin);
  const gaps = new Map(slots.map(([slot, own]) => [slot, gapOf(own.map(({ at }) => at))]));
  return slots.flatMap(([slot, own]): readonly Found[] => {
    const last = own.filter(({ at }) => at >= from);
    const others = [...gaps].flatMap(([other, gap]) => (other === slot ? [] : [gap]));
    const gap = gaps.get(slot) ?? 0;
    if (last.length * 2 < own.length || others.length < 2 || median(others) < closerMin * gap) return [];
    return [
      rushFound(
        slot,
        last.map(({ mark }) => mark),
        own.length,
        inOrder.length - from,
      ),
    ];
  });
}

/** How many marks of the contest go by, on average, for one of these, where half of them stand closest together. */
function gapOf(places: readonly number[]): number {
  const half = Math.ceil(places.length / 2);
  let closest = Infinity;
  for (let n = 0; n + half <= places.length; n++) {
    closest = Math.min(closest, (places[n + half - 1] ?? 0) - (places[n] ?? 0) + 1);
  }
  return closest / half;
}

function rushFound(slot: string, last: readonly RecordedMark[], own: number, lastOfAll: number): Found {
  return {
    kind: 'rush',
    marks: last,
    zh: `${slot} 的 ${own} 个分数中有 ${last.length} 个集中在冻结前的最后 ${lastOfAll} 个分数里；其他评委是沿途陆续打分的`,
    en: `${last.length} of the ${own} marks of ${slot} stand among the last ${lastOfAll} before the freeze; the other judges marked along the way`,
  };
}
