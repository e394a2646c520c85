import { join } from 'node:path';
import { readTable } from '@xf/files';
import { exampleFile, ops } from './support';

type Line = {
  readonly entry: string;
  readonly group?: string;
  readonly rank?: number;
  readonly total?: string;
  readonly prize?: string;
  readonly status: string;
  readonly values: Readonly<Record<string, string>>;
};
type Standings = { readonly boards: readonly { readonly board: string; readonly rows: readonly Line[] }[] };
type Row = Readonly<Record<string, string>>;

const file = (name: string): string => join(__dirname, '../../examples/scores/published', `${name}.csv`);

/** What `ops score` prints, board by board. */
async function standings(rules: string, marks: string, ...more: string[]): Promise<Standings['boards']> {
  const { code, out } = await ops(['score', '--rules', exampleFile(rules), '--marks', marks, '--json', ...more]);
  if (code !== 0) throw new Error(out);
  return (JSON.parse(out) as Standings).boards;
}

async function rowsOf(name: string): Promise<readonly Row[]> {
  const read = await readTable(file(name));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { header, rows } = read.table;
  return rows.map(({ cells }) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])));
}

/** 540.0 and 540 are one number; a printed zero at the end says only how it was printed. */
const plain = (text = ''): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Entry, place, total and prize as printed; of each only what the table publishes. */
const asPublished = (rows: readonly Row[], place = '公布名次') =>
  rows.map((row) => ({
    entry: row['编号'] ?? '',
    ...('公布名次' in row ? { rank: row[place] ?? '' } : {}),
    ...('score' in row || 'result' in row ? { total: plain(row['score'] ?? row['result']) } : {}),
    ...('公布奖项' in row ? { prize: row['公布奖项'] ?? '' } : {}),
  }));

const asScored = (lines: readonly Line[], rows: readonly Row[]) =>
  lines.map(({ entry, rank, total, prize }) => ({
    entry,
    ...('公布名次' in (rows[0] ?? {}) ? { rank: String(rank ?? '') } : {}),
    ...('score' in (rows[0] ?? {}) || 'result' in (rows[0] ?? {}) ? { total: plain(total) } : {}),
    ...('公布奖项' in (rows[0] ?? {}) ? { prize: prize ?? '' } : {}),
  }));

const byEntry = <T extends { readonly entry: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => Number(a.entry) - Number(b.entry));

describe('published tables through ops score', () => {
  it.each([
    ['domain-rules 77: WorldSkills 2015, seven results', 'worldskills-2015', 'worldskills-2015-stonemasonry'],
    ['domain-rules 55: WorldSkills 2019, twelve results', 'worldskills-2019', 'worldskills-2019-stonemasonry'],
    ['domain-rules 73: campus games, six results', 'campus-games', 'campus-games-lower-is-better'],
    ['domain-rules 53: ploughing, fifteen results', 'ploughing-2012', 'ploughing-2012'],
    ["domain-rules 53: Yong'an, twenty-five prizes", 'yongan-2008', 'grades-as-announced'],
  ])('%s', async (_, name, rules) => {
    const rows = await rowsOf(name);
    const boards = await standings(rules, file(name));
    const grouped = boards.filter(({ board }) => board.startsWith('group:'));
    const shown = (grouped.length > 0 ? grouped : boards).flatMap((one) => one.rows);
    expect(byEntry(asScored(shown, rows))).toEqual(byEntry(asPublished(rows)));
  });

  it('domain-rules 54: the ploughing overall board is two of the four classes', async () => {
    const rows = await rowsOf('ploughing-2012');
    const boards = await standings('ploughing-2012', file('ploughing-2012'), '--board', 'overall');
    const four = boards.flatMap((one) => one.rows).slice(0, 4);
    const stated = rows.filter((row) => row['公布总榜名次'] !== '');
    expect(byEntry(asScored(four, rows))).toEqual(byEntry(asPublished(stated, '公布总榜名次')));
    expect(boards.map(({ board }) => board)).toEqual(['overall']);
    expect(new Set(boards.flatMap((one) => one.rows).map(({ group }) => group))).toEqual(
      new Set(['trailer', 'mounted']),
    );
  });

  it.each([
    ['季度竞赛', ['group:土建施工A等', 'group:机电施工A等', 'group:监理A等']],
    ['大干一百天', ['group:施工', 'group:总包']],
  ])('domain-rules 59, 75: Changsha metro, %s', async (contest, names) => {
    const rows = (await rowsOf('changsha-metro-2020q2')).filter((row) => row['赛项'] === contest);
    const boards = await standings('places-as-announced', file('changsha-metro-2020q2'), '--contest', contest);
    expect(boards.map(({ board }) => board)).toEqual(names);
    const lines = boards.flatMap((one) => one.rows);
    expect(byEntry(asScored(lines, rows))).toEqual(byEntry(asPublished(rows)));
    const first = lines.find(({ rank, prize }) => rank === 1 && prize === 'first');
    expect(first).toBeDefined();
    expect(lines.filter(({ rank }) => rank === 3).every(({ prize }) => prize === 'third')).toBe(true);
  });

  it('domain-rules 58: two entrants of Keqiao share place 59 with 43.8 out of different parts', async () => {
    const rows = (await rowsOf('keqiao')).filter((row) => row['公布名次'] !== '');
    expect(rows).toHaveLength(2);
    const boards = await standings('keqiao-rank-to-points', file('keqiao'));
    const lines = boards.flatMap((one) => one.rows);
    for (const row of rows) {
      const line = lines.find(({ entry }) => entry === row['编号']);
      expect(line?.rank).toBe(Number(row['公布名次']));
      expect(plain(line?.total)).toBe(row['公布总分']);
      for (const part of ['part1', 'part2', 'part3', 'part4'])
        expect(plain(line?.values[part])).toBe(row[`公布${part}`]);
    }
  });
});
