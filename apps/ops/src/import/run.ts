import { createHash } from 'node:crypto';
import { Bulk, Outage, pieceSize, type BatchItem, type BulkOutcome, type Engine, type Rejection } from '@xf/es';
import { cellProblem, type FileProblem } from '@xf/files';
import { Stop, type ExitCode } from '../io';
import { note, progressBar, type Output } from '../print';
import { refusalText } from '../refusals';
import { sayImported, sayWrong, type FileCount } from './answer';
import type { ImportOptions, Origin, Source } from './source';

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
  const checked = await check(output, bulk, sources);
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
async function check(output: Output, bulk: Bulk, sources: readonly Source[]): Promise<Checked> {
  const files: FileCount[] = [];
  let known = false;
  let wrongBefore = false;
  for (const source of sources) {
    const pieces = new Pieces(bulk, source, wrongBefore);
    files.push({ file: source.table.file, ...(await readAll(output, source, pieces)) });
    known ||= pieces.known;
    wrongBefore ||= source.reader.problems.length > 0;
  }
  return { files, known };
}

async function readAll(output: Output, { table, reader }: Source, pieces: Pieces): Promise<Omit<FileCount, 'file'>> {
  const bar = progressBar(output, table.file, table.rowsAbout);
  let rows = 0;
  const add = (item: BatchItem, origin: Origin): void => pieces.add(item, origin);
  for (const page of table.pages(reader.problems)) {
    for (const row of page) {
      rows += 1;
      const taking = reader.take(row, add);
      if (taking !== undefined) await taking;
      if (pieces.isFull()) await pieces.flush();
    }
    bar.at(Math.min(rows, table.rowsAbout));
  }
  await pieces.flush();
  bar.end();
  return { rows, commands: pieces.commands };
}

/** The commands of one file, decided piece by piece, so that a row is forgotten when its piece is. */
class Pieces {
  commands = 0;
  known = false;
  private items: BatchItem[] = [];
  private origins: Origin[] = [];

  /** @param afterWrong an earlier file has problems, so that entries may be missing only because of those */
  constructor(
    private readonly bulk: Bulk,
    private readonly source: Source,
    private readonly afterWrong: boolean,
  ) {}

  add(item: BatchItem, origin: Origin): void {
    this.items.push(item);
    this.origins.push(origin);
  }

  isFull(): boolean {
    return this.items.length >= pieceSize;
  }

  async flush(): Promise<void> {
    const { items, origins } = this;
    if (items.length === 0) return;
    [this.items, this.origins] = [[], []];
    this.commands += items.length;
    const taken = await this.bulk.take(items);
    if (taken.kind === 'repeated') this.known = true;
    if (taken.kind === 'command-reused') throw otherMeaning();
    if (taken.kind !== 'decided') return;
    for (const { index, rejection } of taken.refusals) {
      if (this.afterWrong && rejection.code === 'entry-unknown') continue;
      this.source.reader.problems.push(refusedRow(this.source, origins[index], rejection));
    }
  }
}

function otherMeaning(): Stop {
  const zh = '此文件曾导入过，但竞赛设置已变，同样的内容现在含义不同；请改动文件后重试。';
  const en = 'This file was imported before, when the same rows meant something else; change the file and try again.';
  return new Stop(1, 'command-reused', zh, en);
}

function refusedRow({ table }: Source, origin: Origin | undefined, rejection: Rejection): FileProblem {
  if (origin === undefined) throw new Error(`${rejection.code}: no row for a refused command`);
  const { row, value } = origin;
  const at = { row, index: origin.index(rejection), ...(value === undefined ? {} : { value }) };
  return cellProblem(table, at, rejection.code, refusalText(rejection));
}

/** From the top down, then from left to right: `B7` before `AA7`. */
function bySheetOrder(a: FileProblem, b: FileProblem): number {
  const [left, right] = [a.cell ?? '', b.cell ?? ''];
  return (a.row ?? 0) - (b.row ?? 0) || left.length - right.length || (left < right ? -1 : Number(left > right));
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
