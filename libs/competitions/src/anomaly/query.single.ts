import type { Problem } from '@xf/rules';
import { groupedBy, type MarkedContest } from '../marks';
import type { FindingKind } from './events';
import { bySlot, marksOf, median, spreadAround, type Cell, type Column, type Found } from './query.columns';

/** Fewer marks of a slot say nothing about what it usually gives. */
const usualMin = 8;
/** A slot whose marks spread wider than this part of their median may well give ten times as much. */
const spreadMax = 0.2;
/** A coincidence less likely than this is told. */
const chanceMax = 1e-4;

export type CheckMark = (criterion: string, slot: string, value: string) => Problem | undefined;

const kindOf: Readonly<Record<string, FindingKind>> = { 'out-of-range': 'out-of-range', 'off-step': 'off-step' };

/** Marks the pinned rule document would refuse today. */
export function offRules({ marks }: MarkedContest, check: CheckMark): readonly Found[] {
  return marks.flatMap((mark) => {
    const { criterion, slot, value } = mark;
    const problem = check(criterion, slot, value);
    if (problem === undefined) return [];
    const { zh, en } = problem;
    return [{ kind: kindOf[problem.code] ?? 'not-in-rules', criterion, marks: [mark], zh, en }];
  });
}

/** Ten times or a tenth of what the slot usually gives: a point typed in the wrong place. */
export function tenfold({ criterion, cells, grain, shown }: Column): readonly Found[] {
  if (criterion.kind !== 'judged' && criterion.kind !== 'measured') return [];
  const finest = criterion.range.step === undefined ? 1 : grain;
  return [...bySlot(cells)].flatMap(([slot, own]) => {
    if (own.length < usualMin) return [];
    const numbers = own.map(({ x }) => x);
    const usual = median(numbers);
    const size = Math.abs(usual);
    const spread = Math.max(spreadAround(numbers, usual), finest, size / 50);
    if (spread > size * spreadMax) return [];
    const isUsual = (x: number) => Math.abs(x - usual) <= 3 * spread;
    return own.flatMap((cell): readonly Found[] => {
      const low = isUsual(cell.x * 10);
      if (!low && !isUsual(cell.x / 10)) return [];
      const { value, entry } = cell.mark;
      const { number } = entry;
      const zh = low ? '十分之一' : '十倍';
      const en = low ? 'a tenth of' : 'ten times';
      return [
        {
          ...{ kind: 'tenfold', criterion: criterion.id, marks: [cell.mark] },
          zh: `${number} 的${criterion.name}：${slot} 给 ${value}，约为其通常分数的${zh}（${own.length} 个分数，中位数 ${shown(usual)}）`,
          en: `${number}, ${criterion.id}: ${slot} gave ${value}, about ${en} its usual mark (${own.length} marks, median ${shown(usual)})`,
        },
      ];
    });
  });
}

/** A judge who gives everybody the same mark, where the others do not. */
export function allEqual({ criterion, cells }: Column): readonly Found[] {
  if (criterion.kind !== 'judged') return [];
  const slots = bySlot(cells);
  const byEntry = groupedBy(cells, ({ mark }) => mark.entry.entry);
  return [...slots].flatMap(([slot, own]): readonly Found[] => {
    const [first] = own;
    if (first === undefined || own.length < usualMin || own.some(({ x }) => x !== first.x)) return [];
    const others = own.flatMap(({ mark }) =>
      (byEntry.get(mark.entry.entry) ?? []).filter((cell) => cell.mark.slot !== slot),
    );
    const commonest = Math.max(0, ...countsOf(others).values());
    if (others.length < usualMin || (commonest / others.length) ** (own.length - 1) > chanceMax) return [];
    return [
      {
        ...{ kind: 'all-equal', criterion: criterion.id, marks: marksOf(own) },
        zh: `${slot} 在${criterion.name}给 ${own.length} 个参赛项全是 ${first.mark.value}；其他评委对同一批的 ${others.length} 个分数中，最常见的一个出现 ${commonest} 次`,
        en: `${slot} gave all ${own.length} entries ${first.mark.value} in ${criterion.id}; of the ${others.length} marks of the others for them the commonest stands ${commonest} times`,
      },
    ];
  });
}

function countsOf(cells: readonly Cell[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { x } of cells) counts.set(x, (counts.get(x) ?? 0) + 1);
  return counts;
}
