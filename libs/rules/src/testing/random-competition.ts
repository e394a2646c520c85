import type { Combine } from '../combine.kinds';
import type { EntryInput } from '../contracts';
import type {
  BandedCombine,
  Marks,
  Missing,
  Operand,
  Prize,
  Requirement,
  Rounding,
  RuleDocument,
  Step,
  Tie,
  Value,
} from '../document';
import { slotLimits } from '../pool';
import type { Verb } from '../step.kinds';
import { drawCombine } from './combine.kinds';
import { checkMeaning } from '../check-meaning';
import { chance, int, pick, type Draw } from './draw';
import { STEPS_BY_HAND } from './step.kinds';

/** Draws sound documents and competitions from everything the format can say; numbers are few, so that ties abound. */
type Drawing = { readonly g: Draw; readonly values: Value[] };

/** Some of the items, in any order. */
function subset<T>(g: Draw, items: readonly T[], least: number, most: number): T[] {
  const rest = [...items];
  const count = int(g, Math.min(least, rest.length), Math.min(most, rest.length));
  return Array.from({ length: count }, () => rest.splice(int(g, 0, rest.length - 1), 1)[0] as T);
}
const NUMBERS = ['0', '1', '2', '3', '0.5', '1.25', '10', '7.3', '-1', '-0.75', '0.3', '100'];
const POSITIVE = ['1', '2', '3', '0.5', '0.3', '10'];
const MODES = ['half-up', 'half-down', 'half-even', 'up', 'down', 'ceiling', 'floor'] as const;

function rounding(g: Draw): Rounding {
  const mode = pick(g, MODES);
  return chance(g, 75) ? { digits: int(g, 0, 4), mode } : { to: pick(g, ['0.25', '0.5', '5', '0.3', '2']), mode };
}

function operand({ g, values }: Drawing): Operand {
  return values.length > 0 && chance(g, 35) ? { value: pick(g, values).id } : pick(g, NUMBERS);
}

function missing(g: Draw): Missing {
  return pick(g, ['unranked', 'zero', 'skip', { take: '2.5' }] as const);
}

function steps(drawing: Drawing, depth: number, countMax: number): Step[] {
  return Array.from({ length: int(drawing.g, 0, countMax) }, () => step(drawing, depth));
}

function bandsStep(drawing: Drawing, depth: number): Step {
  const { g } = drawing;
  const bounds = pick(g, ['[)', '(]', '[]'] as const);
  const edges = [pick(g, ['0', '-1']), '2', pick(g, ['5', '7'])];
  const next = (edge: string) => (bounds === '[]' ? String(Number(edge) + 1) : edge);
  const give = () => (chance(g, 60) ? pick(g, NUMBERS) : steps(drawing, depth - 1, 2));
  const open = chance(g, 50);
  return {
    bands: {
      bounds,
      rows: [
        { ...(open ? {} : { from: edges[0] as string }), to: edges[1] as string, gives: give() },
        { from: next(edges[1] as string), ...(open ? {} : { to: edges[2] as string }), gives: give() },
      ],
      ...(open || chance(g, 20) ? {} : { below: pick(g, NUMBERS) }),
      ...(open || chance(g, 20) ? {} : { above: pick(g, NUMBERS) }),
    },
  };
}

function step(drawing: Drawing, depth: number): Step {
  const { g } = drawing;
  const kind = int(g, 0, depth > 0 ? 11 : 9);
  if (kind === 10) return bandsStep(drawing, depth);
  if (kind === 11) {
    const bound = pick(g, ['atLeast', 'atMost', 'above', 'below', 'equals'] as const);
    const subject = drawing.values.length > 0 && chance(g, 40) ? { value: pick(g, drawing.values).id } : {};
    const when = { ...subject, [bound]: operand(drawing) };
    return {
      when,
      then: steps(drawing, depth - 1, 2),
      ...(chance(g, 60) ? { else: steps(drawing, depth - 1, 2) } : {}),
    };
  }
  if (kind === 8) return { round: rounding(g) };
  if (kind === 9) return chance(g, 50) ? { negate: true } : { power: int(g, -1, 2) };
  const verb = pick(g, Object.keys(STEPS_BY_HAND) as Verb[]);
  const of = operand(drawing);
  return { [verb]: STEPS_BY_HAND[verb].notByZero && of === '0' ? '4' : of } as Step;
}

