import { cellAddress, problemOf, spreadsheetText, type FileProblem } from '@xf/files';
import { createHash } from 'node:crypto';
import { cellsOf, columnNames, columnsFor, type Column, type Purpose } from './columns';
import { plainName } from './names';
import { leakIn } from './scan';
import type { ListRow, Refused, Warning } from './terms';

/** Where a list comes from (口径). Moments are texts as people in Shanghai read them. */
export type Basis = {
  readonly asOf: string;
  /** Of the log. */
  readonly position: number;
  /** Hash of the rule document the list follows, where there is one. */
  readonly rules?: string;
  readonly exportedBy: string;
  readonly exportedAt: string;
  /** How it is ordered, for people. */
  readonly order: string;
};

type Rows = Iterable<ListRow> | AsyncIterable<ListRow>;

export type List = {
  readonly title: string;
  readonly purpose: Purpose;
  /** The usual ones of the purpose when absent. */
  readonly columns?: readonly Column[];
  readonly basis: Basis;
  /** What the text around the list says how many there are. domain-rules 116 */
  readonly stated?: readonly { readonly award: string; readonly count: number }[];
  readonly warnings?: readonly Warning[];
  /** In their order. Asked for twice, once to check and once to write: the same rows each time. */
  readonly rows: () => Rows;
};

export type Count = { readonly award: string; readonly kind: ListRow['kind']; readonly count: number };

/** The cells that a CSV for a spreadsheet has an apostrophe in, by their addresses there: `D3`. domain-rules 117 */
export type Neutralised = { readonly count: number; readonly first: readonly string[] };

/** A list that may be printed; every writer takes one of these and nothing else. */
export type CheckedList = {
  readonly list: Omit<List, 'rows' | 'columns' | 'stated'>;
  readonly columns: readonly Column[];
  readonly counts: readonly Count[];
  readonly total: number;
  readonly warnings: readonly Warning[];
  readonly neutralised: Neutralised;
  /** The printed text of each column, row by row. Throws after the last when the rows are not those that were checked. */
  readonly cells: () => AsyncGenerator<Printed>;
};
export type Printed = { readonly key: string; readonly award: string; readonly cells: readonly string[] };

/** More problems than these help nobody. */
const problemsMax = 100;
/** Further cells are counted and not named. */
const neutralisedMax = 100;

/**
 * Reads every row, once where no two names are alike, and answers what may be printed, or everything that keeps the list from it: columns the purpose
 * does not allow, counts that are not those stated, empty names, names nothing tells apart, and ID or phone numbers in
 * what would be printed. Nothing was written by then. domain-rules 41, 115, 116, 121
 */
export async function checkList(list: List): Promise<{ readonly ok: true; readonly checked: CheckedList } | Refused> {
  const columns = columnsFor(list.purpose, list.columns);
  if (!isColumns(columns)) return { ok: false, problems: columns };
  const problems: FileProblem[] = [];
  let more = 0;
  const told = (...found: readonly FileProblem[]) => {
    const room = problemsMax - problems.length;
    problems.push(...found.slice(0, room));
    more += Math.max(0, found.length - room);
  };
  const counts = new Map<string, Count>();
  const names = new Names();
  const keys = new Set<string>();
  let total = 0;
  const looked = async function* (): AsyncGenerator<ListRow> {
    for await (const row of list.rows()) {
      total += 1;
      const { award, kind } = row;
      counts.set(award, { award, kind, count: (counts.get(award)?.count ?? 0) + 1 });
      told(...incomplete(row, total));
      if (keys.has(row.key)) told(repeated(total));
      keys.add(row.key);
      names.add(row, total);
      yield row;
    }
  };
  const paper: Paper = { columns, isPublished: list.purpose !== 'internal' };
  let cells = await cellsChecked(looked(), paper, new Set());
  const clashes = names.clashes(columns);
  // The cells of those who share a name say more than was thought.
  if (clashes.byBirthYear.size > 0) cells = await cellsChecked(list.rows(), paper, clashes.byBirthYear);
  told(...clashes.problems, ...miscounted(list.stated, counts), ...cells.problems);
  more += cells.more;
  told(...leaksAround(list, [...counts.keys()]));
  if (more > 0)
    problems.push(problemOf('problems-more', `另有 ${more} 处问题未列出。`, `${more} more problems are not listed.`));
  if (problems.length > 0) return { ok: false, problems };
  const { title, purpose, basis } = list;
  const checked: CheckedList = {
    ...{ list: { title, purpose, basis }, columns, counts: [...counts.values()], total },
    warnings: list.warnings ?? [],
    neutralised: cells.neutralised,
    cells: cellsOfChecked(list.rows, paper, clashes.byBirthYear, cells.sum),
  };
  return { ok: true, checked };
}

