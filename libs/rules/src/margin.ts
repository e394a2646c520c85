import { compareSlots } from './combine';
import type { EntryInput, Rules, Scored } from './contracts';
import { exchange, insideOf, isSame, rowsOf, type CutLine, type Exchange } from './cut-line';
import type { Rounding, RuleDocument, Value } from './document';
import { toDecimal, type RoundingMode } from './exact';
import { nearestChange, probesOf, sceneOf, type Scene, type Searched } from './margin.search';
import { atOnce, mapInPieces, type Pieces } from './pieces';
import { slotLimits } from './pool';
import { MODES } from './rounding';
import type { Text } from './row';
import { buildRules } from './rules';
import { scoredByAll } from './score-all';

export type MarkChange = Exchange & {
  readonly entry: string;
  readonly value: string;
  readonly slot: string;
  readonly from: string;
  readonly to: string;
  /** How far the mark moves, without a sign. */
  readonly by: string;
};
export type JudgeChange = Exchange & { readonly slot: string };
/** `value`: the one whose numbers are rounded so; `pointer`: the rounding in the document. */
export type RoundingChange = Exchange & {
  readonly value: string;
  readonly pointer: string;
  readonly mode: RoundingMode;
};

/** What it would take to change who is inside a line. */
export type Margin = {
  /** Entries inside the line as recorded, in board order. */
  readonly inside: readonly string[];
  /** The smallest change of one recorded mark, within range and step, that changes who is inside; absent when none does. */
  readonly mark?: MarkChange;
  /** Judges any one of whom, left out of every panel, changes who is inside. */
  readonly judges: readonly JudgeChange[];
  /** Judges who cannot be left out: some ranked entry would have too few marks. */
  readonly needed: readonly string[];
  /** Other ways of one rounding, of the total or on the way to it, that would change who is inside. */
  readonly roundings: readonly RoundingChange[];
  /** False when the search among the marks stopped at its limit: a smaller change, or one at all, may exist. */
  readonly complete: boolean;
  /** Ready to print, a line each for marks, judges and rounding. */
  readonly zh: readonly string[];
  readonly en: readonly string[];
};

/** Marks tried after which the search gives up. */
const PROBES_MAX = 100_000;

type Limits = { readonly probesMax?: number };

/**
 * The margin of decision at a line: found by scoring again, exact. Where a mark moves its entry one way only, by halving;
 * else step by step from where it stands. Without a step in the document, marks move by the finest digit recorded.
 * Throws as `insideOf` does when the document has no such line.
 */
export function* marginInPieces(
  rules: Rules,
  field: readonly EntryInput[],
  line: CutLine,
  { probesMax = PROBES_MAX }: Limits = {},
): Pieces<Margin> {
  const scene = yield* sceneOf(rules, field, line);
  const searched = yield* nearestChange(scene, probesOf(rules, field, line, scene), probesMax);
  const { changes: judges, needed } = yield* judgesOf(rules, field, line, scene);
  const roundings = yield* roundingsOf(rules, field, line, scene);
  const mark = markChange(scene, searched);
  const texts = [markText(rules, mark, searched.complete), judgeText(judges, needed), roundingText(rules, roundings)];
  return {
    inside: scene.rows.map(({ entry }) => entry).filter((entry) => scene.inside.has(entry)),
    ...(mark && { mark }),
    judges,
    needed,
    roundings,
    complete: searched.complete,
    zh: texts.map((text) => text.zh),
    en: texts.map((text) => text.en),
  };
}

/** The same, all at once. */
export const margin = (rules: Rules, field: readonly EntryInput[], line: CutLine, limits?: Limits): Margin =>
  atOnce(marginInPieces(rules, field, line, limits));

function markChange(scene: Scene, { found }: Searched): MarkChange | undefined {
  if (!found) return undefined;
  const { entry, value, slot, from } = found.probe;
  const after = scene.withMark(found.probe, found.to);
  return { entry, value, slot, from, to: found.to, by: toDecimal(found.by), ...exchange(scene.inside, after) };
}

