import {
  cellProblem,
  nomineeColumns,
  problemOf as fileProblem,
  type FileProblem,
  type NomineeFileRow,
  type NomineeRowReader,
  type NomineeWords,
  type Table,
} from '@xf/files';
import { defined, problemOf } from '@xf/nest';
import type { NominationRejection } from '../nomination/command';
import type { Standing } from '../nomination/shell.again';
import { personalParts } from '../personal';
import type { OpenRoundState } from '../round/rules';
import { honoursRefusals } from '../shell';
import type { CandidacyRejection, FileWithPapers, RefusedPaper } from './command';
import { statable } from './decide.papers';
import { toldOf } from './shell.told';

/** What the rules of a round ask of a nominee, for the columns of a file; nothing where it has no chain. */
export function wordsOf({ rules }: OpenRoundState): NomineeWords {
  const chain = rules?.chain;
  const none = { attributes: [], bars: [] };
  if (chain === undefined) return { materials: [], papers: [], facts: { nominee: none, unit: none } };
  const asked = { chain, eligibility: rules?.eligibility };
  return {
    materials: (chain.materials ?? []).map(({ material, name }) => ({ id: material, name })),
    papers: (chain.resolution?.papers ?? []).map(({ paper, name }) => ({ id: paper, name })),
    facts: { nominee: statable(asked, 'nominee'), unit: statable(asked, 'unit') },
  };
}

/** What people keep beside the names of a list. Any other column that means nothing is a name written wrong. */
const besides = new Set(['序号', '备注', 'no', 'no.', 'remarks']);

/** What a file says where the round has no chain. */
const plainColumns: readonly string[] = ['name', 'unit', 'idNumber', 'reason', ...personalParts];

/** Columns that would be lost: a material under a misspelt name is one that nobody attached. */
export function strayColumns({ unused }: Pick<NomineeRowReader, 'unused'>, words: NomineeWords, hasChain: boolean) {
  const own = Object.entries(nomineeColumns).flatMap(([column, [zh]]) =>
    hasChain || plainColumns.includes(column) ? [zh] : [],
  );
  const papers = words.papers.flatMap(({ name }) => [name, `${name}日期`]);
  const facts = (['nominee', 'unit'] as const).flatMap((of) =>
    [...words.facts[of].attributes, ...words.facts[of].bars].map(
      (one) => `${of === 'nominee' ? '本人' : '单位'}:${one}`,
    ),
  );
  const known = [...own, ...words.materials.map(({ name }) => name), ...papers, ...facts].join('、');
  return unused
    .filter((name) => !besides.has(name.toLowerCase()))
    .map((name) =>
      fileProblem(
        'column-unknown',
        `不认识列“${name}”，请改名或删去；可用：${known}。`,
        `The column "${name}" is not known: rename it or leave it out. Known: ${known}.`,
        { column: name },
      ),
    );
}

/** A row as the chain takes it; `at` says for which nomination and from whom. */
export function filingOf(
  row: NomineeFileRow,
  at: Pick<FileWithPapers, 'round' | 'nomination' | 'organization' | 'aliases'>,
): FileWithPapers {
  const fact = ({ attribute, value }: NomineeFileRow['nominee'][number]) => ({ attribute, value });
  const [nominee, unit] = [row.nominee.map(fact), row.ofUnit.map(fact)];
  const bars = row.bars.map(({ of, bar, on, cleared }) => ({ of, bar, ...defined({ on, cleared }) }));
  const { document = '' } = row;
  const states = nominee.length + unit.length + bars.length > 0;
  return {
    ...{ type: 'FileWithPapers', ...at, self: false, ...defined({ unit: row.registered, kind: row.kind }) },
    ...(states ? { facts: { nominee, unit, bars, document } } : {}),
    materials: row.materials.map(({ material, text }) => ({ material, text })),
    resolutions: row.resolutions.map(({ paper, number, on }) => ({ paper, number, on })),
  };
}

type Refused = NominationRejection | CandidacyRejection;

/** Refusals that hold for the whole file: every row would say the same. */
const ofAll: ReadonlySet<string> = new Set<Refused['code']>([
  ...(['round-unknown', 'award-not-in-round', 'honours-decided', 'unit-barred'] as const),
  ...(['not-its-organization', 'organization-not-first', 'levels-vacant', 'chain-missing'] as const),
]);
export const isOfAll = ({ code }: { readonly code: string }): boolean => ofAll.has(code);

