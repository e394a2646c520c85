import { groupedBy } from '../marks';
import { marksOf, median, spreadAround, type Cell, type Column, type Found } from './query.columns';

/** With fewer judges beside it, one wild mark moves what the others seem to say. */
const othersMin = 3;
const usualMin = 8;
const pooledMin = 20;
/** How many spreads away a mark, or a judge's usual difference, is told. */
const farMin = 6;
const swapFrom = 4;
const swapTo = 1.5;
/** Sheets of a judge that may change places: the oddest ones. Every pair of them is tried. */
const swapsMax = 200;

/** A mark beside the median of the other judges' marks for the same entry. */
type Beside = Cell & { readonly others: number; readonly count: number };

/** What the judges of a criterion usually are to each other. */
export type Panel = {
  readonly column: Column;
  readonly slots: ReadonlyMap<string, { readonly own: readonly Beside[]; readonly usual: number }>;
  /** How far a mark usually is from the others, when its judge's usual difference is taken off. */
  readonly spread: number;
};

/** Undefined where too few judges marked the same entries to compare them. */
export function panelOf(column: Column): Panel | undefined {
  if (column.criterion.kind !== 'judged') return undefined;
  const beside: Beside[] = [];
  for (const cells of groupedBy(column.cells, ({ mark }) => mark.entry.entry).values()) {
    if (cells.length > othersMin) beside.push(...besideOthers(cells));
  }
  const slots = new Map<string, { own: readonly Beside[]; usual: number }>();
  const rests: number[] = [];
  for (const [slot, own] of groupedBy(beside, ({ mark }) => mark.slot)) {
    if (own.length < usualMin) continue;
    const usual = median(own.map(({ x, others }) => x - others));
    slots.set(slot, { own, usual });
    for (const { x, others } of own) rests.push(x - others - usual);
  }
  if (rests.length < pooledMin) return undefined;
  return { column, slots, spread: Math.max(spreadAround(rests, 0), column.grain) };
}

/** The median without one of sorted numbers is the middle of what is left: nothing has to be sorted again. */
function besideOthers(cells: readonly Cell[]): readonly Beside[] {
  const sorted = [...cells].sort((a, b) => a.x - b.x);
  const count = sorted.length - 1;
  return sorted.map(({ mark, x }, at) => {
    const left = (n: number): number => sorted[n < at ? n : n + 1]?.x ?? 0;
    const others = (left((count - 1) >> 1) + left(count >> 1)) / 2;
    return { mark, x, others, count };
  });
}

const distance = ({ spread }: Panel, x: number, others: number, usual: number): number =>
  Math.abs(x - others - usual) / spread;

/** One judge's marks as a whole on another scale than those of the others: a column typed out of ten, say. */
export function farSlots(panel: Panel): readonly Found[] {
  const { column, slots, spread } = panel;
  const { criterion, shown } = column;
  const centre = median([...slots.values()].map(({ usual }) => usual));
  return [...slots].flatMap(([slot, { own, usual }]): readonly Found[] => {
    if (Math.abs(usual - centre) < farMin * spread) return [];
    return [
      {
        ...{ kind: 'far-slot', criterion: criterion.id, marks: marksOf(own) },
        zh: `${slot} 在${criterion.name}的 ${own.length} 个分数通常比其他评委${sideOf(usual).zh} ${shown(Math.abs(usual))}，而分数之间通常只差 ${shown(spread)}`,
        en: `the ${own.length} marks of ${slot} in ${criterion.id} are usually ${shown(Math.abs(usual))} ${sideOf(usual).en} those of the others, where marks usually differ by ${shown(spread)}`,
      },
    ];
  });
}

/** One mark far from the others of the same entry, and from what its judge usually is to them. */
export function farMarks(panel: Panel): readonly Found[] {
  const { column, slots, spread } = panel;
  const { criterion, shown } = column;
  return [...slots].flatMap(([slot, { own, usual }]) =>
    own.flatMap((cell): readonly Found[] => {
      const { x, others, count } = cell;
      if (distance(panel, x, others, usual) < farMin) return [];
      const { entry, value } = cell.mark;
      return [
        {
          ...{ kind: 'far-mark', criterion: criterion.id, marks: [cell.mark] },
          zh: `${entry.number} 的${criterion.name}：${slot} 给 ${value}，其他 ${count} 位评委的中位数是 ${shown(others)}；平时差 ${shown(usual)}，通常上下 ${shown(spread)}`,
          en: `${entry.number}, ${criterion.id}: ${slot} gave ${value}, the median of the other ${count} is ${shown(others)}; the usual difference is ${shown(usual)}, give or take ${shown(spread)}`,
        },
      ];
    }),
  );
}