/** A panel: judged marks of which an entry may have more than one. A lone mark is not one judge's among others. */
const isPanel = ({ marks }: Value): boolean => marks?.kind === 'judged' && slotLimits(marks).max > 1;

function* judgesOf(rules: Rules, field: readonly EntryInput[], line: CutLine, scene: Scene) {
  const panels = rules.document.values.filter(isPanel).map(({ id }) => id);
  const slots = new Set(field.flatMap(({ marks }) => panels.flatMap((id) => Object.keys(marks[id] ?? {}))));
  const changes: JudgeChange[] = [];
  const needed: string[] = [];
  for (const slot of [...slots].sort(compareSlots)) {
    const scored = rowsOf(rules, yield* scoredWithout(rules, field, scene, { panels, slot }), line.board);
    const after = new Map(scored.map((row) => [row.entry, row]));
    if (scene.rows.some(({ entry, ranked }) => ranked && after.get(entry)?.reason?.code === 'value-missing')) {
      needed.push(slot);
      continue;
    }
    yield;
    const inside = insideOf(rules, rules.rankBoard(scored), line);
    if (!isSame(scene.inside, inside)) changes.push({ slot, ...exchange(scene.inside, inside) });
  }
  return { changes, needed };
}

type LeftOut = { readonly panels: readonly string[]; readonly slot: string };

/** Entries this judge did not mark keep their score, where scores do not depend on each other. */
function* scoredWithout(
  rules: Rules,
  field: readonly EntryInput[],
  { scored }: Scene,
  { panels, slot }: LeftOut,
): Pieces<readonly Scored[]> {
  if (rules.fieldSteps) return rules.scoreField(field.map((input) => without(input, panels, slot)));
  return yield* mapInPieces(field, (input, i) =>
    panels.some((id) => input.marks[id]?.[slot] !== undefined)
      ? rules.score(without(input, panels, slot))
      : (scored[i] as Scored),
  );
}

function without(input: EntryInput, panels: readonly string[], slot: string): EntryInput {
  const marks = { ...input.marks };
  for (const id of panels) {
    const { [slot]: left, ...rest } = marks[id] ?? {};
    if (left !== undefined) marks[id] = rest;
  }
  return { ...input, marks };
}

/** A value of the document in which one rounding is another. */
type Rerounded = Pick<RoundingChange, 'value' | 'pointer' | 'mode'> & { readonly document: RuleDocument };

/** Each rounding in each other way, one list a rounding: the total's first, for it is asked for most. */
function reroundedOf(document: RuleDocument): Rerounded[][] {
  const spots = [...document.values.entries()].flatMap(([at, value]) => {
    return roundingsIn(value).map((spot) => ({
      ...spot,
      at,
      id: value.id,
      pointer: `/values/${at}${spot.path}/round`,
    }));
  });
  const later = ({ id }: { readonly id: string }) => Number(id !== document.total);
  spots.sort((a, b) => later(a) - later(b));
  return spots.map(({ at, id, pointer, mode: own, withMode }) => {
    const modes = (Object.keys(MODES) as RoundingMode[]).filter((mode) => mode !== own);
    return modes.map((mode) => {
      const values = document.values.with(at, withMode(mode) as Value);
      return { value: id, pointer, mode, document: { ...document, values } };
    });
  });
}

type Spot = { readonly path: string; readonly mode: RoundingMode; readonly withMode: (mode: RoundingMode) => unknown };

/** Every rounding somewhere in a part of a document, and the part with another one in its place. */
function roundingsIn(part: unknown): Spot[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]): Spot[] => {
    const put = (changed: unknown): unknown =>
      Array.isArray(part) ? part.with(Number(key), changed) : { ...part, [key]: changed };
    if (key === 'round') {
      const round = inner as Rounding;
      return [{ path: '', mode: round.mode, withMode: (mode) => put({ ...round, mode }) }];
    }
    return roundingsIn(inner).map(({ path, mode, withMode }) => ({
      ...{ path: `/${key}${path}`, mode },
      withMode: (other: RoundingMode) => put(withMode(other)),
    }));
  });
}

