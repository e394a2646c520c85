import { writeFile } from 'node:fs/promises';
import { byteOrderMark, problemOf, type FileProblem } from '@xf/files';
import { check, loadShortlistDocument, shortlist, type CandidateProblem, type ShortlistDocument } from '@xf/shortlist';
import { Stop, type ExitCode } from '../io';
import { note, say, sayProblems, type Output } from '../print';
import { readJson } from '../score/score';
import { problemAt, readCandidates, readChosen, type CandidateFile } from './candidates';
import { checkLines, printResult, type Format } from './report';

export type ShortlistOptions = {
  readonly rules: string;
  readonly candidates: string;
  readonly seats: string;
  readonly chosen?: string | undefined;
  readonly format: Format;
  readonly output?: string | undefined;
};

/** Chooses from a file by a shortlist document, or checks a list chosen by hand. Nothing is kept. */
export async function makeShortlist(output: Output, options: ShortlistOptions): Promise<ExitCode> {
  if (!/^(0|[1-9]\d{0,4})$/.test(options.seats)) {
    throw new Stop(
      2,
      'seats-invalid',
      `名额须为非负整数：${options.seats}`,
      `Seats must be a whole number: ${options.seats}`,
    );
  }
  const seats = Number(options.seats);
  const loaded = loadShortlistDocument(await readJson(options.rules));
  if (!loaded.ok) {
    const problems = loaded.problems.map(({ pointer, code, zh, en }) =>
      problemOf(code, `${pointer}：${zh}`, `${pointer}: ${en}`, { column: pointer }),
    );
    return refused(output, options.rules, problems);
  }
  const { document } = loaded;
  const read = await readCandidates(options.candidates, document);
  if (!read.ok) return refused(output, options.candidates, read.problems);
  const { file } = read;
  if (file.unused.length > 0) {
    const list = file.unused.join('、');
    note(output, { zh: `未使用的列：${list}。`, en: `Columns not used: ${list}.` });
  }
  if (options.chosen !== undefined) return checkChosen(output, document, file, seats, options.chosen);
  const result = await shortlist(document, file.candidates, seats);
  if (result.kind === 'refused') return refusedAt(output, options.candidates, file, result.problems);
  const format = output.json ? 'json' : options.format;
  const text = printResult(document, file.candidates, seats, result, format);
  if (options.output === undefined) output.io.stdout.write(text);
  else {
    await writeFile(options.output, format === 'csv' ? byteOrderMark + text : text);
    note(output, { zh: `已写入 ${options.output}。`, en: `Written to ${options.output}.` });
  }
  return result.kind === 'list' ? 0 : 4;
}

async function checkChosen(
  output: Output,
  document: ShortlistDocument,
  file: CandidateFile,
  seats: number,
  chosen: string,
): Promise<ExitCode> {
  const { ids, problems } = await readChosen(chosen);
  if (problems.length > 0) return refused(output, chosen, problems);
  const checked = check(document, file.candidates, seats, ids);
  if (checked.kind === 'refused') return refusedAt(output, chosen, file, checked.problems);
  say(output, { ok: checked.broken.length === 0, ...checked }, checkLines(checked));
  return checked.broken.length === 0 ? 0 : 4;
}

function refused(output: Output, file: string, problems: readonly FileProblem[]): ExitCode {
  sayProblems(output, file, problems);
  return 1;
}

const refusedAt = (
  output: Output,
  name: string,
  file: CandidateFile,
  problems: readonly CandidateProblem[],
): ExitCode =>
  refused(
    output,
    name,
    problems.map((problem) => problemAt(file, problem)),
  );
