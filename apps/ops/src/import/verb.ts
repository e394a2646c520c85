import type { Engine } from '@xf/es';
import { readTable } from '@xf/files';
import { writing } from '../folder';
import { Stop, type ExitCode } from '../io';
import { sayProblems, type Output } from '../print';
import { mustExist } from '../folder';
import { writeBatch, type ImportOptions } from './batch';
import { prepareEntries } from './entries';
import { prepareNominations } from './nominations';
import { prepareScores } from './scores';
import { targetOf } from './target';

export const importKinds = ['entries', 'marks', 'measurements', 'nominations'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Runs work on the one engine that writes the data. */
export type OnEngine = (work: (engine: Engine) => Promise<ExitCode>) => Promise<ExitCode>;

/** Brings a file into a data folder as one command: everything in it or nothing. */
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
  const read = await readTable(file, { sheet: options.sheet });
  if (!read.ok) {
    sayProblems(output, file, read.problems);
    return 1;
  }
  const { table } = read;
  return options.onEngine(async (engine) => {
    if (kind === 'nominations') {
      const prepared = await prepareNominations(table, engine, options.round);
      return writeBatch(output, engine, prepared, options);
    }
    if (options.competition === undefined) {
      throw new Stop(
        2,
        'competition-missing',
        '请用 --competition 指定竞赛。',
        'Choose the competition with --competition.',
      );
    }
    const target = await targetOf(engine, options.competition, options.contest);
    const prepared =
      kind === 'entries' ? prepareEntries(table, target, engine.vault) : prepareScores(kind, table, target);
    return writeBatch(output, engine, prepared, options);
  });
}
