import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '@xf/files';
import { exampleFile, ops } from './support';

type Line = {
  readonly entry: string;
  readonly rank?: number;
  readonly total?: string;
  readonly prize?: string;
  readonly values: Readonly<Record<string, string>>;
};
type Standings = { readonly boards: readonly { readonly rows: readonly Line[] }[] };

const examples = join(__dirname, '../../examples');
const fields = readdirSync(join(examples, 'scores'))
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.replace('.csv', ''));
const expected = '应得';

/** The rules of the domain that a field shows. */
const proves: Readonly<Record<string, string>> = {
  'ankang-cup-organisation': '100, 103',
  'ankang-cup-unit': '68, 69, 70, 71',
  'changsha-metro-2020q2': '53, 75',
  'elevator-25-55-20': '61',
  'elevator-preliminary': '56, 75',
  'energy-saving': '73',
  'estimate-the-mean': '74',
  'head-judge-shift': '64, 65',
  'knowledge-contest': '79, 127',
  'lab-skills-final': '57, 60, 76',
  'labour-100-days': '69, 71',
  'labour-100-days-final': '72, 96',
  'lamps-tie-chain': '76',
  'minimum-thirty': '51',
  'month-quarter-year': '96',
  'newspaper-ranks': '58, 128',
  'pass-both-parts': '70, 87',
  'pioneer-points': '89',
  'seven-judges-trimmed': '62, 63',
  'share-prizes-pass-mark': '89, 90',
  'shift-team-vetoes': '69, 99',
  'site-bonus-highest': '66',
  'six-type-team': '68',
  'team-of-three': '95',
  'ten-judges': '62',
  'theory-practice-30-70': '60, 76',
  'timed-rodeo': '125, 126',
  'titles-by-size': '87, 88',
  'verified-benefit': '101, 102',
  'women-post': '67, 71',
};
const titled = fields.map((id) => [id in proves ? `domain-rules ${proves[id]}: ${id}` : id, id] as const);

/** What a column of a field states beside the marks: worked out by hand from the plan, or printed by it. */
function shown(line: Line, column: string): string {
  if (column === '编号') return line.entry;
  if (column === `${expected}名次`) return String(line.rank ?? '');
  if (column === `${expected}总分`) return line.total ?? '';
  if (column === `${expected}奖项`) return line.prize ?? '';
  return line.values[column.slice(expected.length + 1)] ?? '';
}

describe('a rule document for every kind of competition', () => {
  it('has a field to score for each document that has no published table', () => {
    const published = ['places', 'grades', 'campus', 'keqiao', 'ploughing', 'worldskills-20', 'isu'];
    const documents = readdirSync(join(examples, 'rule-documents')).map((name) => name.replace('.json', ''));
    const others = documents.filter((id) => !published.some((start) => id.startsWith(start)));
    expect(new Set(fields)).toEqual(new Set(others));
  });

  it.each(titled)('%s gives every total, place and prize of its field', async (_, id) => {
    const file = join(examples, 'scores', `${id}.csv`);
    const read = await readTable(file);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const { header, rows } = read.table;
    const columns = header.flatMap((name, i) => (name === '编号' || name.startsWith(expected) ? [{ name, i }] : []));
    const stated = rows.map(({ cells }) => columns.map(({ i }) => cells[i] ?? ''));
    const { code, out } = await ops(['score', '--rules', exampleFile(id), '--marks', file, '--json']);
    if (code !== 0) throw new Error(out);
    const lines = (JSON.parse(out) as Standings).boards.flatMap((board) => board.rows);
    const found = rows.map(({ cells }) => lines.find(({ entry }) => entry === cells[header.indexOf('编号')]));
    expect(found.map((line) => line && columns.map(({ name }) => shown(line, name)))).toEqual(stated);
  });
});