/** What decides how a row is printed, the same for all rows. */
type Paper = { readonly columns: readonly Column[]; readonly isPublished: boolean };

/** What is wrong with the texts that would be printed, and a hash of them. */
async function cellsChecked(rows: Rows, paper: Paper, byBirthYear: ReadonlySet<number>) {
  const digest = createHash('sha256');
  const problems: FileProblem[] = [];
  const first: string[] = [];
  let [at, count, more] = [0, 0, 0];
  for await (const { cells } of printed(rows, paper, byBirthYear)) {
    at += 1;
    const changed = changedCells(cells, at + 1);
    count += changed.length;
    first.push(...changed.slice(0, neutralisedMax - first.length));
    digest.update(`${cells.join('\u001f')}\u001e`);
    const found = unfit(cells, paper.columns, at);
    const room = problemsMax - problems.length;
    problems.push(...found.slice(0, room));
    more += Math.max(0, found.length - room);
  }
  return { problems, more, sum: digest.digest('hex'), neutralised: { count, first } satisfies Neutralised };
}

const isColumns = (found: readonly Column[] | readonly FileProblem[]): found is readonly Column[] =>
  found.every((one) => typeof one === 'string');

async function* printed(rows: Rows, { columns, isPublished }: Paper, byBirthYear: ReadonlySet<number>) {
  const numbers = new Map<string, number>();
  let at = 0;
  for await (const row of rows) {
    at += 1;
    const number = (numbers.get(row.award) ?? 0) + 1;
    numbers.set(row.award, number);
    const placed = { number, byBirthYear: byBirthYear.has(at), isPublished };
    const cells = cellsOf(row, placed, columns);
    yield { key: row.key, award: row.award, cells } satisfies Printed;
  }
}

/** Apart from the check, of which nothing should stay as long as the list does. */
const cellsOfChecked = (rows: List['rows'], paper: Paper, byBirthYear: ReadonlySet<number>, sum: string) => () =>
  unchanged(printed(rows(), paper, byBirthYear), sum);

async function* unchanged(rows: AsyncGenerator<Printed>, sum: string): AsyncGenerator<Printed> {
  const digest = createHash('sha256');
  for await (const row of rows) {
    digest.update(`${row.cells.join('\u001f')}\u001e`);
    yield row;
  }
  if (digest.digest('hex') !== sum) throw new Error('the rows written are not the rows that were checked');
}

const changedCells = (cells: readonly string[], row: number): readonly string[] =>
  cells.flatMap((cell, n) => (spreadsheetText(cell) === cell ? [] : [cellAddress(n, row)]));

const needed = ['award', 'name'] as const;

function incomplete(row: ListRow, at: number): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  for (const column of needed) {
    if (row[column].trim() !== '') continue;
    const [zh, en] = columnNames[column];
    const text = { zh: `第 ${at} 行：${zh}不能为空。`, en: `Row ${at}: the ${en} must not be empty.` };
    problems.push(problemOf('cell-empty', text.zh, text.en, { row: at, column: zh }));
  }
  return problems;
}

function repeated(at: number): FileProblem {
  const zh = `第 ${at} 行已在名单中：同一项荣誉只列一次。`;
  return problemOf('row-repeated', zh, `Row ${at} is on the list already: an honour is listed once.`, { row: at });
}

/** domain-rules 116 */
function miscounted(stated: List['stated'], counts: ReadonlyMap<string, Count>): readonly FileProblem[] {
  if (stated === undefined) return [];
  const known = new Set(stated.map(({ award }) => award));
  const unstated = [...counts.keys()].filter((award) => !known.has(award)).map((award) => ({ award, count: 0 }));
  return [...stated, ...unstated].flatMap(({ award, count }) => {
    const rows = counts.get(award)?.count ?? 0;
    if (rows === count) return [];
    const zh = `“${award}”写明 ${count} 个，名单有 ${rows} 行：数目不符，未导出。`;
    const en = `"${award}" is stated as ${count}, the list has ${rows} rows: the counts differ, nothing was exported.`;
    return [problemOf('count-differs', zh, en, { value: String(rows) })];
  });
}

type Seen = { readonly at: number; readonly subject: string; readonly unitPost: string; readonly birthYear: string };

