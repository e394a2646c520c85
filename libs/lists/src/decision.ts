import { problemOf, type FileProblem } from '@xf/files';
import { basisLines } from './basis';
import { columnNames } from './columns';
import { dayInWords, momentInWords } from './days';
import { counted, documentRowsMax, leaksOf, tablesOf, type Block, type DocumentAnswer } from './document';
import type { CheckedList } from './list';

/** A 表彰决定; its attachments are the awards of the list. */
export type Decision = {
  readonly title: string;
  /** `唐工字〔2023〕25号` */
  readonly number: string;
  readonly issuer: string;
  /** `2023-04-20` */
  readonly date: string;
  readonly body: readonly string[];
};

/** A 公示: how long it hangs, and who takes objections until when. */
export type Notice = {
  readonly title: string;
  readonly issuer: string;
  readonly date: string;
  readonly body: readonly string[];
  /** First and last day, both counted. */
  readonly from: string;
  readonly until: string;
  /** `2018-04-20T17:00+08:00` */
  readonly closesAt: string;
  /** `in-body`: the body says it, and its phones may stand there. */
  readonly contacts: readonly Contact[] | 'in-body';
};
/** What is posted of an award, or of all of them together; the head of the table comes first. */
export type NoticeTable = { readonly heading: string; readonly rows: readonly (readonly string[])[] };

export type Contact = {
  readonly office: string;
  readonly phone?: string;
  readonly address?: string;
  readonly email?: string;
};

const decisionNumber = /^\S*[^\s\d]〔\d{4}〕[1-9]\d*号$/;

/**
 * The decision with its number, the list of its attachments with their counts, and each award on a page of its own, from
 * number 1. domain-rules 105, 115
 */
export async function decisionOf(decision: Decision, checked: CheckedList): Promise<DocumentAnswer> {
  const { title, number, issuer, body } = decision;
  const problems = [...tooLong(checked), ...forPurpose(checked, 'decision')];
  if (!decisionNumber.test(number)) {
    const zh = `文号“${number}”应为“唐工字〔2023〕25号”的形式：六角括号，序号不补零。`;
    const en = `The decision number "${number}" should look like 唐工字〔2023〕25号: hexagonal brackets, no leading zero.`;
    problems.push(problemOf('decision-number-invalid', zh, en, { value: number }));
  }
  const day = dayInWords(decision.date);
  if (day === undefined) problems.push(notADay('date', decision.date));
  if (problems.length > 0) return { ok: false, problems };
  const lists = checked.counts.map(({ award, count, kind }) => `${award}名单（${counted(count, kind)}）`);
  const attached = lists.map((list, n) => (n === 0 ? '附件：' : '') + (lists.length > 1 ? `${n + 1}．` : '') + list);
  return answer([
    { kind: 'title', text: title },
    { kind: 'number', text: number },
    ...paragraphs(body),
    ...paragraphs(attached),
    ...signed(issuer, day ?? ''),
    ...(await attachments(checked)),
  ]);
}

/**
 * The notice: its text, the term with its closing time, where objections go, and what is posted: a list award by award, or
 * tables that were printed by the rules of notices.
 */
export async function noticeOf(notice: Notice, posted: CheckedList | readonly NoticeTable[]): Promise<DocumentAnswer> {
  const { title, issuer, body } = notice;
  const inBody = notice.contacts === 'in-body';
  const contacts = notice.contacts === 'in-body' ? [] : notice.contacts;
  const isList = 'cells' in posted;
  const problems = isList ? [...tooLong(posted), ...forPurpose(posted, 'notice')] : [];
  const [day, from, until] = [notice.date, notice.from, notice.until].map(dayInWords);
  const closes = momentInWords(notice.closesAt);
  for (const field of ['date', 'from', 'until'] as const)
    if (dayInWords(notice[field]) === undefined) problems.push(notADay(field, notice[field]));
  if (closes === undefined || !notice.closesAt.startsWith(notice.until)) {
    const zh = `公示截止时刻“${notice.closesAt}”应为公示结束日的北京时间，如 2018-04-20T17:00+08:00。`;
    const en = `The closing time "${notice.closesAt}" should be a moment of the last day in Shanghai such as 2018-04-20T17:00+08:00.`;
    problems.push(problemOf('closing-time-invalid', zh, en));
  }
  if (notice.from > notice.until) {
    const zh = '公示期倒置：截止早于开始。';
    problems.push(problemOf('term-reversed', zh, 'The term ends before it begins.'));
  }
  if (!inBody && contacts.length === 0) {
    const zh = '公示须写明受理异议的部门和联系方式。';
    problems.push(problemOf('contacts-missing', zh, 'A notice says who takes objections, and how to reach them.'));
  }
  if (problems.length > 0) return { ok: false, problems };
  const term = `公示期：${from ?? ''}至${until ?? ''}，截止时间为${closes ?? ''}。`;
  const how =
    '对公示对象有异议的，请在公示期内以书面、电话等形式反映。以个人名义反映的，应署真实姓名并留联系方式；以单位名义反映的，应加盖公章。';
  const blocks: readonly Block[] = [
    { kind: 'title', text: title },
    ...paragraphs([...body, term, ...(inBody ? [] : [how]), ...contacts.map(contactLine)]),
    ...signed(issuer, day ?? ''),
    ...(isList ? await attachments(posted) : posted.flatMap(tableOnPage)),
  ];
  return answer(
    blocks,
    inBody ? body.flatMap((text) => text.match(/\d[\d -]{5,}\d/g) ?? []) : contacts.flatMap(({ phone }) => phone ?? []),
  );
}