function combines(g: Draw, fewest: number, most: number): Combine | BandedCombine[] {
  if (most - fewest < 2 || chance(g, 60)) return drawCombine(g, fewest, most);
  const cut = int(g, fewest, most - 1);
  return [
    { ...drawCombine(g, fewest, cut), marks: { from: fewest, to: cut } },
    { ...drawCombine(g, cut + 1, most), marks: { from: cut + 1, ...(chance(g, 50) ? { to: most } : {}) } },
  ];
}

function slots(g: Draw): { min: number; max: number } {
  const min = int(g, 1, 4);
  return { min, max: min + int(g, 0, 4) };
}

/** As many as each of the values that are added up can have. */
function sheetSlots(g: Draw, of: readonly Value[]): { min: number; max: number } {
  const drawn = slots(g);
  const limits = of.map(({ marks }) => slotLimits(marks as Marks));
  const least = Math.max(...limits.map(({ min }) => min), 1);
  const most = Math.min(...limits.map(({ max }) => max));
  return { min: chance(g, 20) ? 0 : Math.min(drawn.min, most), max: Math.max(drawn.max, least) };
}

function adjustments(drawing: Drawing): { round?: Rounding; each?: Step[] } {
  const { g } = drawing;
  return { ...(chance(g, 20) ? { round: rounding(g) } : {}), ...(chance(g, 20) ? { each: steps(drawing, 1, 2) } : {}) };
}

function marksSource(drawing: Drawing): Marks {
  const { g } = drawing;
  const kind = pick(g, ['judged', 'judged', 'measured', 'deduction', 'bonus'] as const);
  const range = { min: '0', max: '10' };
  if (kind === 'deduction' || kind === 'bonus') {
    return { kind, range, ...(chance(g, 40) ? { combine: { by: 'highest' } } : {}), ...adjustments(drawing) };
  }
  if (chance(g, 30)) return { kind, range, missing: missing(g), ...adjustments(drawing) };
  const drawn = slots(g);
  return {
    kind,
    range,
    slots: drawn,
    combine: combines(g, drawn.min, drawn.max),
    missing: missing(g),
    ...adjustments(drawing),
  };
}

function source(drawing: Drawing): Partial<Value> {
  const { g, values } = drawing;
  const recorded = values.filter((value) => value.marks);
  if (recorded.length === 0 || (values.length < 5 && chance(g, 45))) return { marks: marksSource(drawing) };
  const ids = values.map((value) => value.id);
  const some = () => subset(g, ids, 1, 3);
  const kind = int(g, 0, 11);
  if (kind === 0) return { constant: pick(g, NUMBERS) };
  if (kind === 1) return { attribute: { name: 'age', missing: missing(g) } };
  if (kind === 2) {
    return { sum: some().map((value) => ({ value, ...(chance(g, 50) ? { factor: pick(g, NUMBERS) } : {}) })) };
  }
  if (kind === 3) {
    const of = some();
    const weights = { 1: ['100'], 2: ['30', '70'], 3: ['25', '55', '20'] }[of.length] as string[];
    return { weightedMean: of.map((value, i) => ({ value, weight: weights[i] as string })) };
  }
  if (kind === 4) {
    const target = pick(g, recorded);
    const { slots: own, kind: marked } = target.marks as Marks;
    const tally = marked === 'deduction' || marked === 'bonus';
    const [fewest, most] = [Math.max(own?.min ?? 1, 1), own?.max ?? (tally ? 999 : 1)];
    return {
      marksOf: {
        value: target.id,
        combine: drawCombine(g, fewest, most),
        missing: missing(g),
        ...adjustments(drawing),
      },
    };
  }
  if (kind === 5) {
    const added = recorded.slice(0, 2);
    const drawn = sheetSlots(g, added);
    const of = added.map((value) => ({ value: value.id, ...(chance(g, 30) ? { factor: '1.5' } : {}) }));
    return {
      sheets: {
        of,
        slots: drawn,
        combine: drawCombine(g, Math.max(drawn.min, 1), drawn.max),
        missing: missing(g),
      },
    };
  }
  if (kind === 6) {
    const by = pick(g, ['highest', 'lowest', 'mean', 'median', 'sum', 'count'] as const);
    return { field: { of: pick(g, values).id, by, within: pick(g, ['group', 'all'] as const) } };
  }
  if (kind === 7) {
    const of = some();
    return {
      bestN: {
        of,
        n: int(g, 1, of.length),
        from: pick(g, ['highest', 'lowest'] as const),
        then: pick(g, ['sum', 'mean'] as const),
      },
    };
  }
  const names = ['mean', 'median', 'highest', 'lowest', 'product', 'firstOf'] as const;
  return { [pick(g, names)]: some() };
}

