import { join } from 'node:path';
import { problemOf, readTable, type FileProblem, type Table } from '@xf/files';
import { Stop, type ExitCode } from '../io';
import { sayProblems, say, type Output } from '../print';
import { refusalText } from '../refusals';
import { play, type PlayedContest, type PlayedEntry, type PlayedScore } from './play';
import { readJson } from './score';
import { loadRuleDocument } from '@xf/rules';
import { vocabularyOf, type Vocabulary } from './words';

export type CheckIsuOptions = { readonly data: string; readonly documents: string };

type Published = {
  readonly competition: string;
  readonly program: string;
  readonly number: string;
  readonly entrant: string;
  readonly fields: Readonly<Record<'component_score' | 'total' | 'rank', string>>;
};

type Contest = PlayedContest & { readonly entries: PlayedEntry[]; readonly scores: PlayedScore[] };
type Difference = Omit<Published, 'fields'> & {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
};

const shownMax = 20;

/** Scores the published figure-skating protocols and compares component score, total and rank of every row. */
export async function checkIsu(output: Output, options: CheckIsuOptions): Promise<ExitCode> {
  const results = await tableAt(output, join(options.data, 'results.csv'));
  const marks = await tableAt(output, join(options.data, 'marks.csv'));
  if (results === undefined || marks === undefined) return 1;
  const field = fieldOf(results, await documentsOf(results, options.documents));
  addMarks(field, marks);
  if (field.problems.length > 0) {
    sayProblems(output, options.data, field.problems);
    return 1;
  }
  const played = await play([...field.contests.values()]);
  if (!played.ok) {
    const problems = played.refusals.map(({ rejection }) => ({ code: rejection.code, ...refusalText(rejection) }));
    sayProblems(output, options.data, problems);
    return 1;
  }
  const got = new Map<string, Readonly<Record<string, string>>>();
  for (const { contest, boards } of played.results) {
    for (const { row, scored, rank } of boards.flatMap(({ rows }) => rows)) {
      got.set(`${contest.contest.contest}\n${row.number}`, {
        component_score: scored.values['components'] ?? '',
        total: scored.total ?? '',
        rank: String(rank ?? ''),
      });
    }
  }
  return compare(output, field, got);
}

type Field = {
  readonly contests: Map<string, Contest>;
  readonly published: readonly Published[];
  readonly documents: ReadonlyMap<string, Document>;
  readonly problems: FileProblem[];
};
type Document = { readonly json: unknown; readonly words: Vocabulary };

const reader = (table: Table) => {
  const at = new Map(table.header.map((name, index) => [name, index]));
  return (cells: readonly string[], name: string): string => {
    const index = at.get(name);
    if (index !== undefined) return cells[index] ?? '';
    throw new Stop(1, 'column-missing', `${table.file} 缺少列 ${name}。`, `${table.file} has no column ${name}.`);
  };
};

async function tableAt(output: Output, file: string): Promise<Table | undefined> {
  const read = await readTable(file);
  if (read.ok) return read.table;
  sayProblems(output, file, read.problems);
  return undefined;
}

async function documentsOf(results: Table, folder: string): Promise<ReadonlyMap<string, Document>> {
  const read = reader(results);
  const documents = new Map<string, Document>();
  for (const program of new Set(results.rows.map(({ cells }) => read(cells, 'program')))) {
    const file = join(folder, `isu-2016-${program.toLowerCase().replaceAll(' ', '-')}.json`);
    const json = await readJson(file);
    const loaded = loadRuleDocument(json);
    if (!loaded.ok)
      throw new Stop(1, 'rules-refused', `${file} 不可用。`, `${file} is refused: ${JSON.stringify(loaded.problems)}`);
    documents.set(program, { json, words: vocabularyOf(loaded.rules.document) });
  }
  return documents;
}

/** One contest for each programme of a competition: start numbers and places are counted within it. */
function fieldOf(results: Table, documents: ReadonlyMap<string, Document>): Field {
  const read = reader(results);
  const contests = new Map<string, Contest>();
  const published: Published[] = [];
  for (const { cells } of results.rows) {
    const [competition, program] = [read(cells, 'competition'), read(cells, 'program')];
    const contest = `${competition} / ${program}`;
    const number = read(cells, 'start_no');
    const known = contests.get(contest) ?? {
      contest,
      name: contest,
      document: documents.get(program)?.json,
      entries: [],
      scores: [],
    };
    contests.set(contest, known);
    const entrant = read(cells, 'entrant');
    known.entries.push({ number, name: entrant, unit: read(cells, 'nation') });
    known.scores.push({ number, criterion: 'technical', slot: '1', value: read(cells, 'technical_score') });
    known.scores.push({ number, criterion: 'deductions', slot: '1', value: read(cells, 'deductions') });
    const fields = {
      component_score: read(cells, 'component_score'),
      total: read(cells, 'total'),
      rank: read(cells, 'rank'),
    };
    published.push({ competition, program, number, entrant, fields });
  }
  return { contests, published, documents, problems: [] };
}

function addMarks({ contests, documents, problems }: Field, marks: Table): void {
  const read = reader(marks);
  for (const { row, cells } of marks.rows) {
    const value = read(cells, 'mark');
    if (value === '') continue;
    const program = read(cells, 'program');
    const contest = contests.get(`${read(cells, 'competition')} / ${program}`);
    const name = read(cells, 'criterion');
    const criterion = documents.get(program)?.words.criterionOf(name);
    if (contest === undefined || criterion === undefined) {
      const zh = `marks.csv 第 ${row} 行：没有对应的成绩或项目“${name}”。`;
      problems.push(
        problemOf('mark-unplaced', zh, `marks.csv, row ${row}: no result or criterion "${name}" for it.`, { row }),
      );
      continue;
    }
    contest.scores.push({ number: read(cells, 'start_no'), criterion, slot: read(cells, 'judge'), value });
  }
}

function compare(
  output: Output,
  { published }: Field,
  got: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ExitCode {
  const differences: Difference[] = [];
  const differing = new Set<Published>();
  for (const one of published) {
    const { fields, ...of } = one;
    const own = got.get(`${one.competition} / ${one.program}\n${one.number}`);
    for (const [field, expected] of Object.entries(fields)) {
      const found = own?.[field] ?? '';
      if (found === expected) continue;
      differing.add(one);
      differences.push({ ...of, field, expected, got: found });
    }
  }
  const total = published.length;
  const agreed = total - differing.size;
  const lines = differences
    .slice(0, shownMax)
    .map(
      (one) =>
        `${one.competition} / ${one.program} / ${one.entrant} / ${one.field}: expected ${one.expected}, got ${one.got}`,
    );
  say(output, { ok: agreed === total, agreed, total, differences }, [...lines, `${agreed} of ${total}`]);
  return agreed === total ? 0 : 4;
}