/** The list alone as a document: each award with its count, and where it comes from (口径). */
export async function listDocumentOf(checked: CheckedList): Promise<DocumentAnswer> {
  const problems = tooLong(checked);
  if (problems.length > 0) return { ok: false, problems };
  const tables = (await attachments(checked)).filter(({ kind }) => kind === 'heading' || kind === 'table');
  return answer([
    { kind: 'title', text: checked.list.title },
    ...tables,
    { kind: 'heading', text: '口径' },
    { kind: 'table', rows: basisLines(checked) },
  ]);
}

const paragraphs = (texts: readonly string[]): readonly Block[] => texts.map((text) => ({ kind: 'text', text }));
const signed = (issuer: string, day: string): readonly Block[] => [
  { kind: 'right', text: issuer },
  { kind: 'right', text: day },
];

const contactLine = ({ office, phone, address, email }: Contact): string =>
  [
    `受理部门：${office}`,
    ...(phone === undefined ? [] : [`联系电话：${phone}`]),
    ...(address === undefined ? [] : [`地址：${address}`]),
    ...(email === undefined ? [] : [`电子邮箱：${email}`]),
  ].join('；');

const tableOnPage = ({ heading, rows }: NoticeTable, n: number, all: readonly NoticeTable[]): readonly Block[] => [
  { kind: 'page' },
  { kind: 'text', text: all.length > 1 ? `附件${n + 1}` : '附件' },
  { kind: 'heading', text: heading },
  { kind: 'table', rows },
];

async function attachments(checked: CheckedList): Promise<readonly Block[]> {
  const tables = await tablesOf(
    checked,
    checked.columns.map((column) => columnNames[column][0]),
  );
  return checked.counts
    .map(({ award, count, kind }) => ({
      heading: `${award}名单（${counted(count, kind)}）`,
      rows: tables.get(award) ?? [],
    }))
    .flatMap(tableOnPage);
}

function answer(blocks: readonly Block[], contacts: readonly string[] = []): DocumentAnswer {
  const problems = leaksOf(blocks, contacts);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, blocks };
}

function tooLong({ total }: CheckedList): FileProblem[] {
  if (total <= documentRowsMax) return [];
  const zh = `名单有 ${total} 行，文档最多 ${documentRowsMax} 行：请改用 XLSX 或 CSV。`;
  const en = `The list has ${total} rows, a document takes ${documentRowsMax}: use XLSX or CSV.`;
  return [problemOf('too-many-rows', zh, en)];
}

/** A list made for inside must not become a notice by being put into one. */
function forPurpose({ list }: CheckedList, purpose: 'decision' | 'notice'): FileProblem[] {
  if (list.purpose === purpose) return [];
  const zh = '名单不是为此用途生成的：请按此用途重新生成。';
  return [problemOf('purpose-other', zh, `The list was made as ${list.purpose}; make it again as ${purpose}.`)];
}

const fieldNames = { date: '落款日期', from: '公示开始日', until: '公示结束日' } as const;

function notADay(field: keyof typeof fieldNames, value: string): FileProblem {
  const zh = `${fieldNames[field]}“${value}”应为 2026-04-28 形式的日期。`;
  return problemOf('day-invalid', zh, `The ${field} "${value}" should be a day such as 2026-04-28.`, { value });
}