const sideOf = (usual: number) => (usual < 0 ? { zh: '低', en: 'below' } : { zh: '高', en: 'above' });

/** What one judge gave one entry, criterion by criterion, where it can be compared. */
type Sheet = { readonly cells: ReadonlyMap<Panel, Beside>; readonly cost: number; readonly first: Beside };

/**
 * Two sheets of one judge that fit each other's entries: each far from what the other judges gave its own entry, both close
 * once they change places, and no third sheet that would do as well.
 */
export function swapped(panels: readonly Panel[]): readonly Found[] {
  const all = panels.flatMap((panel) =>
    [...panel.slots.values()].flatMap(({ own }) => own.map((cell) => ({ panel, cell }))),
  );
  return [...groupedBy(all, ({ cell }) => cell.mark.slot)].flatMap(([slot, own]) => {
    const sheets = [...groupedBy(own, ({ cell }) => cell.mark.entry.entry).values()]
      .flatMap((members) => sheetOf(new Map(members.map(({ panel, cell }) => [panel, cell])), slot))
      .filter(({ cost }) => cost >= swapFrom)
      .sort((a, b) => b.cost - a.cost || (a.first.mark.entry.entry < b.first.mark.entry.entry ? -1 : 1))
      .slice(0, swapsMax);
    return pairsOf(sheets, slot).map(([a, b]) => swapFound(slot, a, b));
  });
}

function sheetOf(cells: ReadonlyMap<Panel, Beside>, slot: string): readonly Sheet[] {
  const [first] = cells.values();
  return first === undefined ? [] : [{ cells, first, cost: costOf(cells, cells, slot) }];
}

/** How far marks are on average from what the other judges gave an entry; endless where they are of other criteria. */
function costOf(marks: Sheet['cells'], entry: Sheet['cells'], slot: string): number {
  if (marks.size !== entry.size) return Infinity;
  let sum = 0;
  for (const [panel, { x }] of marks) {
    const others = entry.get(panel)?.others;
    if (others === undefined) return Infinity;
    sum += distance(panel, x, others, panel.slots.get(slot)?.usual ?? 0);
  }
  return sum / marks.size;
}

function pairsOf(sheets: readonly Sheet[], slot: string): readonly (readonly [Sheet, Sheet])[] {
  const fits = (a: Sheet, b: Sheet) =>
    costOf(a.cells, b.cells, slot) <= swapTo && costOf(b.cells, a.cells, slot) <= swapTo;
  const partners = sheets.map((a) => sheets.filter((b) => a !== b && fits(a, b)));
  return sheets.flatMap((a, n) => {
    const [b, ...more] = partners[n] ?? [];
    if (b === undefined || more.length > 0) return [];
    const at = sheets.indexOf(b);
    return at > n && partners[at]?.length === 1 ? [[a, b] as const] : [];
  });
}

function swapFound(slot: string, a: Sheet, b: Sheet): Found {
  const told = ({ cells }: Sheet) => [...cells].map(([{ column }, { mark }]) => `${column.criterion.id} ${mark.value}`);
  const others = ({ cells }: Sheet) =>
    [...cells].map(([{ column }, one]) => `${column.criterion.id} ${column.shown(one.others)}`);
  const [one, two] = [a.first.mark.entry.number, b.first.mark.entry.number];
  return {
    kind: 'swapped',
    marks: marksOf([...a.cells.values(), ...b.cells.values()]),
    zh: `${slot} 给 ${one} 的分数（${told(a).join('，')}）合于 ${two}（其他评委中位数 ${others(b).join('，')}），给 ${two} 的（${told(b).join('，')}）合于 ${one}（${others(a).join('，')}）：两行可能互换`,
    en: `what ${slot} gave ${one} (${told(a).join(', ')}) fits ${two} (median of the others ${others(b).join(', ')}), and what it gave ${two} (${told(b).join(', ')}) fits ${one} (${others(a).join(', ')}): the rows may have changed places`,
  };
}
