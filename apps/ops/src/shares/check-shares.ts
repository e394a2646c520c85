import { writeCsv } from '@xf/files';
import type { PublishedRule } from '@xf/lists';
import type { ExitCode } from '../io';
import { note, sayProblems, textTable, type Output } from '../print';
import type { Format } from '../score/report';
import { readShares, type ShareRow } from './rows';

export type CheckSharesOptions = { readonly format: Format };

/**
 * Works out every share of a published table again, half-up from the exact ratio over the pot that it is of, and prints each
 * with numerator, denominator and pot. Finds what was printed differently and rules that are not kept. domain-rules 19, 29
 */
export async function checkShares(output: Output, file: string, { format }: CheckSharesOptions): Promise<ExitCode> {
  const read = await readShares(file);
  if (!read.ok) {
    sayProblems(output, file, read.problems);
    return 1;
  }
  const { rows, unused } = read;
  if (unused.length > 0) {
    const list = unused.join('、');
    note(output, { zh: `未使用的列：${list}。`, en: `Columns not used: ${list}.` });
  }
  const found = rows.filter(({ check }) => check.differs || check.reached === false);
  output.io.stdout.write(printed(rows, output.json ? 'json' : format));
  return found.length === 0 ? 0 : 4;
}

function printed(rows: readonly ShareRow[], format: Format): string {
  if (format === 'json') return `${JSON.stringify(jsonOf(rows), undefined, 2)}\n`;
  if (format === 'csv') return writeCsv([csvHead, ...rows.map(csvRow)]);
  return `${tableLines(rows).join('\n')}\n`;
}

const differing = (rows: readonly ShareRow[]) => rows.filter(({ check }) => check.differs);
const broken = (rows: readonly ShareRow[]) => rows.filter(({ check }) => check.reached === false);

function jsonOf(rows: readonly ShareRow[]) {
  const [differs, breaks] = [differing(rows), broken(rows)].map((some) => some.map(({ row }) => row));
  return {
    ok: differs?.length === 0 && breaks?.length === 0,
    printed: rows.filter(({ check }) => check.stated !== undefined).length,
    ...{ total: rows.length, differs, breaks },
    rows: rows.map(({ row, check: { name, count, pot, total, singleListed, ...check } }) => ({
      ...{ row, name, numerator: count, denominator: pot },
      pot: { total, singleListed },
      ...check,
    })),
  };
}

const csvHead = [
  ...['row', 'name', 'numerator', 'denominator', 'published_total', 'single_listed', 'share', 'printed'],
  ...['differs', 'rule', 'kept', 'pot'],
];

const csvRow = ({ row, check }: ShareRow): readonly string[] => [
  ...[row, check.name, check.count, check.pot, check.total, check.singleListed].map(String),
  ...[check.halfUp, check.stated ?? '', check.differs ? 'yes' : 'no', ruleText(check.rule)],
  ...[check.reached === undefined ? '' : check.reached ? 'yes' : 'no', check.potSays ?? ''],
];

const ruleText = (rule: PublishedRule | undefined): string =>
  rule === undefined
    ? ''
    : `${rule.kind === 'least' ? '≥' : '≤'} ${rule.persons === undefined ? `${rule.percent}%` : `${rule.persons}人`}`;

const head = ['行', '占比', '分子/分母', '基数（总数−单列）', '公布', '核对', '规则', '达到', '对象'];

function tableLines(rows: readonly ShareRow[]): readonly string[] {
  const cells = rows.map(({ row, check }) => [
    ...[String(row), `${check.halfUp}%`, `${check.count}/${check.pot}`],
    check.singleListed === 0 ? String(check.pot) : `${check.pot}（${check.total}−${check.singleListed}）`,
    check.stated === undefined ? '—' : `${check.stated}%`,
    check.stated === undefined ? '未公布' : check.differs ? '不同' : '相同',
    ruleText(check.rule),
    check.reached === undefined ? '' : check.reached ? '是' : '否',
    check.name,
  ]);
  const stated = rows.filter(({ check }) => check.stated !== undefined).length;
  const [differs, breaks] = [differing(rows), broken(rows)];
  const summary = [
    `共 ${rows.length} 行，公布占比 ${stated} 个，与四舍五入不同 ${differs.length} 个，未达规则 ${breaks.length} 个。`,
    `  ${rows.length} rows, ${stated} printed shares; ${differs.length} differ from half-up, ${breaks.length} break a rule.`,
  ];
  const listed = differs.map(
    ({ row, check: { name, count, pot, halfUp, stated: printedAs } }) =>
      `- 第 ${row} 行 ${name}：${count}/${pot} 为 ${halfUp}%，公布为 ${printedAs ?? ''}%`,
  );
  return [...textTable([head, ...cells]), '', ...summary, ...listed, '', ...potLines(rows)];
}

/** What a reader must know of a pot, once for each total that has single-listed in it, and wherever the total would turn a rule. */
function potLines(rows: readonly ShareRow[]): readonly string[] {
  const told = new Set<string>();
  const lines = rows.flatMap(({ row, check: { name, potSays, total, singleListed } }) => {
    const pot = `${total}/${singleListed}`;
    if (potSays === undefined || (told.has(pot) && !potSays.includes('误判'))) return [];
    told.add(pot);
    return [`- 第 ${row} 行 ${name}：${potSays}`];
  });
  return lines.length === 0 ? [] : ['【基数 pots】 单列不计入 single-listed people are in no pot', ...lines];
}
