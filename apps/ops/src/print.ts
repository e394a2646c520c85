import type { BothTexts, FileProblem } from '@xf/files';
import type { Io } from './io';

export type Output = { readonly io: Io; readonly json: boolean };

/** Problems shown as text; all of them are in the JSON answer. */
const shownMax = 50;

/** One answer of a verb: a JSON object on stdout, or lines for people. */
export function say({ io, json }: Output, answer: object, lines: readonly string[]): void {
  io.stdout.write(json ? `${JSON.stringify(answer)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** A line for people beside the answer; silent under --json. */
export function note({ io, json }: Output, { zh, en }: BothTexts): void {
  if (!json) io.stderr.write(`${zh}\n  ${en}\n`);
}

/** Everything that is wrong with the input, at once. */
export function sayProblems(output: Output, file: string, problems: readonly FileProblem[]): void {
  const { io, json } = output;
  if (json) {
    io.stdout.write(`${JSON.stringify({ ok: false, file, problems })}\n`);
    return;
  }
  for (const { zh, en } of problems.slice(0, shownMax)) io.stderr.write(`${zh}\n  ${en}\n`);
  const more = problems.length - shownMax;
  if (more > 0) io.stderr.write(`……另有 ${more} 处，用 --json 查看全部。${more} more; --json lists them all.\n`);
  const total = problems.length;
  io.stderr.write(`${file}：共 ${total} 处问题，未写入任何记录。${total} problem(s), nothing was written.\n`);
}

/** Columns a text takes on a terminal: Chinese characters and full-width signs take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(sign)
      ? 2
      : 1;
  return width;
}

/** Rows in aligned columns; the first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  const padded = (cell: string, at: number) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant as people in China read it. */
export const localTime = (instant: number): string => `${shanghai.format(instant)} +08:00`;

const barWidth = 30;
const redrawMs = 100;

/** A bar on stderr for work that takes long; nothing when stderr is not a terminal. */
export function progressBar(
  { io }: Output,
  label: string,
  total: number,
): { at: (done: number) => void; end: () => void } {
  if (io.stderr.isTTY !== true || total === 0) return { at: () => undefined, end: () => undefined };
  let drawn = 0;
  return {
    at(done) {
      if (Date.now() - drawn < redrawMs) return;
      drawn = Date.now();
      const full = Math.round((barWidth * done) / total);
      io.stderr.write(`\r${label} [${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${done}/${total}`);
    },
    end() {
      if (drawn > 0) io.stderr.write('\r\u001b[K');
    },
  };
}
