import { systemClock } from '@xf/adapters';
import type { EventShape, Projection, When } from '@xf/es';
import { readTable } from '@xf/files';
import { engineOf } from '@xf/runtime';
import { reading } from '../folder';
import { Stop, type ExitCode } from '../io';
import { say, sayProblems, textTable, type Output } from '../print';

type ListFile = {
  readonly data: string;
  readonly organization: string;
  readonly list: string;
  readonly version: number;
};

/** Compares a file with the version of a list that it was exported from, cell by cell. Writes nothing. */
export async function compareList(output: Output, file: string, options: ListFile): Promise<ExitCode> {
  const read = await readTable(file);
  if (!read.ok) {
    sayProblems(output, file, read.problems);
    return 1;
  }
  const { table } = read;
  const answer = await reading(options.data, async ({ store, vault, at }) => {
    // What prints a list is of the service, which takes long to load.
    const { listFileChanges } = await import('@xf/service');
    const reads = {
      at: <E extends EventShape, Row>(projection: Projection<E, Row>, when: When = {}, partition?: string) =>
        at(projection, when, partition),
    };
    return listFileChanges({ reads, engine: engineOf({ store, vault, clock: systemClock }) }, options, table);
  });
  const { organization, list, version } = options;
  if (answer === undefined) {
    const named = `${organization}/${list} ${version}`;
    throw new Stop(1, 'list-unknown', `没有此名单或版本：${named}。`, `There is no such list or version: ${named}.`);
  }
  if (!answer.ok) {
    sayProblems(output, file, answer.problems);
    return 4;
  }
  const changes = answer.changed.flatMap((one) => one.changes);
  const said = { organization, list, version, rows: table.rows.length, unused: answer.unused, changes };
  if (changes.length === 0) {
    say(output, said, [`与 ${list} 第 ${version} 版一致（${table.rows.length} 行），没有可做的。`]);
    return 0;
  }
  const rows = changes.map(({ cell, column, was, now }) => [cell, column, was, now]);
  say(output, said, [
    `与 ${list} 第 ${version} 版相比，改了 ${changes.length} 处；工作表“名单”：`,
    ...textTable([['单元格', '列', '名单', '文件'], ...rows]),
    `提出更正：POST /api/organizations/${organization}/lists/${list}/versions/${version}/file，另一人确认后生效。`,
  ]);
  return 4;
}