function rankStep(drawing: Drawing): Step {
  const { g } = drawing;
  return {
    rank: {
      better: pick(g, ['higher', 'lower'] as const),
      method: pick(g, ['1224', '1334', '1223', '1234', 'average'] as const),
      within: pick(g, ['group', 'all'] as const),
      ...(chance(g, 40) ? { unrankedAtOrBelow: '1', unrankedGives: pick(g, NUMBERS) } : {}),
      ...(chance(g, 50) ? { then: [{ minus: '1' }, { times: '-0.15' }, { plus: '25' }, { atLeast: '10.15' }] } : {}),
    },
  };
}

function bound(g: Draw): Pick<Prize, 'atLeast' | 'atMost' | 'above' | 'below'> {
  return { [pick(g, ['atLeast', 'atMost', 'above', 'below'] as const)]: pick(g, NUMBERS) };
}

function prizes(g: Draw, values: readonly Value[]): Prize[] {
  return Array.from({ length: int(g, 0, 4) }, (_, i): Prize => {
    const head = { id: `p${i}`, name: `奖${i}` };
    const extra = chance(g, 25) ? bound(g) : {};
    if (chance(g, 40)) return { ...head, ranks: { from: int(g, 1, 3), to: int(g, 3, 4) }, ...extra };
    if (chance(g, 25)) return { ...head, ...bound(g), ...(chance(g, 50) ? { value: pick(g, values).id } : {}) };
    return {
      ...head,
      share: pick(g, ['10', '20', '33.3', '50']),
      of: pick(g, ['ranked', 'entered'] as const),
      round: pick(g, ['floor', 'half-up', 'ceiling'] as const),
      ties: pick(g, ['share', 'cut'] as const),
      ...(chance(g, 30) ? { counted: 'from-top' as const } : {}),
      ...extra,
    };
  });
}

/** A list whose items may be left out without the rest losing its sense. */
const LOOSE = /^.*\/(?:prizes|requirements|ties|steps|each|then|else|gives)\/\d+/;

/** What was drawn, without the parts that could never have an effect: the loader says which. */
export function sound(document: RuleDocument): RuleDocument {
  const [problem] = checkMeaning(document);
  if (problem === undefined) return document;
  const at = LOOSE.exec(problem.pointer)?.[0].split('/').slice(1);
  if (at === undefined) throw new Error(`drawn unsound: ${JSON.stringify(problem)}`);
  const copy = structuredClone(document);
  const list = at.slice(0, -1).reduce<object>((node, key) => (node as Record<string, object>)[key] as object, copy);
  (list as unknown[]).splice(Number(at[at.length - 1]), 1);
  return sound(copy);
}

export function drawDocument(g: Draw): RuleDocument {
  return sound(drawAny(g));
}

