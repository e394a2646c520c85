import type { FileProblem } from '@xf/files';
import { say, sayProblems, type Output } from '../print';

export type FileProblems = { readonly file: string; readonly problems: readonly FileProblem[] };

/** Everything that is wrong with the files, at once. Under --json one object, which says of each problem whose it is. */
export function sayWrong(output: Output, wrong: readonly FileProblems[]): void {
  const [first] = wrong;
  if (output.json && wrong.length > 1 && first !== undefined) {
    const all = wrong.flatMap(({ file, problems }) => problems.map((problem) => ({ ...problem, file })));
    sayProblems(output, first.file, all);
  } else {
    for (const { file, problems } of wrong) sayProblems(output, file, problems);
  }
}

export type FileCount = { readonly file: string; readonly rows: number; readonly commands: number };

export type Imported = {
  readonly files: readonly FileCount[];
  readonly added: number;
  readonly position: number;
  /** An earlier run wrote some of it. */
  readonly known: boolean;
  readonly dryRun: boolean;
};

export function sayImported(output: Output, { files, added, position, known, dryRun }: Imported): void {
  const rows = sum(files.map((one) => one.rows));
  const commands = sum(files.map((one) => one.commands));
  const [repeated, resumed] = [known && added === 0, known && added > 0];
  const answer = {
    ...{ ok: true, file: files[0]?.file, rows, commands, added, position, repeated, dryRun },
    ...(resumed ? { resumed } : {}),
    ...(files.length > 1 ? { files } : {}),
  };
  const counts = `${rows} 行，${commands} 条命令，${dryRun ? '将' : ''}新增 ${added} 条记录`;
  const countsEn = `${rows} rows, ${commands} commands, ${added} events ${dryRun ? 'would be added' : 'added'}`;
  if (repeated) {
    say(output, answer, ['此文件已导入过，未新增任何记录。', '  This file was imported before; nothing was added.']);
    return;
  }
  if (added === 0) {
    const zh = `内容均已存在，未新增任何记录（${counts}）。`;
    say(output, answer, [zh, `  Everything was there already (${countsEn}).`]);
    return;
  }
  const head = dryRun ? '试运行' : '已导入';
  const lines = [`${head}：${counts}。`, `  ${dryRun ? 'Dry run' : 'Imported'}: ${countsEn}.`];
  if (resumed) {
    lines.push('上次中断的导入由此续完，已写入的部分没有重复。');
    lines.push('  This finishes an import that was cut short; what it had written was not written again.');
  }
  say(output, answer, lines);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
