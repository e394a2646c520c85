import { writeCsv } from '@xf/files';
import type { Candidate, Checked, Finding, ShortlistDocument, ShortlistResult } from '@xf/shortlist';
import { textTable } from '../print';

export type Format = 'table' | 'csv' | 'json';
type Answer = Exclude<ShortlistResult, { readonly kind: 'refused' }>;

/** The answer as text in one of the formats; ends with a line break. The same input gives the same bytes. */
export function printResult(
  document: ShortlistDocument,
  candidates: readonly Candidate[],
  seats: number,
  result: Answer,
  format: Format,
): string {
  if (format === 'json') return `${JSON.stringify({ rules: rulesOf(document), seats, ...result }, undefined, 2)}\n`;
  if (format === 'csv') return writeCsv(csvRows(candidates, result));
  return `${tableLines(document, candidates, seats, result).join('\n')}\n`;
}

const rulesOf = ({ id, version, title }: ShortlistDocument) => ({ id, version, title });

function csvRows(candidates: readonly Candidate[], result: Answer): string[][] {
  const list = result.kind === 'list' ? result : result.proposal;
  const chosen = new Set(list.chosen);
  const tied = new Set(result.kind === 'list' ? result.tied : []);
  const left = new Map(result.kind === 'list' ? result.leftOut.map((one) => [one.id, one]) : []);
  const head = [
    'id',
    'name',
    'unit',
    'list',
    'merit',
    'categories',
    'chosen',
    'tied',
    'clauses',
    'swap_out',
    'swap_in',
  ];
  const rows = candidates.map(({ id, name, unit, list: of, merit, categories }) => {
    const { clauses = [], swap, zh } = left.get(id) ?? {};
    const cells = [id, name ?? '', unit ?? '', of ?? '', merit, categories.join(';'), chosen.has(id) ? 'yes' : 'no'];
    const swapped = [swap?.out.join(';') ?? '', swap?.in.join(';') ?? '', swap?.merit ?? '', zh ?? ''];
    return [...cells, tied.has(id) ? 'yes' : 'no', clauses.join(';'), ...swapped];
  });
  return [[...head, 'swap_cost', 'explanation'], ...rows];
}

function tableLines(
  document: ShortlistDocument,
  candidates: readonly Candidate[],
  seats: number,
  result: Answer,
): readonly string[] {
  const list = result.kind === 'list' ? result : result.proposal;
  const lines = [
    ...(result.kind === 'list' ? [] : infeasibleLines(result)),
    ...chosenLines(document, candidates, seats, list),
    '',
    ...findingLines(document, list.findings),
  ];
  if (result.kind === 'infeasible') return lines;
  if (result.tied.length > 0) {
    const zh = result.ballot ? '须在并列者中重新投票' : '按候选人顺序确定';
    const en = result.ballot ? 'a new ballot among the tied is needed' : 'decided by the order of the candidates';
    lines.push('', `【并列 tied】 ${result.tied.join('、')}：${zh} ${en}`);
  }
  lines.push('', `【条款的代价 price of clauses】 ${result.prices.length} 条`);
  for (const { zh, en } of result.prices) lines.push(zh, `  ${en}`);
  const names = new Map(candidates.map(({ id, name }) => [id, name ?? '']));
  const merits = new Map(candidates.map(({ id, merit }) => [id, merit]));
  const rows = result.leftOut.map(({ id, zh }) => [id, names.get(id) ?? '', merits.get(id) ?? '', zh]);
  lines.push('', `【未入选 left out】 ${rows.length} 人`);
  return rows.length === 0 ? lines : [...lines, ...textTable([['编号', '姓名', '成绩', '原因与换人'], ...rows])];
}

function infeasibleLines({ persons, gives }: Extract<Answer, { readonly kind: 'infeasible' }>): readonly string[] {
  return [
    `没有符合全部条款的名单；至少须放宽 ${persons} 人：`,
    `No list meets every clause; the least that must give way is ${persons}:`,
    ...gives.flatMap(({ zh, en }) => [`- ${zh}`, `  ${en}`]),
    '',
    '放宽后的最佳名单 the best list once they have given way:',
  ];
}

type List = { readonly chosen: readonly string[]; readonly merit: string };

function chosenLines(
  document: ShortlistDocument,
  candidates: readonly Candidate[],
  seats: number,
  { chosen, merit }: List,
): readonly string[] {
  const isIn = new Set(chosen);
  const title = (id: string) => document.categories.find((one) => one.id === id)?.title ?? id;
  const rows = candidates
    .filter(({ id }) => isIn.has(id))
    .map((one) => [
      one.id,
      one.name ?? '',
      one.unit ?? '',
      one.list ?? '',
      one.merit,
      one.categories.map(title).join('、'),
    ]);
  const head = `【入选 chosen】 ${document.title}，名额 ${seats}，入选 ${chosen.length} 人，合计 ${merit}`;
  return [head, ...textTable([['编号', '姓名', '单位', '名单', '成绩', '类别'], ...rows])];
}

/** Every common limit, and of those by value the ones that are reached. */
function findingLines(document: ShortlistDocument, findings: readonly Finding[]): readonly string[] {
  const shown = findings.filter(({ label, have, limit }) => label === undefined || have === limit);
  const title = (id: string) => document.clauses.find((one) => one.id === id)?.title ?? '名额';
  const rows = shown.map(({ clause, label, kind, have, limit, share, base }) => [
    title(clause),
    label ?? '',
    `${kind === 'floor' ? '≥' : '≤'} ${limit}`,
    String(have),
    share === undefined ? '' : `${base ?? 0} × ${share}%`,
  ]);
  return ['【条款 clauses】', ...textTable([['条款', '对象', '限额', '实有', '基数'], ...rows])];
}

/** What is broken in a list chosen by hand. */
export function checkLines({ merit, broken }: Extract<Checked, { readonly kind: 'checked' }>): readonly string[] {
  const total = `合计 ${merit} total merit`;
  if (broken.length === 0) return [total, '符合全部条款。Every clause is met.'];
  const head = `违反 ${broken.length} 处 ${broken.length} broken:`;
  return [total, head, ...broken.flatMap(({ zh, en }) => [`- ${zh}`, `  ${en}`])];
}
