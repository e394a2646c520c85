import type { EntryInput, RankedRow, Rules, Scored } from './contracts';
import { insideOf, isSame, rowsOf, type CutLine } from './cut-line';
import type { Marks } from './document';
import {
  absolute,
  add,
  compare,
  decimalPlaces,
  divide,
  exact,
  multiply,
  ONE,
  quantumOf,
  roundToMultiple,
  subtract,
  toDecimal,
  whole,
  type Exact,
} from './exact';
import { changerOf } from './margin.line';
import { liftOf } from './monotone';
import type { Sign } from './monotone.signs';
import { mapInPieces, type Pieces } from './pieces';

/** The field as it was recorded, and what it becomes when marks of one entry are others. */
export type Scene = {
  readonly scored: readonly Scored[];
  readonly rows: readonly RankedRow[];
  readonly inside: ReadonlySet<string>;
  readonly withMark: (probe: Probe, mark: string) => ReadonlySet<string>;
  /** Whether these marks of one entry change who is inside. */
  readonly alters: (changes: readonly Changed[]) => boolean;
};
export type Changed = { readonly probe: Probe; readonly mark: string };

/** One recorded mark, and the scale on which it could stand: `min + index × quantum`, the last index included. */
export type Probe = {
  readonly at: number;
  readonly entry: string;
  readonly value: string;
  readonly slot: string;
  readonly from: string;
  readonly scale: Scale;
};
type Scale = {
  readonly min: Exact;
  readonly quantum: Exact;
  readonly last: number;
  /** What a higher mark does to its entry; `undefined` where the nearest change cannot be found by halving. */
  readonly lift: Sign;
};

export function* sceneOf(rules: Rules, field: readonly EntryInput[], line: CutLine): Pieces<Scene> {
  const scored = rules.fieldSteps ? rules.scoreField(field) : yield* mapInPieces(field, rules.score);
  const before = rowsOf(rules, scored, line.board);
  yield;
  const rows = rules.rankBoard(before);
  yield;
  const inside = insideOf(rules, rows, line);
  const place = new Map(before.map((row, i) => [row.entry, i]));
  const insideWith = (row: Scored) => {
    const after = [...before];
    after[place.get(row.entry) as number] = row;
    return insideOf(rules, rules.rankBoard(after), line);
  };
  const insideAfter = (changes: readonly Changed[]) => {
    const at = changes[0]?.probe.at ?? -1;
    const input = changed(field, changes);
    if (!rules.fieldSteps) return insideWith(rules.score(input));
    const all = rules.scoreField(field.map((other, i) => (i === at ? input : other)));
    return insideOf(rules, rules.rankBoard(rowsOf(rules, all, line.board)), line);
  };
  const base = { scored, rows, inside, withMark: (probe: Probe, mark: string) => insideAfter([{ probe, mark }]) };
  if (rules.fieldSteps || rules.document.ranking.tolerance !== undefined)
    return { ...base, alters: (changes) => !isSame(inside, insideAfter(changes)) };
  const changes = changerOf(rules, before, line);
  return {
    ...base,
    alters(list) {
      const row = rules.score(changed(field, list));
      return changes(before[place.get(row.entry) as number] as Scored, row);
    },
  };
}

function changed(field: readonly EntryInput[], changes: readonly Changed[]): EntryInput {
  const input = field[changes[0]?.probe.at ?? -1] as EntryInput;
  const marks: Record<string, Readonly<Record<string, string>>> = { ...input.marks };
  for (const { probe, mark } of changes) marks[probe.value] = { ...marks[probe.value], [probe.slot]: mark };
  return { ...input, marks };
}

/**
 * The marks that could move somebody across the line, those of entries next to it first. Marks of entries that do not
 * compete, or that stand on another board of a document without field steps, count for nothing here.
 */
export function probesOf(rules: Rules, field: readonly EntryInput[], line: CutLine, scene: Scene): Probe[] {
  const scales = new Map<string, Scale>();
  for (const { id, marks } of rules.document.values) {
    if (!marks) continue;
    const lift = rules.fieldSteps ? undefined : liftOf(rules.document, line, id);
    scales.set(id, scaleOf(marks, recordedUnder(field, id), lift));
  }
  const position = new Map(scene.rows.map((row, i) => [row.entry, i]));
  const edge = scene.rows.reduce((end, row, i) => (scene.inside.has(row.entry) ? i : end), -1) + 0.5;
  const probes: Probe[] = [];
  for (const [at, { entry, status, marks }] of field.entries()) {
    if (status.kind !== 'competing' || (!rules.fieldSteps && !position.has(entry))) continue;
    for (const [value, scale] of scales) {
      for (const [slot, from] of Object.entries(marks[value] ?? {}))
        probes.push({ at, entry, value, slot, from, scale });
    }
  }
  const far = ({ entry }: Probe) => Math.abs((position.get(entry) ?? Number.MAX_SAFE_INTEGER) - edge);
  return probes.sort((a, b) => far(a) - far(b));
}

function recordedUnder(field: readonly EntryInput[], value: string): string[] {
  return field.flatMap(({ marks }) => Object.values(marks[value] ?? {}));
}

