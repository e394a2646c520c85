import {
  cellProblem,
  decimalProblem,
  mapColumns,
  missingColumn,
  problemOf,
  readTable,
  type BothTexts,
  type ColumnNames,
  type Columns,
  type FileProblem,
  type Row,
  type Table,
} from '@xf/files';
import { checkPublished, type PublishedCheck, type PublishedRule } from '@xf/lists';

const shareColumns = {
  year: ['年份', 'year', '年度'],
  award: ['奖项', 'award', '称号'],
  category: ['类别', 'category', '人员类别', '项目'],
  total: ['公布总数', 'published_total', '总数', 'total'],
  single: ['单列', 'single_listed', '单列人数'],
  base: ['基数', 'base'],
  count: ['人数', 'count', '数量'],
  stated: ['公布占比', 'stated_pct', '占比', 'stated'],
  kind: ['规则', 'rule_kind'],
  rule: ['规则值', 'rule_pct'],
} as const satisfies Record<string, ColumnNames>;

type ShareColumn = keyof typeof shareColumns;

/** A share of a published table, worked out again, and the row it stands in. */
export type ShareRow = { readonly row: number; readonly check: PublishedCheck };

export type ReadShares =
  | { readonly ok: true; readonly rows: readonly ShareRow[]; readonly unused: readonly string[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Reads a table of published shares and works each of them out again. Every problem of the file is answered. */
export async function readShares(file: string): Promise<ReadShares> {
  const read = await readTable(file);
  if (!read.ok) return read;
  const { table } = read;
  const columns = mapColumns(table, shareColumns);
  const problems = [...columns.problems];
  for (const key of ['category', 'total', 'count', 'stated'] as const)
    if (columns.at(key) === undefined) problems.push(missingColumn(table, shareColumns[key]));
  if (problems.length > 0) return { ok: false, problems };
  if (table.rows.length === 0) {
    return { ok: false, problems: [problemOf('file-empty', '文件没有数据行。', 'The file has no rows.')] };
  }
  const reader = new ShareReader(table, columns, problems);
  const rows = table.rows.flatMap((row) => reader.read(row));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, rows, unused: columns.others.map(({ name }) => name) };
}

const wholeMax = 100_000_000;
const kinds: Readonly<Record<string, PublishedRule['kind']>> = {
  至少: 'least',
  不少于: 'least',
  不低于: 'least',
  min: 'least',
  至多: 'most',
  不超过: 'most',
  max: 'most',
};

class ShareReader {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly table: Table,
    private readonly columns: Columns<ShareColumn>,
    private readonly problems: FileProblem[],
  ) {}

  read(row: Row): readonly ShareRow[] {
    const before = this.problems.length;
    const total = this.whole(row, 'total');
    const singleListed = this.columns.read(row, 'single') === undefined ? 0 : this.whole(row, 'single');
    const count = this.whole(row, 'count');
    const stated = this.stated(row);
    const rule = this.rule(row);
    const name = this.name(row);
    if (total === undefined || singleListed === undefined || count === undefined) return [];
    this.pot(row, total - singleListed, count);
    if (this.problems.length > before) return [];
    const share = { name, total, singleListed, count };
    const told = { ...(stated === undefined ? {} : { stated }), ...(rule === undefined ? {} : { rule }) };
    return [{ row: row.row, check: checkPublished({ ...share, ...told }) }];
  }

  private say(row: Row, key: ShareColumn, code: string, expected: BothTexts): void {
    const value = this.columns.read(row, key) ?? '';
    const at = { row: row.row, index: this.columns.at(key), value };
    this.problems.push(cellProblem(this.table, at, code, expected));
  }

  private whole(row: Row, key: 'total' | 'single' | 'count' | 'base'): number | undefined {
    const text = this.columns.read(row, key) ?? '';
    if (/^\d+$/.test(text) && Number(text) <= wholeMax) return Number(text);
    this.say(row, key, 'number-invalid', {
      zh: `须为 0 至 ${wholeMax} 的整数`,
      en: `a whole number from 0 to ${wholeMax} is expected`,
    });
    return undefined;
  }

  /** Nobody is counted who is not in the pot. domain-rules 19 */
  private pot(row: Row, pot: number, count: number): void {
    if (pot <= 0) {
      const zh = '单列须少于公布总数，否则没有基数';
      this.say(row, this.columns.at('single') === undefined ? 'total' : 'single', 'pot-empty', {
        zh,
        en: 'fewer than the published total are expected, or there is nothing to be a share of',
      });
    } else if (count > pot) {
      this.say(row, 'count', 'count-over-pot', { zh: `不能多于基数 ${pot}`, en: `at most the ${pot} of the pot` });
    }
    if (this.columns.read(row, 'base') === undefined) return;
    const base = this.whole(row, 'base');
    if (base === undefined || base === pot) return;
    const expected = { zh: `须为公布总数减单列，即 ${pot}`, en: `the published total less the single-listed, ${pot}` };
    this.say(row, 'base', 'base-differs', expected);
  }

  private stated(row: Row): string | undefined {
    const text = this.columns.read(row, 'stated');
    if (text === undefined) return undefined;
    const isShare = /^((0|[1-9]\d?)(\.\d{1,6})?|100(\.0{1,6})?)$/.test(text);
    if (isShare) return text;
    const zh = '须为 0 至 100 的百分数，小数不超过六位';
    const en = 'per cent from 0 to 100 are expected, with at most six decimals';
    this.say(row, 'stated', 'share-invalid', decimalProblem(text) ?? { zh, en });
    return undefined;
  }

  private rule(row: Row): PublishedRule | undefined {
    const [kindText, text] = [this.columns.read(row, 'kind'), this.columns.read(row, 'rule')];
    const kind = kindText === undefined ? undefined : kinds[kindText.toLowerCase()];
    if (kindText !== undefined && kind === undefined) {
      const zh = `须为：${Object.keys(kinds).join('、')}`;
      this.say(row, 'kind', 'rule-kind-unknown', { zh, en: `one of ${Object.keys(kinds).join(', ')}` });
    }
    if (text === undefined) return undefined;
    const percent = /^((?:0|[1-9]\d?|100)(?:\.\d{1,6})?)%?$/.exec(text)?.[1];
    const persons = /^(\d{1,8}) *(?:人|persons)$/.exec(text)?.[1];
    if (percent === undefined && persons === undefined) {
      const zh = '须为百分数（35）或人数（45人）';
      this.say(row, 'rule', 'rule-invalid', { zh, en: 'per cent (35) or people (45 persons) are expected' });
    }
    if (kindText === undefined) {
      this.say(row, 'kind', 'rule-kind-missing', { zh: '须写明至少或至多', en: 'min or max is expected' });
    }
    if (kind === undefined) return undefined;
    if (persons !== undefined) return { kind, persons: Number(persons) };
    return percent === undefined ? undefined : { kind, percent };
  }

  private name(row: Row): string {
    if (this.columns.read(row, 'category') === undefined) {
      const zh = '不能为空：是谁的占比';
      this.say(row, 'category', 'category-missing', { zh, en: 'whose share it is must be told' });
    }
    const parts = (['year', 'award', 'category'] as const).flatMap((key) => this.columns.read(row, key) ?? []);
    const name = parts.join(' ');
    const earlier = this.seen.get(name);
    this.seen.set(name, earlier ?? row.row);
    if (earlier !== undefined) {
      const zh = `与第 ${earlier} 行相同的年份、奖项和类别`;
      this.say(row, 'category', 'share-repeated', { zh, en: `the same year, award and category as row ${earlier}` });
    }
    return name;
  }
}