/** Refusals of where the register has a nominee. */
const ofRegister: ReadonlySet<string> = new Set<Refused['code']>([
  ...(['nominee-elsewhere', 'unit-not-found', 'unit-named-otherwise', 'unit-not-of-nominee'] as const),
]);

type Place = { readonly table: Table; readonly row: NomineeFileRow; readonly at: NomineeRowReader['at'] };

/** What is wrong of a row by the decisions, each in its cell. */
export function rowProblems(place: Place, rejection: Refused): readonly FileProblem[] {
  const { row, at } = place;
  const cell = (index: number | undefined, code: string, expected: { zh: string; en: string }): FileProblem =>
    cellProblem(place.table, { row: row.row, index }, code, expected);
  if (rejection.code === 'papers-refused') {
    return rejection.refused.flatMap((one) =>
      toldOf(one.rejection).map(({ pointer, code, zh, en }) => cell(indexOf(place, one, pointer), code, { zh, en })),
    );
  }
  if (rejection.code === 'nominee-kind-unknown') {
    return toldOf(rejection).map(({ code, zh, en }) => cell(at('kind'), code, { zh, en }));
  }
  if (ofRegister.has(rejection.code)) {
    const index = rejection.code === 'nominee-elsewhere' ? at('name') : at('registered');
    return toldOf(rejection as CandidacyRejection).map(({ code, zh, en }) => cell(index, code, { zh, en }));
  }
  if (rejection.code === 'candidacy-exists') return [cell(at('name'), rejection.code, alreadyFiled)];
  const { code, title, options } = problemOf(honoursRefusals, rejection as NominationRejection);
  if (rejection.code === 'personal-unreadable' || rejection.code === 'personal-misplaced') {
    const expected = new Map((options.errors ?? []).map(({ pointer, zh, en }) => [pointer, { zh, en }]));
    return rejection.fields.map((field) => cell(at(field), code, expected.get(`/${field}`) ?? title));
  }
  const { zh, en } = options.detail ?? { zh: '', en: '' };
  const expected = zh === '' ? title : { zh: `${title.zh}（${zh}）`, en: `${title.en} (${en})` };
  return [cell(at('name'), code, expected)];
}

const alreadyFiled = {
  zh: '已在逐级推荐中，所填与已报的不同；请逐项办理，或先退回',
  en: 'it is on its way already, and not with what stands here: change it singly, or have it returned',
};

/** The column of one paper, or of what is wrong in it. */
function indexOf({ row, at }: Place, { paper, id }: RefusedPaper, pointer = ''): number | undefined {
  if (paper === 'material') return row.materials.find(({ material }) => material === id)?.index;
  if (paper === 'resolution') {
    const found = row.resolutions.find((one) => one.paper === id);
    return pointer === '/on' ? found?.onIndex : found?.index;
  }
  const [, part, n] = pointer.split('/');
  const listed = part === 'nominee' ? row.nominee : part === 'unit' ? row.ofUnit : part === 'bars' ? row.bars : [];
  return listed[Number(n)]?.index ?? at('document');
}

/** A nomination that is there already must say what the row says, and still stand. */
export function differsFrom(
  { state, again }: Standing,
  row: NomineeFileRow,
): { readonly code: string; readonly zh: string; readonly en: string } | undefined {
  // A list that is sent again must not bring back in silence who was withdrawn meanwhile.
  if (state.status === 'unknown' && again) {
    return {
      code: 'nomination-not-open',
      zh: '曾由本组织推荐，已撤回；确须再推荐的，请单独推荐（POST …/nominations），或从表中删去',
      en: 'recommended here before and withdrawn: recommend it singly (POST …/nominations) if it is meant, or leave it out',
    };
  }
  if (state.status === 'unknown') return undefined;
  if (state.status !== 'open') {
    return {
      code: 'nomination-not-open',
      zh: '曾由本组织推荐，不予评选，请从表中删去',
      en: 'it was recommended here before, and ruled out: leave it out',
    };
  }
  const { basis, unit } = state.proposed;
  if (basis.kind === 'recommendation' && basis.reason === row.reason && unit === row.unit) return undefined;
  return {
    code: 'nomination-differs',
    zh: '已由本组织推荐过，理由或单位与此不同；请先撤回原推荐，或按原推荐填写',
    en: 'it is recommended already with another reason or unit: withdraw that one, or say the same',
  };
}
