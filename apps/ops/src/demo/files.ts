import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadRuleDocument, type RuleDocument } from '@xf/rules';
import { readTable } from '@xf/files';
import { Stop } from '../io';

/** The folder of the examples, looked for upwards from this very file: sources and compiled files lie at other depths. */
function examplesFolder(): string {
  for (let at = __dirname; ; at = dirname(at)) {
    const found = join(at, 'examples');
    if (existsSync(join(found, 'demo'))) return found;
    if (dirname(at) === at) {
      throw new Stop(1, 'examples-missing', '找不到 examples/demo 目录。', 'The folder examples/demo is missing.');
    }
  }
}

/** A file of the examples, as short as it can be written from here. */
export function exampleFile(...path: readonly string[]): string {
  const file = join(examplesFolder(), ...path);
  const short = relative('.', file);
  return short.startsWith('..') ? file : short;
}

export const exampleJson = (...path: readonly string[]): object =>
  JSON.parse(readFileSync(exampleFile(...path), 'utf8')) as object;

/** A rule document of the examples. */
export function exampleRules(...path: readonly string[]): RuleDocument {
  const loaded = loadRuleDocument(exampleJson(...path));
  if (!loaded.ok) throw new Error(`${path.join('/')}: ${JSON.stringify(loaded.problems)}`);
  return loaded.rules.document;
}

export type Mark = {
  readonly number: string;
  readonly criterion: string;
  readonly slot: string;
  readonly value: string;
};

/** Marks of a file in the order of its rows: 参赛编号, 项目, 裁判, 分数. */
export async function marksOf(file: string): Promise<readonly Mark[]> {
  const read = await readTable(file);
  if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  return read.table.rows.map(({ cells }) => {
    const [number = '', criterion = '', slot = '', value = ''] = cells;
    return { number, criterion, slot, value };
  });
}
