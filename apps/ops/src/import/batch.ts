import { createHash } from 'node:crypto';
import { executeAll, type BatchItem, type Engine, type Instant, type Rejection } from '@xf/es';
import { cellProblem, type FileProblem, type Table } from '@xf/files';
import { Stop, type ExitCode } from '../io';
import { note, progressBar, say, sayProblems, type Output } from '../print';
import { refusalText } from '../refusals';

export type ImportOptions = {
  readonly data: string;
  readonly competition?: string | undefined;
  readonly contest?: string | undefined;
  readonly round?: string | undefined;
  readonly sheet?: string | undefined;
  readonly dryRun: boolean;
  readonly actor: string;
  readonly validAt?: Instant | undefined;
};

/** Where a command came from: its row, and the column to show when it is refused. */
export type Origin = {
  readonly row: number;
  readonly value?: string;
  readonly index: (rejection: Rejection) => number | undefined;
};

export type Prepared = {
  readonly table: Table;
  readonly items: readonly BatchItem[];
  readonly origins: readonly Origin[];
  readonly problems: readonly FileProblem[];
  readonly unused: readonly string[];
  /** What makes the same bytes another import: kind and target. */
  readonly target: readonly (string | undefined)[];
};

/** Writes all commands of a file or none, and says which. The same file into the same target again adds nothing. */
export async function writeBatch(
  output: Output,
  engine: Engine,
  prepared: Prepared,
  options: ImportOptions,
): Promise<ExitCode> {
  const { table, items, unused } = prepared;
  const { actor, validAt, dryRun } = options;
  if (validAt !== undefined && validAt > engine.clock.now()) {
    throw new Stop(2, 'valid-at-in-future', '--valid-at 不能晚于现在。', '--valid-at must not be in the future.');
  }
  if (unused.length > 0) {
    const list = unused.join('、');
    note(output, { zh: `未使用的列：${list}。`, en: `Columns that were not used: ${list}.` });
  }
  const command = `import:${createHash('sha256')
    .update(JSON.stringify([prepared.target, table.sha256, validAt]))
    .digest('hex')
    .slice(0, 40)}`;
  const problems = [...prepared.problems];
  // With problems already found the rest is only asked what it would answer, so that one run shows everything.
  const bar = progressBar(output, table.file, items.length);
  const context = { actor, command, validAt, dryRun: dryRun || problems.length > 0, progress: bar.at };
  const outcome = await executeAll(engine, items, context);
  bar.end();
  if (outcome.kind === 'refused') problems.push(...outcome.refusals.map((one) => refusedRow(prepared, one)));
  if (problems.length > 0) {
    sayProblems(output, table.file, problems.sort(bySheetOrder));
    return 1;
  }
  if (outcome.kind === 'done') return sayDone(output, prepared, outcome, dryRun);
  if (outcome.kind === 'command-reused') {
    const zh = '此文件曾导入过，但竞赛设置已变，同样的内容现在含义不同；请改动文件后重试。';
    throw new Stop(1, 'command-reused', zh, 'This file was imported before, when the same rows meant something else.');
  }
  throw new Stop(3, 'busy', '写入冲突过多，请重试。', 'Too many conflicting writes; try again.');
}

/** From the top down, then from left to right: `B7` before `AA7`. */
function bySheetOrder(a: FileProblem, b: FileProblem): number {
  const [left, right] = [a.cell ?? '', b.cell ?? ''];
  return (a.row ?? 0) - (b.row ?? 0) || left.length - right.length || (left < right ? -1 : Number(left > right));
}

type Refusal = { readonly index: number; readonly rejection: Rejection };

function refusedRow({ table, origins }: Prepared, { index, rejection }: Refusal): FileProblem {
  const origin = origins[index];
  if (origin === undefined) throw new Error(`no row for command ${index}`);
  const { row, value } = origin;
  const at = { row, index: origin.index(rejection), ...(value === undefined ? {} : { value }) };
  return cellProblem(table, at, rejection.code, refusalText(rejection));
}

function sayDone(
  output: Output,
  { table, items }: Prepared,
  { added, position, repeated }: { readonly added: number; readonly position: number; readonly repeated: boolean },
  dryRun: boolean,
): ExitCode {
  const rows = table.rows.length;
  const answer = { ok: true, file: table.file, rows, commands: items.length, added, position, repeated, dryRun };
  const counts = `${rows} 行，${items.length} 条命令，${dryRun ? '将' : ''}新增 ${added} 条记录`;
  const countsEn = `${rows} rows, ${items.length} commands, ${added} events ${dryRun ? 'would be added' : 'added'}`;
  if (repeated) {
    say(output, answer, ['此文件已导入过，未新增任何记录。', '  This file was imported before; nothing was added.']);
  } else if (added === 0) {
    say(output, answer, [
      `内容均已存在，未新增任何记录（${counts}）。`,
      `  Everything was there already (${countsEn}).`,
    ]);
  } else {
    const head = dryRun ? '试运行' : '已导入';
    say(output, answer, [`${head}：${counts}。`, `  ${dryRun ? 'Dry run' : 'Imported'}: ${countsEn}.`]);
  }
  return 0;
}
