import { Argument, type Command } from 'commander';
import {
  barColumns,
  entryColumns,
  nominationColumns,
  personColumns,
  scoreColumns,
  teamColumns,
  unitColumns,
  type ColumnNames,
} from '@xf/files';
import { importFile, importKinds, type ImportKind } from '../import/verb';
import type { Io } from '../io';
import { parseInstant } from '../moments';
import { actorOf } from '../run';
import { actorOption, dataOption, jsonOption, settled, verb, type OnFolder, type Settle } from './settle';

type Options = OnFolder & {
  readonly competition?: string;
  readonly contest?: string;
  readonly round?: string;
  readonly organization?: string;
  readonly sheet?: string;
  readonly marks?: string;
  readonly measurements?: string;
  readonly dryRun?: boolean;
  readonly actor?: string;
  readonly validAt?: string;
};

/** Adds `import`. */
export function addImportVerb(root: Command, io: Io, settle: Settle): void {
  verb(root, 'import', '导入 CSV 或 XLSX：全部写入或一条不写 / import a file, all of it or nothing')
    .addArgument(new Argument('<kind>', '内容 / what it holds').choices(importKinds))
    .argument('<file>', 'CSV（UTF-8、GB18030）或 XLSX 文件 / the file')
    .option('--competition <id>', '竞赛编号（推荐名单、名录不需要）/ competition')
    .option('--contest <id>', '赛项编号，用于未写赛项的行 / contest of rows that name none')
    .option('--round <id>', '评选批次（nominations）/ round of nominations')
    .option('--organization <id>', '所属组织，用于未写组织的单位（units）/ organisation of units that name none')
    .option('--sheet <name>', 'XLSX 工作表名，默认第一张 / sheet, the first by default')
    .option('--marks <file>', '随 entries 一并导入的评分文件 / marks of these entries, in the same import')
    .option('--measurements <file>', '随 entries 一并导入的测量文件 / measurements of these entries')
    .option('--dry-run', '只检查，不写入 / check and write nothing')
    .option('--valid-at <time>', '事实发生时间，如 2026-05-01T09:00:00+08:00 / when it happened')
    .addOption(actorOption())
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .addHelpText('after', columnsHelp())
    .action(async (kind: ImportKind, file: string, options: Options) =>
      settled(io, options.json, settle, async (output) => {
        const { actor, dryRun = false, validAt, ...rest } = options;
        return importFile(output, kind, file, {
          ...rest,
          dryRun,
          actor: actorOf(io, actor),
          validAt: validAt === undefined ? undefined : parseInstant(validAt),
        });
      }),
    );
}

function columnsHelp(): string {
  const own = Object.entries(scoreColumns).filter(([key]) => !(key in entryColumns));
  return [
    '',
    '列名（大小写、空格、下划线不论）Columns, in any case:',
    '  entries:',
    ...Object.values(entryColumns).map(namesLine),
    '  marks、measurements（另有 also）:',
    ...own.map(([, names]) => namesLine(names)),
    '  nominations:',
    ...Object.values(nominationColumns).map(namesLine),
    '  units:',
    ...Object.values(unitColumns).map(namesLine),
    '  teams:',
    ...Object.values(teamColumns).map(namesLine),
    '  people:',
    ...Object.values(personColumns).map(namesLine),
    '  bars:',
    ...Object.values(barColumns).map(namesLine),
  ].join('\n');
}

const namesLine = (names: ColumnNames): string => `    ${names.join('、')}`;