/** Without a step of the document, the finest digit in which a mark of this value is written here, or its range. */
function scaleOf({ range }: Marks, recorded: readonly string[], lift: Sign): Scale {
  const [min, max] = [exact(range.min), exact(range.max)];
  const places = [min, max, ...recorded.map(exact)].map((x) => decimalPlaces(x) ?? 0);
  const finest = places.reduce((a, b) => Math.max(a, b), 0);
  const quantum = range.step === undefined ? quantumOf(finest) : exact(range.step);
  const last = toIndex(divide(subtract(max, min), quantum) as Exact, 'floor');
  return { min, quantum, last, lift };
}

function toIndex(x: Exact, mode: 'floor' | 'ceiling'): number {
  return Number(roundToMultiple(x, ONE, mode).n);
}

/** One way along the scale: indexes from `start` to `end`, nearest first; empty when `start` lies beyond `end`. */
type Walk = { readonly probe: Probe; readonly up: boolean; readonly start: number; readonly end: number };

const markAt = ({ scale }: Probe, index: number): Exact => add(scale.min, multiply(whole(index), scale.quantum));
const length = ({ up, start, end }: Walk): number => (up ? end - start : start - end) + 1;
const indexAt = ({ up, start }: Walk, k: number): number => (up ? start + k : start - k);

function walksOf(probe: Probe): Walk[] {
  const { min, quantum, last } = probe.scale;
  const here = divide(subtract(exact(probe.from), min), quantum) as Exact;
  return [
    { probe, up: true, start: Math.max(0, toIndex(here, 'floor') + 1), end: last },
    { probe, up: false, start: Math.min(last, toIndex(here, 'ceiling') - 1), end: 0 },
  ];
}

export type Found = { readonly probe: Probe; readonly to: string; readonly by: Exact };
export type Searched = { readonly found?: Found; readonly complete: boolean };

/**
 * The nearest change of one mark that alters who is inside; after trying `probesMax` changes the search stops incomplete.
 * `probes` must stand entry by entry.
 */
export function* nearestChange(scene: Scene, probes: readonly Probe[], probesMax: number): Pieces<Searched> {
  let found: Found | undefined;
  let left = probesMax;
  const attempt = (walk: Walk, k: number): Found | undefined => {
    left -= 1;
    const mark = markAt(walk.probe, indexAt(walk, k));
    const to = toDecimal(mark);
    if (!scene.alters([{ probe: walk.probe, mark: to }])) return undefined;
    return { probe: walk.probe, to, by: absolute(subtract(mark, exact(walk.probe.from))) };
  };
  const isNearer = (walk: Walk, k: number): boolean => {
    if (!found) return true;
    const mark = markAt(walk.probe, indexAt(walk, k));
    return compare(absolute(subtract(mark, exact(walk.probe.from))), found.by) < 0;
  };
  const reach = (walk: Walk): number => firstWhere(length(walk), (k) => !isNearer(walk, k)) - 1;
  const walks = probes.flatMap(walksOf).filter((walk) => length(walk) > 0);
  for (const [, list] of oneWay(walks)) {
    yield;
    if (left <= 0) return { ...(found && { found }), complete: false };
    const moved = allOf(list, reach);
    left -= 1;
    // What all its marks together do not change, one of them does not: each only helps the others.
    if (moved.length === 0 || !scene.alters(moved)) continue;
    for (const walk of list) {
      if (left < Math.log2(length(walk)) + 2) return { ...(found && { found }), complete: false };
      found = halve(walk, attempt, reach(walk)) ?? found;
    }
  }
  let active = walks.filter(({ probe }) => probe.scale.lift === undefined);
  // All marks step by step together, so that what is near is found before anything is searched to its end.
  for (let k = 0; active.length > 0; k += 1) {
    active = active.filter((walk) => k < length(walk) && isNearer(walk, k));
    for (const walk of active) {
      if (!isNearer(walk, k)) continue;
      if (left <= 0) return { ...(found && { found }), complete: false };
      found = attempt(walk, k) ?? found;
      yield;
    }
  }
  return { ...(found && { found }), complete: true };
}

/** Walks by halving, those that move the same entry the same way together. */
function oneWay(walks: readonly Walk[]): ReadonlyMap<string, readonly Walk[]> {
  const groups = new Map<string, Walk[]>();
  for (const walk of walks) {
    const { at, scale } = walk.probe;
    if (scale.lift === undefined) continue;
    const name = `${at} ${walk.up === scale.lift >= 0}`;
    const group = groups.get(name);
    if (group) group.push(walk);
    else groups.set(name, [walk]);
  }
  return groups;
}

/** Every mark moved as far as it may go. */
function allOf(walks: readonly Walk[], reach: (walk: Walk) => number): Changed[] {
  const moved = walks.map((walk) => ({ walk, k: reach(walk) })).filter(({ k }) => k >= 0);
  return moved.map(({ walk, k }) => ({ probe: walk.probe, mark: toDecimal(markAt(walk.probe, indexAt(walk, k))) }));
}

type Attempt = (walk: Walk, k: number) => Found | undefined;

/** Finds the first change along a walk on which everything behind a change is changed as well. */
function halve(walk: Walk, attempt: Attempt, end: number): Found | undefined {
  let nearest = end < 0 ? undefined : attempt(walk, end);
  if (!nearest) return undefined;
  firstWhere(end, (k) => {
    const found = attempt(walk, k);
    if (found) nearest = found;
    return found !== undefined;
  });
  return nearest;
}

/** The smallest k below `size` for which the test holds, `size` when it holds for none; it must never turn false again. */
function firstWhere(size: number, test: (k: number) => boolean): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