/** The ways of one rounding are tried at once: what it has no part in is worked out once for them. */
function* roundingsOf(rules: Rules, field: readonly EntryInput[], line: CutLine, scene: Scene) {
  const { document } = rules;
  const changes: RoundingChange[] = [];
  for (const others of reroundedOf(document)) {
    const [, ...scored] = yield* scoredByAll([document, ...others.map((other) => other.document)], field);
    for (const [i, { value, pointer, mode, document: other }] of others.entries()) {
      yield;
      const reruled = buildRules(other);
      const inside = insideOf(reruled, reruled.rankBoard(rowsOf(reruled, scored[i] ?? [], line.board)), line);
      if (!isSame(scene.inside, inside)) changes.push({ value, pointer, mode, ...exchange(scene.inside, inside) });
    }
  }
  return changes;
}

function exchangeText({ enters, leaves }: Exchange): Text {
  const side = (list: readonly string[], zh: string, en: string) =>
    list.length === 0 ? [] : [{ zh: `${list.join('、')} ${zh}`, en: `${list.join(', ')} ${en}` }];
  const parts = [...side(enters, '进', 'in'), ...side(leaves, '出', 'out')];
  return { zh: parts.map(({ zh }) => zh).join('，'), en: parts.map(({ en }) => en).join(', ') };
}

function markText({ document }: Rules, mark: MarkChange | undefined, complete: boolean): Text {
  if (!mark) {
    return complete
      ? {
          zh: '在打分范围内，单独改动任何一个成绩都不改变线内名单',
          en: 'none within the ranges: no single mark changes who is inside',
        }
      : { zh: '搜索到上限，尚未找到能改变线内名单的成绩', en: 'none found before the search reached its limit' };
  }
  const { entry, value, slot, from, to, by } = mark;
  const named = document.values.find(({ id }) => id === value) as Value;
  const moved = exchangeText(mark);
  const [zh, en] = complete
    ? ['最小改动', 'smallest change']
    : ['已找到的最小改动（未搜索完）', 'smallest change found so far'];
  return {
    zh: `${zh}：${entry} 的“${named.name}” ${slot} 由 ${from} 改为 ${to}（差 ${by}）：${moved.zh}`,
    en: `${en}: ${entry}, "${named.nameEn ?? named.name}" ${slot}, from ${from} to ${to} (${by}): ${moved.en}`,
  };
}

function judgeText(judges: readonly JudgeChange[], needed: readonly string[]): Text {
  const kept =
    needed.length === 0
      ? { zh: '', en: '' }
      : { zh: `；不可缺：${needed.join('、')}`, en: `; cannot be left out: ${needed.join(', ')}` };
  if (judges.length === 0) {
    return {
      zh: `去掉任何一名评委都不改变线内名单${kept.zh}`,
      en: `no judge left out changes who is inside${kept.en}`,
    };
  }
  const list = judges.map((judge) => ({ slot: judge.slot, ...exchangeText(judge) }));
  return {
    zh: `去掉一名评委：${list.map(({ slot, zh }) => `${slot}（${zh}）`).join('、')}${kept.zh}`,
    en: `one judge left out: ${list.map(({ slot, en }) => `${slot} (${en})`).join(', ')}${kept.en}`,
  };
}

function roundingText({ document }: Rules, roundings: readonly RoundingChange[]): Text {
  if (roundings.length === 0) {
    return { zh: '换用其他取舍方式都不改变线内名单', en: 'no other rounding changes who is inside' };
  }
  const list = roundings.map((change) => {
    const { name, nameEn = name } = document.values.find(({ id }) => id === change.value) as Value;
    const [mode, moved] = [MODES[change.mode], exchangeText(change)];
    return { zh: `“${name}”${mode.zh}（${moved.zh}）`, en: `"${nameEn}" ${mode.en} (${moved.en})` };
  });
  return {
    zh: `换用其他取舍：${list.map(({ zh }) => zh).join('、')}`,
    en: `another rounding: ${list.map(({ en }) => en).join(', ')}`,
  };
}
