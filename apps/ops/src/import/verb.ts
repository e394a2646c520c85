import type { Engine } from '@xf/es';
import { openTable, type OpenTable, type RowReader } from '@xf/files';
import { registerKinds, registerReader, type RegisterKind } from '@xf/registry';
import { mustExist, writing } from '../folder';
import { Stop, type ExitCode } from '../io';
import type { Output } from '../print';
import { sayWrong, type FileProblems } from './answer';
import { entriesReader } from './entries';
import { nominationsReader } from './nominations';
import { importSources } from './run';
import { scoresReader } from './scores';
import type { ImportOptions } from './source';
import { targetOf, type Target } from './target';

export const importKinds = ['entries', 'marks', 'measurements', 'nominations', ...registerKinds] as const;
export type ImportKind = (typeof importKinds)[number];

/** Runs work on the one engine that writes the data. */
export type OnEngine = (work: (engine: Engine) => Promise<ExitCode>) => Promise<ExitCode>;

/** Brings a file, and the scores that belong to its entries, into a data folder: everything or nothing. */
export async function importFile(
  output: Output,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const onEngine: OnEngine = (work) => {
    mustExist(options.data);
    return writing(options.data, work);
  };
  return importThrough(output, kind, file, { ...options, onEngine });
}

/** The same for a process that has its data open already: it names the engine that writes. */
export async function importThrough(
  output: Output,
  kind: ImportKind,
  file: string,
  options: ImportOptions & { readonly onEngine: OnEngine },
): Promise<ExitCode> {
  const opened = await openAll(filesOf(kind, file, options), options.sheet);
  if ('wrong' in opened) {
    sayWrong(output, opened.wrong);
    return 1;
  }
  return options.onEngine(async (engine) => {
    const target = withoutTarget.includes(kind) ? undefined : await targetFor(engine, options);
    const sources = opened.tables.map((one) => ({ ...one, reader: readerOf(one, engine, target, options) }));
    return importSources(output, engine, sources, options);
  });
}

/** Kinds that go into no competition. */
const withoutTarget: readonly ImportKind[] = ['nominations', ...registerKinds];

const isRegister = (kind: ImportKind): kind is RegisterKind => registerKinds.some((one) => one === kind);

type KindOfFile = { readonly kind: ImportKind; readonly file: string };

function filesOf(kind: ImportKind, file: string, { marks, measurements }: ImportOptions): readonly KindOfFile[] {
  const files: KindOfFile[] = [{ kind, file }];
  if (marks !== undefined) files.push({ kind: 'marks', file: marks });
  if (measurements !== undefined) files.push({ kind: 'measurements', file: measurements });
  if (files.length > 1 && kind !== 'entries') {
    const zh = '--marks 和 --measurements 只能与 entries 一起使用。';
    throw new Stop(2, 'scores-without-entries', zh, '--marks and --measurements go with entries only.');
  }
  return files;
}

type Opened = { readonly kind: ImportKind; readonly table: OpenTable };

async function openAll(
  files: readonly KindOfFile[],
  sheet: string | undefined,
): Promise<{ readonly tables: readonly Opened[] } | { readonly wrong: readonly FileProblems[] }> {
  const tables: Opened[] = [];
  const wrong: FileProblems[] = [];
  for (const { kind, file } of files) {
    const opened = await openTable(file, { sheet });
    if (opened.ok) tables.push({ kind, table: opened.table });
    else wrong.push({ file, problems: opened.problems });
  }
  return wrong.length > 0 ? { wrong } : { tables };
}

async function targetFor(engine: Engine, { competition, contest }: ImportOptions): Promise<Target> {
  if (competition !== undefined) return targetOf(engine, competition, contest);
  const zh = '请用 --competition 指定竞赛。';
  throw new Stop(2, 'competition-missing', zh, 'Choose the competition with --competition.');
}

function readerOf(
  { kind, table }: Opened,
  engine: Engine,
  target: Target | undefined,
  { round, organization }: ImportOptions,
): RowReader {
  if (isRegister(kind)) return registerReader(kind, table, engine, { organization });
  if (kind === 'nominations' || target === undefined) return nominationsReader(table, engine, round);
  return kind === 'entries' ? entriesReader(table, target, engine.vault) : scoresReader(kind, table, target);
}
