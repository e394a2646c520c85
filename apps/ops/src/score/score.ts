import { readFile, writeFile } from 'node:fs/promises';
import { byteOrderMark, cellProblem, problemOf, type FileProblem } from '@xf/files';
import { loadRuleDocument, type Rules } from '@xf/rules';
import { Stop, type ExitCode } from '../io';
import { note, sayProblems, type Output } from '../print';
import { refusalText } from '../refusals';
import { readInput, type EntryOf, type Files, type ScoreInput, type ScoreOf } from './input';
import { play, type Results } from './play';
import { printReport, reportOf, type Format } from './report';

export type ScoreOptions = Files & {
  readonly rules: string;
  readonly format: Format;
  readonly board: string;
  readonly output?: string | undefined;
};

/** Scores files by a rule document and prints the final standings. Nothing is kept. */
export async function score(output: Output, options: ScoreOptions): Promise<ExitCode> {
  if (options.marks === undefined && options.measurements === undefined && options.entries === undefined) {
    const zh = '须给出 --marks、--measurements 或 --entries 中的至少一个文件。';
    throw new Stop(2, 'files-missing', zh, 'Give at least one file: --marks, --measurements or --entries.');
  }
  const document = await readJson(options.rules);
  const loaded = loadRuleDocument(document);
  if (!loaded.ok) {
    sayProblems(output, options.rules, loaded.problems.map(documentProblem));
    return 1;
  }
  const input = await readInput(loaded.rules, options);
  for (const one of input.notes) note(output, one);
  const files = [options.entries, options.marks, options.measurements].filter((file) => file !== undefined).join('、');
  const problems = [...input.problems, ...boardProblems(loaded.rules, input)];
  if (problems.length > 0) {
    sayProblems(output, files, problems);
    return 1;
  }
  const { rules } = loaded;
  const played = await play<EntryOf, ScoreOf>([
    { contest: 'contest', name: rules.document.title, document, entries: input.entries, scores: input.scores },
  ]);
  if (!played.ok) {
    sayProblems(output, files, played.refusals.map(refusedAt));
    return 1;
  }
  return print(output, rules, played.results[0], options);
}

async function print(
  output: Output,
  rules: Rules,
  results: Results | undefined,
  { board, format, output: file }: ScoreOptions,
): Promise<ExitCode> {
  if (results === undefined) throw new Error('a contest was played and has no results');
  const known = results.boards.map((one) => one.board);
  if (board !== 'all' && !known.includes(board)) {
    const list = known.join('、');
    throw new Stop(
      2,
      'board-unknown',
      `没有榜 ${board}；可用：${list}、all。`,
      `There is no board ${board}; known: ${list}, all.`,
    );
  }
  const text = printReport(reportOf(rules.document, results, board), output.json ? 'json' : format);
  if (file === undefined) {
    output.io.stdout.write(text);
    return 0;
  }
  await writeFile(file, format === 'csv' ? byteOrderMark + text : text);
  note(output, { zh: `已写入 ${file}。`, en: `Written to ${file}.` });
  return 0;
}

/** Reads a JSON file; what is no JSON stops the verb with the place of the mistake. */
export async function readJson(file: string): Promise<unknown> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Stop(1, 'json-invalid', `${file} 不是有效的 JSON：${why}`, `${file} is not valid JSON: ${why}`);
  }
}

const documentProblem = ({
  pointer,
  code,
  zh,
  en,
}: {
  pointer: string;
  code: string;
  zh: string;
  en: string;
}): FileProblem => problemOf(code, `${pointer}：${zh}`, `${pointer}: ${en}`, { column: pointer });

/** A field that stands on no board would be scored and never seen. */
function boardProblems(rules: Rules, { entries, problems }: ScoreInput): FileProblem[] {
  if (problems.length > 0) return [];
  if (entries.length === 0) return [problemOf('entries-missing', '文件中没有参赛者。', 'The files name no entry.')];
  if (entries.some(({ group }) => rules.boardsOf(group).length > 0)) return [];
  const zh = `规则“${rules.document.title}”按组别排榜，文件中没有它认得的组别（列“组别”）。`;
  return [
    problemOf(
      'boards-missing',
      zh,
      `The rules rank within groups; the files have no group they know (column "group").`,
    ),
  ];
}

type Refusal = { readonly rejection: { readonly code: string }; readonly of?: EntryOf | ScoreOf };

function refusedAt({ rejection, of }: Refusal): FileProblem {
  const text = refusalText(rejection);
  if (of === undefined) return problemOf(rejection.code, text.zh, text.en);
  const value = 'value' in of ? of.value : of.number;
  return cellProblem(of.from.table, { row: of.from.row, index: of.from.index, value }, rejection.code, text);
}