/** One whose form is right; parts of it may never have an effect. */
export function drawAny(g: Draw): RuleDocument {
  const values: Value[] = [];
  const drawing = { g, values };
  const count = int(g, 1, 7);
  for (let i = 0; i < count; i += 1) {
    const isTotal = i === count - 1;
    const own = [
      ...steps(drawing, 2, 2),
      ...(chance(g, 12) ? [rankStep(drawing)] : []),
      ...(chance(g, 20) ? steps(drawing, 1, 1) : []),
    ];
    const round = isTotal || chance(g, 30) ? { round: rounding(g) } : {};
    values.push({
      id: `v${i}`,
      name: `值${i}`,
      role: isTotal ? 'total' : 'criterion',
      ...source(drawing),
      steps: own,
      ...round,
    });
  }
  const total = `v${count - 1}`;
  const better = () => pick(g, ['higher', 'lower'] as const);
  const ids = values.map((value) => value.id);
  const tieIds = subset(g, ids, 0, 3);
  const ties: Tie[] = [
    ...tieIds.map((value) => ({ value, better: better() })),
    ...(chance(g, 25) ? [{ by: 'lot' as const }] : []),
  ];
  const method = pick(g, ['1224', '1334', '1223', '1234'] as const);
  const within = method === '1234' || chance(g, 40);
  const tolerance = chance(g, 30)
    ? { tolerance: pick(g, ['0', '0.5', '2']), ...(within ? { tiesWithinTolerance: true } : {}) }
    : {};
  const requirements = Array.from({ length: int(g, 0, 2) }, (_, i): Requirement => ({
    value: pick(g, values).id,
    name: `要求${i}`,
    ...bound(g),
    ...(chance(g, 40) ? { percentOf: pick(g, POSITIVE) } : {}),
    otherwise: pick(g, ['unranked', 'no-prize'] as const),
  }));
  return {
    id: 'random',
    version: 1,
    title: '随机',
    cites: [],
    values,
    total,
    ranking: { better: better(), method, ties, ...tolerance },
    boards: { groups: true, overall: pick(g, [true, false, { groups: ['a'] }]) },
    prizes: prizes(g, values),
    requirements,
  };
}

const MARKS = ['0', '1', '2', '2.5', '3', '7', '9.25', '9.5', '10', '0.3', '6.75'];

function drawMarks(g: Draw, marks: Marks): Record<string, string> {
  const tally = marks.kind === 'deduction' || marks.kind === 'bonus';
  const most = marks.slots?.max ?? (tally ? 3 : 1);
  const least = marks.slots?.min ?? (tally ? 0 : 1);
  const count = chance(g, 85) ? int(g, least, most) : int(g, 0, most + (tally ? 0 : 1));
  const everybody = Array.from({ length: 12 }, (_, i) => `J${i + 1}`);
  const names = subset(g, everybody, count, count);
  const slotsUsed = chance(g, 70) ? Array.from({ length: count }, (_, i) => `J${i + 1}`) : names;
  return Object.fromEntries(slotsUsed.map((slot) => [slot, pick(g, MARKS)]));
}

export function drawField(g: Draw, document: RuleDocument): EntryInput[] {
  return Array.from({ length: int(g, 1, 10) }, (_, i): EntryInput => {
    const kind = chance(g, 85) ? 'competing' : pick(g, ['withdrawn', 'absent', 'disqualified', 'vetoed'] as const);
    const group = pick(g, ['a', 'a', 'b', undefined]);
    const recorded = document.values.flatMap(({ id, marks }) => (marks ? [[id, drawMarks(g, marks)] as const] : []));
    return {
      entry: `e${i + 1}`,
      ...(group === undefined ? {} : { group }),
      ...(chance(g, 50) ? { number: String(int(g, 1, 12)) } : {}),
      status: kind === 'competing' ? { kind } : { kind, reason: '原因' },
      marks: Object.fromEntries(recorded),
      attributes: {
        ...(chance(g, 80) ? { age: pick(g, ['0', '30', '45']) } : {}),
        ...(chance(g, 80) ? { lot: String(int(g, 1, 4)) } : {}),
      },
    };
  });
}
