import type { EntryInput, RankedRow, Rules, Scored } from './contracts';
import { insideOf, isSame, rowsOf, type CutLine } from './cut-line';
import type { Marks } from './document';
import {
  absolute,
  add,
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
import type { Sign } from './sign';
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
  const scored = rules.fieldSteps ? rules.scoreField(field) : yield* mapInPieces(field, (input) => rules.score(input));
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

/** One way along the scale: `size` marks from index `start`, nearest first, the nearest of them `near` away. */
type Walk = {
  readonly probe: Probe;
  readonly up: boolean;
  readonly start: number;
  readonly size: number;
  readonly near: Exact;
};

const markAt = ({ scale }: Probe, index: number): Exact => add(scale.min, multiply(whole(index), scale.quantum));
const markOn = ({ probe, up, start }: Walk, k: number): Exact => markAt(probe, up ? start + k : start - k);
const distance = ({ probe, near }: Walk, k: number): Exact => add(near, multiply(whole(k), probe.scale.quantum));

function walksOf(probe: Probe): Walk[] {
  const { min, quantum, last } = probe.scale;
  const from = exact(probe.from);
  const here = divide(subtract(from, min), quantum) as Exact;
  const up = Math.max(0, toIndex(here, 'floor') + 1);
  const down = Math.min(last, toIndex(here, 'ceiling') - 1);
  const near = (start: number): Exact => absolute(subtract(markAt(probe, start), from));
  return [
    { probe, up: true, start: up, size: last - up + 1, near: near(up) },
    { probe, up: false, start: down, size: down + 1, near: near(down) },
  ].filter(({ size }) => size > 0);
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
    const to = toDecimal(markOn(walk, k));
    return scene.alters([{ probe: walk.probe, mark: to }])
      ? { probe: walk.probe, to, by: distance(walk, k) }
      : undefined;
  };
  const stopped = (): Searched => ({ ...(found && { found }), complete: false });
  const walks = probes.flatMap(walksOf);
  const open: (readonly Walk[])[] = [...oneWay(walks)].reverse();
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    yield;
    if (left <= 0) return stopped();
    const moved = allOf(list, found);
    left -= 1;
    // What these marks do not change together, none of them does alone: each only helps the others.
    if (moved.length === 0 || !scene.alters(moved)) continue;
    const [walk] = list;
    if (list.length > 1 || walk === undefined) {
      const middle = list.length >> 1;
      open.push(list.slice(middle), list.slice(0, middle));
      continue;
    }
    if (left < Math.log2(walk.size) + 2) return stopped();
    found = halve(walk, attempt, reachOf(walk, found)) ?? found;
  }
  let active = walks.filter(({ probe }) => probe.scale.lift === undefined);
  // All marks step by step together, so that what is near is found before anything is searched to its end.
  for (let k = 0; active.length > 0; k += 1) {
    active = active.filter((walk) => k <= reachOf(walk, found));
    for (const walk of active) {
      if (k > reachOf(walk, found)) continue;
      if (left <= 0) return stopped();
      found = attempt(walk, k) ?? found;
      yield;
    }
  }
  return { ...(found && { found }), complete: true };
}

/** Walks by halving, those that move the same entry the same way together. */
function oneWay(walks: readonly Walk[]): Iterable<readonly Walk[]> {
  const groups = new Map<string, Walk[]>();
  for (const walk of walks) {
    const { at, scale } = walk.probe;
    if (scale.lift === undefined) continue;
    const name = `${at} ${walk.up === scale.lift >= 0}`;
    const group = groups.get(name);
    if (group) group.push(walk);
    else groups.set(name, [walk]);
  }
  return groups.values();
}

/** How far along a walk a change is still smaller than the one found; -1 when nowhere. */
function reachOf(walk: Walk, found: Found | undefined): number {
  if (found === undefined) return walk.size - 1;
  const steps = divide(subtract(found.by, walk.near), walk.probe.scale.quantum) as Exact;
  return Math.min(walk.size, toIndex(steps, 'ceiling')) - 1;
}

/** Every mark moved as far as it may go. */
function allOf(walks: readonly Walk[], found: Found | undefined): Changed[] {
  const moved: Changed[] = [];
  for (const walk of walks) {
    const k = reachOf(walk, found);
    if (k >= 0) moved.push({ probe: walk.probe, mark: toDecimal(markOn(walk, k)) });
  }
  return moved;
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
