import { createHash } from 'node:crypto';
import { Bulk, Outage, pieceSize, type BulkOutcome, type Engine } from '@xf/es';
import { bySheetOrder, findErased, takeTable, type Source, type TakenTable } from '@xf/files';
import { Stop, type ExitCode } from '../io';
import { note, progressBar, type Output } from '../print';
import { refusalText } from '../refusals';
import { sayImported, sayWrong, type FileCount } from './answer';
import type { ImportOptions } from './source';

/**
 * Writes all commands of all files or none, and says which. Later files are decided in sight of earlier ones. The same
 * files into the same target again add nothing, and finish what was cut short.
 */
export async function importSources(
  output: Output,
  engine: Engine,
  sources: readonly Source[],
  options: ImportOptions,
): Promise<ExitCode> {
  const { actor, validAt, dryRun } = options;
  if (validAt !== undefined && validAt > engine.clock.now()) {
    throw new Stop(2, 'valid-at-in-future', '--valid-at 不能晚于现在。', '--valid-at must not be in the future.');
  }
  for (const { reader } of sources) {
    const list = reader.unused.join('、');
    if (list !== '') note(output, { zh: `未使用的列：${list}。`, en: `Columns that were not used: ${list}.` });
  }
  const bulk = new Bulk(engine, { actor, command: importId(sources, validAt), validAt });
  const checked = await check(output, engine, bulk, sources, dryRun);
  const wrong = sources.flatMap(({ table: { file }, reader: { problems } }) =>
    problems.length === 0 ? [] : [{ file, problems: problems.sort(bySheetOrder) }],
  );
  if (wrong.length > 0) {
    sayWrong(output, wrong);
    return 1;
  }
  const written = dryRun ? { position: await engine.store.head(), added: bulk.added } : await write(output, bulk);
  sayImported(output, { ...checked, ...written, dryRun });
  return 0;
}

/** Another size of piece would give other commands the same ids. */
function importId(sources: readonly Source[], validAt: number | undefined): string {
  const files = sources.map(({ table, reader }) => [reader.target, table.sha256]);
  const text = JSON.stringify([files, validAt, pieceSize]);
  return `import:${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
}

type Checked = { readonly files: readonly FileCount[]; readonly known: boolean };

/** Reads and decides everything; what is wrong stands with the readers afterwards. */
async function check(
  output: Output,
  engine: Engine,
  bulk: Bulk,
  sources: readonly Source[],
  dryRun: boolean,
): Promise<Checked> {
  const files: FileCount[] = [];
  const subjects: TakenTable['subjects'][] = [];
  let known = false;
  let wrongBefore = false;
  for (const source of sources) {
    const { table, reader } = source;
    const bar = progressBar(output, table.file, table.rowsAbout);
    const afterWrong = wrongBefore;
    const taken = await takeTable(bulk, source, {
      told: refusalText,
      // Entries may be missing only because of what is wrong in an earlier file.
      follows: ({ code }) => afterWrong && code === 'entry-unknown',
      onPage: (rows) => bar.at(Math.min(rows, table.rowsAbout)),
    });
    bar.end();
    if (taken.isReused) throw otherMeaning();
    files.push({ file: table.file, rows: taken.rows, commands: taken.commands });
    subjects.push(taken.subjects);
    known ||= taken.known !== undefined;
    wrongBefore ||= reader.problems.length > 0;
  }
  if (!wrongBefore && !dryRun) {
    for (const [n, source] of sources.entries()) await findErased(engine.vault, source, subjects[n] ?? new Map());
  }
  return { files, known };
}

function otherMeaning(): Stop {
  const zh = '此文件曾导入过，但竞赛设置已变，同样的内容现在含义不同；请改动文件后重试。';
  const en = 'This file was imported before, when the same rows meant something else; change the file and try again.';
  return new Stop(1, 'command-reused', zh, en);
}

const again = {
  zh: '导入中断：已写入的部分已保存。排除原因后再次运行同一命令即可续完，不会重复。',
  en: 'The import was cut short; what was written is kept. Run the same command again to finish it: nothing is doubled.',
};

async function write(output: Output, bulk: Bulk): Promise<Extract<BulkOutcome, { readonly kind: 'done' }>> {
  const bar = progressBar(output, '写入 writing', bulk.added);
  try {
    const outcome = await bulk.write(bar.at);
    bar.end();
    if (outcome.kind === 'done') return outcome;
  } catch (error) {
    bar.end();
    if (error instanceof Outage) note(output, again);
    throw error;
  }
  throw new Stop(3, 'busy', `写入冲突过多。${again.zh}`, `Too many conflicting writes. ${again.en}`);
}