/** Which persons of one name a list has. Unit and post tell them apart, then the year of birth. domain-rules 121 */
class Names {
  private readonly seen = new Map<string, Seen | Seen[]>();

  add({ kind, name, key, subject, unitPost, birthYear }: ListRow, at: number): void {
    const plain = plainName(name);
    if (kind !== 'person' || plain === '') return;
    const one = { at, subject: subject ?? key, unitPost: unitPost?.trim() ?? '', birthYear: birthYear?.trim() ?? '' };
    const known = this.seen.get(plain);
    if (known === undefined) this.seen.set(plain, one);
    else if (Array.isArray(known)) known.push(one);
    else this.seen.set(plain, [known, one]);
  }

  clashes(columns: readonly Column[]): {
    readonly byBirthYear: ReadonlySet<number>;
    readonly problems: readonly FileProblem[];
  } {
    const byBirthYear = new Set<number>();
    const problems: FileProblem[] = [];
    for (const [name, known] of this.seen) {
      if (!Array.isArray(known)) continue;
      const unit = columns.includes('unitPost') ? ({ unitPost }: Seen) => unitPost : () => '';
      for (const alike of groups(known, unit)) {
        if (new Set(alike.map(({ subject }) => subject)).size < 2) continue;
        for (const { at } of alike) byBirthYear.add(at);
        for (const same of groups(alike, ({ birthYear }) => birthYear)) {
          if (new Set(same.map(({ subject }) => subject)).size > 1) problems.push(collision(name, same));
        }
      }
    }
    return { byBirthYear, problems };
  }
}

function groups(seen: readonly Seen[], by: (one: Seen) => string): Iterable<readonly Seen[]> {
  const found = new Map<string, Seen[]>();
  for (const one of seen) {
    const group = found.get(by(one));
    if (group === undefined) found.set(by(one), [one]);
    else group.push(one);
  }
  return found.values();
}

function collision(name: string, same: readonly Seen[]): FileProblem {
  const rows = same.map(({ at }) => at);
  const shown = leakIn(name) === undefined ? name : '…';
  const zh = `第 ${rows.join('、')} 行都是“${shown}”，单位及职务、出生年份都分不开：请补充其中之一。`;
  const en = `Rows ${rows.join(', ')} are all "${shown}", and neither unit and post nor year of birth tells them apart: complete one of these.`;
  return problemOf('name-collision', zh, en, { row: rows[0] ?? 0, column: columnNames.name[0] });
}

/** Characters no XML file can hold. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

function unfit(cells: readonly string[], columns: readonly Column[], at: number): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  for (const [n, cell] of cells.entries()) {
    const found = leakIn(cell);
    if (found === undefined && !unprintable.test(cell)) continue;
    const [zh, en] = columnNames[columns[n] ?? 'name'];
    const where = { zh: `第 ${at} 行“${zh}”`, en: `Row ${at}, "${en}",` };
    const more = { row: at, column: zh };
    problems.push(found === undefined ? withControl(where, more) : leaked(found, where, more));
  }
  return problems;
}

function withControl({ zh, en }: Where, more: Partial<FileProblem>): FileProblem {
  const text = {
    zh: '中有不可打印的控制字符：请在原记录中删去。',
    en: 'holds a control character: take it out of the record.',
  };
  return problemOf('character-unprintable', zh + text.zh, `${en} ${text.en}`, more);
}

type Where = { readonly zh: string; readonly en: string };

/** The problem of a text that shows what must not be published; the number itself is not repeated. */
export function leaked(found: 'id-number' | 'phone', where: Where, more: Partial<FileProblem> = {}): FileProblem {
  const what =
    found === 'phone'
      ? { zh: '手机号码', en: 'a phone number' }
      : { zh: '身份证号或银行卡号', en: 'an ID or bank card number' };
  const zh = `${where.zh}中有${what.zh}，未导出：请在原记录中删去。`;
  return problemOf(
    `${found}-shown`,
    zh,
    `${where.en} shows ${what.en}; nothing was exported. Take it out of the record.`,
    more,
  );
}

/** The texts beside the rows; a hash of rules is no text, and may have any digits. */
const leaksAround = ({ title, basis, warnings = [] }: List, awards: readonly string[]): readonly FileProblem[] =>
  [title, basis.exportedBy, basis.order, ...awards, ...warnings.map(({ zh }) => zh)].flatMap((text) => {
    const found = leakIn(text);
    return found === undefined ? [] : [leaked(found, { zh: '标题或口径', en: 'The title or basis' })];
  });
