import { hashRuleDocument } from './canonical';
import type { EntryInput, Scored, UnrankedReason } from './contracts';
import type { Requirement, RuleDocument } from './document';
import { absenceText, compileValues, type ValuePlan } from './evaluate';
import { divide, exact, multiply, whole, type Exact } from './exact';
import { within } from './rank-board';
import { entryOrderAtom, MISSING_ATOM, numberAtom, RANKED, UNRANKED } from './rank-key';
import type { Absence, Row } from './row';

export type Plan = {
  readonly document: RuleDocument;
  readonly hash: string;
  readonly values: readonly ValuePlan[];
  readonly fieldSteps: boolean;
  /** Turns an evaluated row into the answer. */
  readonly toScored: (row: Row) => Scored;
};

type Key = (row: Row) => string;
type Mutable = { -readonly [field in keyof Scored]: Scored[field] };

function compileKeys(document: RuleDocument, index: ReadonlyMap<string, number>): Key[] {
  const at = (id: string, better: 'higher' | 'lower'): Key => {
    const i = index.get(id) as number;
    const descending = better === 'higher';
    return (row) => {
      const x = row.vals[i];
      return x === undefined ? MISSING_ATOM : numberAtom(x, descending);
    };
  };
  const lot: Key = ({ input }) => {
    const drawn = input.attributes?.['lot'];
    return drawn === undefined ? MISSING_ATOM : numberAtom(exact(drawn), false);
  };
  const { ties = [], better, method, tolerance, tiesWithinTolerance } = document.ranking;
  const used = tolerance === undefined || tiesWithinTolerance === true ? ties : [];
  const last: Key[] = method === '1234' ? [(row) => entryOrderAtom(row.input)] : [];
  return [at(document.total, better), ...used.map((tie) => ('by' in tie ? lot : at(tie.value, tie.better))), ...last];
}

const STATUS_TEXT = {
  held: { zh: '待复评', en: 'needs re-marking' },
  withdrawn: { zh: '退赛', en: 'withdrawn' },
  absent: { zh: '缺席', en: 'absent' },
  disqualified: { zh: '取消成绩', en: 'disqualified' },
  vetoed: { zh: '一票否决', en: 'vetoed' },
} as const;

function statusReason(document: RuleDocument, status: EntryInput['status']): UnrankedReason | undefined {
  if (status.kind === 'competing') return undefined;
  const veto = document.vetoes?.find((item) => item.id === status.clause);
  const text = STATUS_TEXT[status.kind];
  const clause = { zh: veto ? `（${veto.name}）` : '', en: veto ? ` (${veto.nameEn ?? veto.name})` : '' };
  return {
    code: status.kind,
    zh: `${text.zh}${clause.zh}：${status.reason}`,
    en: `${text.en}${clause.en}: ${status.reason}`,
  };
}

const hidden: ReadonlySet<string> = new Set(['withdrawn', 'absent', 'held']);
/** Who left before the end or is marked again has no result to show; a veto or a disqualification leaves it readable. */
export const isShown = ({ kind }: EntryInput['status']): boolean => !hidden.has(kind);

type Check = { readonly requirement: Requirement; readonly isMet: (row: Row) => boolean };

function compileRequirement(requirement: Requirement, index: ReadonlyMap<string, number>): Check {
  const i = index.get(requirement.value) as number;
  const full = requirement.percentOf === undefined ? undefined : exact(requirement.percentOf);
  return {
    requirement,
    isMet(row) {
      const x = row.vals[i];
      if (x === undefined) return false;
      return within(requirement, full ? (divide(multiply(x, whole(100)), full) as Exact) : x);
    },
  };
}

/**
 * Compiles a document that has been found sound; an unsound one throws. `told`: the values whose numbers are told beside
 * the total, all of them unless it is given; printing is much of what scoring costs.
 */
export function compilePlan(document: RuleDocument, told?: ReadonlySet<string>): Plan {
  const values = compileValues(document.values, document.total);
  const isTold = values.map(({ id }) => told === undefined || id === document.total || told.has(id));
  const index = new Map(values.map((value, i) => [value.id, i]));
  const keys = compileKeys(document, index);
  const checks = (document.requirements ?? []).map((requirement) => compileRequirement(requirement, index));
  const totalIndex = index.get(document.total) as number;
  const toScored = (row: Row): Scored => {
    const { input } = row;
    const shown = isShown(input.status);
    const printed: Record<string, string> = {};
    if (shown) {
      for (let i = 0; i < values.length; i += 1) {
        const x = row.vals[i];
        const plan = values[i] as ValuePlan;
        if (x !== undefined && isTold[i] === true) printed[plan.id] = plan.print(x);
      }
    }
    const failed: string[] = [];
    let barred: Requirement | undefined;
    for (const { requirement, isMet } of checks) {
      if (!shown || isMet(row)) continue;
      failed.push(requirement.name);
      if (requirement.otherwise === 'unranked') barred ??= requirement;
    }
    const x = row.vals[totalIndex];
    const reason =
      statusReason(document, input.status) ??
      (x === undefined ? missingReason(row.gone[totalIndex] as Absence, document) : barred && barredReason(barred));
    let key = reason ? UNRANKED : RANKED;
    for (let i = 0; i < keys.length; i += 1) key += (keys[i] as Key)(row);
    // Written field by field: this runs once an entry on a rebuild, and spreading optional parts doubles its cost.
    const scored: Mutable = { entry: input.entry, values: printed, ranked: reason === undefined, key, failed };
    const { group } = input;
    const total = printed[document.total];
    if (group !== undefined) scored.group = group;
    if (total !== undefined) scored.total = total;
    if (reason !== undefined) scored.reason = reason;
    return scored;
  };
  const fieldSteps = values.some((value) => value.stages !== undefined);
  return { document, hash: hashRuleDocument(document), values, fieldSteps, toScored };
}

function missingReason(fault: Absence, document: RuleDocument): UnrankedReason {
  return { code: 'value-missing', ...absenceText(fault, document.values), value: fault.value };
}

function barredReason({ name, nameEn, value }: Requirement): UnrankedReason {
  return { code: 'requirement', zh: `未达到要求：${name}`, en: `requirement not met: ${nameEn ?? name}`, value };
}
