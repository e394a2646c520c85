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
import { isMonotone } from './monotone';

/** The field as it was recorded, and what it becomes when one mark is another. */
export type Scene = {
  readonly rows: readonly RankedRow[];
  readonly inside: ReadonlySet<string>;
  readonly withMark: (probe: Probe, mark: string) => ReadonlySet<string>;
  /** Whether this mark changes who is inside. */
  readonly alters: (probe: Probe, mark: string) => boolean;
};

/** One recorded mark, and the scale on which it could stand: `min + index × quantum`, the last index included. */
export type Probe = {
  readonly at: number;
  readonly entry: string;
  readonly value: string;
  readonly slot: string;
  readonly from: string;
  readonly scale: Scale;
};
type Scale = { readonly min: Exact; readonly quantum: Exact; readonly last: number; readonly monotone: boolean };

export function sceneOf(rules: Rules, field: readonly EntryInput[], line: CutLine): Scene {
  const before = rowsOf(rules, rules.scoreField(field), line.board);
  const rows = rules.rankBoard(before);
  const inside = insideOf(rules, rows, line);
  const place = new Map(before.map((row, i) => [row.entry, i]));
  const changed = ({ at, value, slot }: Probe, mark: string): EntryInput => {
    const input = field[at] as EntryInput;
    return { ...input, marks: { ...input.marks, [value]: { ...input.marks[value], [slot]: mark } } };
  };
  const insideWith = (row: Scored) => {
    const after = [...before];
    after[place.get(row.entry) as number] = row;
    return insideOf(rules, rules.rankBoard(after), line);
  };
  const withMark = (probe: Probe, mark: string) => {
    const input = changed(probe, mark);
    if (!rules.fieldSteps) return insideWith(rules.score(input));
    const scored = rules.scoreField(field.map((other, i) => (i === probe.at ? input : other)));
    return insideOf(rules, rules.rankBoard(rowsOf(rules, scored, line.board)), line);
  };
  const verdicts = new Map(before.map((row) => [row.entry, newVerdicts(rules, row)]));
  return {
    rows,
    inside,
    withMark,
    alters(probe, mark) {
      if (rules.fieldSteps) return !isSame(inside, withMark(probe, mark));
      const row = rules.score(changed(probe, mark));
      const answer = () => !isSame(inside, insideWith(row));
      return (verdicts.get(probe.entry) as Verdicts)(row, probe.scale.monotone, answer);
    },
  };
}

type Verdicts = (row: Scored, monotone: boolean, answer: () => boolean) => boolean;

/**
 * Remembers what is known of one entry, so that few of its marks need the board ranked again. All that a board sees of an
 * entry is its key, its failed requirements and the values that prizes read. Where its marks move it one way only, a key
 * between two that change nothing changes nothing, and one beyond a key that changes something does too.
 */
function newVerdicts({ document }: Rules, base: Scored): Verdicts {
  const read = (document.prizes ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));
  const seenBeside = (row: Scored) => JSON.stringify([row.failed, read.map((id) => row.values[id])]);
  const beside = seenBeside(base);
  const known = new Map<string, boolean>();
  let [best, worst] = [base.key, base.key];
  let gained: string | undefined;
  let lost: string | undefined;
  const learn = (key: string, changes: boolean) => {
    if (!changes) [best, worst] = [key < best ? key : best, key > worst ? key : worst];
    else if (key < base.key) gained = gained === undefined || key > gained ? key : gained;
    else lost = lost === undefined || key < lost ? key : lost;
    return changes;
  };
  return (row, monotone, answer) => {
    const { key } = row;
    const others = seenBeside(row);
    if (monotone && others === beside) {
      if (key >= best && key <= worst) return false;
      if ((gained !== undefined && key <= gained) || (lost !== undefined && key >= lost)) return true;
      return learn(key, answer());
    }
    const seen = key + others;
    const changes = known.get(seen) ?? answer();
    known.set(seen, changes);
    return changes;
  };
}

/**
 * The marks that could move somebody across the line, those of entries next to it first. Marks of entries that do not
 * compete, or that stand on another board of a document without field steps, count for nothing here.
 */
export function probesOf(rules: Rules, field: readonly EntryInput[], line: CutLine, scene: Scene): Probe[] {
  const scales = new Map<string, Scale>();
  for (const { id, marks } of rules.document.values) {
    if (!marks) continue;
    const monotone = !rules.fieldSteps && isMonotone(rules.document, line, id);
    scales.set(id, scaleOf(marks, recordedUnder(field, id), monotone));
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
function scaleOf({ range }: Marks, recorded: readonly string[], monotone: boolean): Scale {
  const [min, max] = [exact(range.min), exact(range.max)];
  const places = [min, max, ...recorded.map(exact)].map((x) => decimalPlaces(x) ?? 0);
  const finest = places.reduce((a, b) => Math.max(a, b), 0);
  const quantum = range.step === undefined ? quantumOf(finest) : exact(range.step);
  const last = toIndex(divide(subtract(max, min), quantum) as Exact, 'floor');
  return { min, quantum, last, monotone };
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

/** The nearest change of one mark that alters who is inside; after trying `probesMax` marks the search stops incomplete. */
export function nearestChange(scene: Scene, probes: readonly Probe[], probesMax: number): Searched {
  let found: Found | undefined;
  let left = probesMax;
  const attempt = (walk: Walk, k: number): Found | undefined => {
    left -= 1;
    const mark = markAt(walk.probe, indexAt(walk, k));
    const to = toDecimal(mark);
    if (!scene.alters(walk.probe, to)) return undefined;
    return { probe: walk.probe, to, by: absolute(subtract(mark, exact(walk.probe.from))) };
  };
  const isNearer = (walk: Walk, k: number): boolean => {
    if (!found) return true;
    const mark = markAt(walk.probe, indexAt(walk, k));
    return compare(absolute(subtract(mark, exact(walk.probe.from))), found.by) < 0;
  };
  const walks = probes.flatMap(walksOf).filter((walk) => length(walk) > 0);
  for (const walk of walks) {
    if (!walk.probe.scale.monotone) continue;
    if (left < Math.log2(length(walk)) + 2) return { ...(found && { found }), complete: false };
    found = halve(walk, attempt, isNearer) ?? found;
  }
  let active = walks.filter(({ probe }) => !probe.scale.monotone);
  // All marks step by step together, so that what is near is found before anything is searched to its end.
  for (let k = 0; active.length > 0; k += 1) {
    active = active.filter((walk) => k < length(walk) && isNearer(walk, k));
    for (const walk of active) {
      if (!isNearer(walk, k)) continue;
      if (left === 0) return { ...(found && { found }), complete: false };
      found = attempt(walk, k) ?? found;
    }
  }
  return { ...(found && { found }), complete: true };
}

type Attempt = (walk: Walk, k: number) => Found | undefined;

/** Finds the first change along a walk on which everything behind a change is changed as well. */
function halve(walk: Walk, attempt: Attempt, isNearer: (walk: Walk, k: number) => boolean): Found | undefined {
  const end = firstWhere(length(walk), (k) => !isNearer(walk, k)) - 1;
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
