import { organizationLevels, type OrganizationLevel } from '@xf/access';
import type { Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Cited, ClauseCites } from '../cites';
import { isDay, type Day, type ReceiverKind } from '../terms';
import { chainSchema } from './rules.schema';

export type ChainLevel = Cited & {
  /** A notice level of the same id must be over before a nomination leaves this one. domain-rules 12. */
  readonly level: string;
  readonly name: string;
  /** Who sits here: the organisation of this level above the one that nominates. */
  readonly organization: OrganizationLevel;
  /** Passed over where no such organisation stands above. */
  readonly optional?: boolean;
};

/** A paper that shows the unit's people agreed (职代会决议, 联席会议纪要). domain-rules 14. */
export type Paper = Cited & {
  readonly paper: string;
  readonly name: string;
  /** Counts only for units with fewer employees. */
  readonly belowEmployees?: number;
};

export type Material = Cited & {
  readonly material: string;
  readonly name: string;
  readonly obligatory: boolean;
  /** Written characters without spaces. domain-rules 15. */
  readonly characters?: { readonly max: number; readonly over: 'warn' | 'refuse' };
  readonly awards?: readonly string[];
  readonly receivers?: readonly ReceiverKind[];
};

/** Departments that are asked about nominees of some kinds, of units of some ownership. */
export type MatrixRow = Cited & {
  readonly kinds: readonly string[];
  readonly ownership?: readonly string[];
  readonly departments: readonly string[];
};

/** Who is asked about whom (征求意见). All rows that fit a nominee count together. domain-rules 13. */
export type Consultation = Cited & {
  /** Without every opinion a nomination does not leave this level or a later one. */
  readonly from: string;
  /** The last day of an opinion that counts; no later yes is one. domain-rules 130. */
  readonly closesOn?: Day;
  readonly departments: readonly (Cited & { readonly department: string; readonly name: string })[];
  readonly matrix: readonly MatrixRow[];
};

/** How a nomination goes up (逐级推荐): the part `chain` of a round document. */
export type ChainDocument = {
  readonly note?: string;
  /** From the bottom up. */
  readonly levels: readonly ChainLevel[];
  readonly selfNomination: 'allowed' | 'refused';
  readonly resolution?: Cited & { readonly papers: readonly Paper[] };
  readonly materials?: readonly Material[];
  readonly consultation?: Consultation;
  readonly clauseCites?: ClauseCites<'selfNomination'>;
};

/** What the chain asks of a unit beside the clauses of eligibility: the numbers and words of the register. */
export const ownershipAttribute = 'ownership';
export const employeesAttribute = 'employees';

type LoadedChain =
  | { readonly ok: true; readonly document: ChainDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadChain(json: unknown): LoadedChain {
  const form = formProblems(chainSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as ChainDocument;
  const { levels, resolution, materials = [], consultation } = document;
  const problems = [
    ...twice('/levels', 'level', levels),
    ...fallingLevels(levels),
    ...twice('/resolution/papers', 'paper', resolution?.papers ?? []),
    ...twice('/materials', 'material', materials),
    ...(consultation === undefined ? [] : consultationProblems(consultation, levels)),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

function twice<K extends string>(at: string, id: K, rows: readonly { readonly [_ in K]: string }[]): Problem[] {
  return rows.flatMap((row, n) =>
    rows.findIndex((one) => one[id] === row[id]) < n
      ? [{ pointer: `${at}/${n}/${id}`, code: 'id-repeated', zh: '标识重复', en: 'this id is repeated' }]
      : [],
  );
}

/** The chain goes up: an organisation cannot come before one that stands below it. */
function fallingLevels(levels: readonly ChainLevel[]): Problem[] {
  const heights = levels.map(({ organization }) => organizationLevels.indexOf(organization));
  return heights.flatMap((height, n) => {
    if (height < (heights[n - 1] ?? Infinity)) return [];
    const zh = '每一级的组织须高于前一级';
    const en = 'each level must be of a higher organisation than the one before';
    return [{ pointer: `/levels/${n}/organization`, code: 'level-not-higher', zh, en }];
  });
}

function consultationProblems(consultation: Consultation, levels: readonly ChainLevel[]): Problem[] {
  const { from, closesOn, departments, matrix } = consultation;
  const at = '/consultation';
  const problems = twice(`${at}/departments`, 'department', departments);
  if (!levels.some(({ level }) => level === from)) {
    const zh = `levels 中没有 ${from}`;
    problems.push({ pointer: `${at}/from`, code: 'level-unknown', zh, en: `levels have no ${from}` });
  }
  if (closesOn !== undefined && !isDay(closesOn)) {
    const zh = `没有这一天：${closesOn}`;
    problems.push({ pointer: `${at}/closesOn`, code: 'no-such-day', zh, en: `no such day: ${closesOn}` });
  }
  for (const [n, row] of matrix.entries()) {
    for (const [m, id] of row.departments.entries()) {
      if (departments.some(({ department }) => department === id)) continue;
      const zh = `departments 中没有 ${id}`;
      const pointer = `${at}/matrix/${n}/departments/${m}`;
      problems.push({ pointer, code: 'department-unknown', zh, en: `departments have no ${id}` });
    }
  }
  return problems;
}

/** Every kind of nominee that somebody is asked about. */
export const nomineeKinds = ({ consultation }: ChainDocument): readonly string[] => [
  ...new Set(consultation?.matrix.flatMap(({ kinds }) => kinds) ?? []),
];

/** Written characters: white space and what nobody sees do not count. domain-rules 15. */
export const charactersIn = (text: string): number =>
  Array.from(text.normalize('NFC').replace(/[\s\p{Cf}\p{Cc}]/gu, '')).length;
