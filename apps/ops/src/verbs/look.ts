import { Option, type Command } from 'commander';
import type { Io } from '../io';
import { board } from '../look/board';
import { compareList } from '../look/compare-list';
import { explain } from '../look/explain';
import { lag } from '../look/lag';
import { roll } from '../look/roll';
import { tail } from '../look/tail';
import { momentOf, parseWhole, type MomentOptions } from '../moments';
import { dataOption, jsonOption, settled, verb, type OnFolder, type Settle } from './settle';

type BoardFlags = OnFolder &
  MomentOptions & { readonly board?: string; readonly limit: string; readonly around?: string };
type ExplainFlags = OnFolder & MomentOptions & { readonly contest?: string; readonly lang: 'zh' | 'en' };
type RollFlags = OnFolder & MomentOptions & { readonly award?: string; readonly year?: string; readonly limit: string };
type ListFlags = OnFolder & { readonly organization: string; readonly list: string; readonly version: string };
type TailFlags = OnFolder & { readonly from?: string; readonly follow?: boolean };

const withMoment = (command: Command): Command =>
  command
    .option('--as-of <time>', '截至某时已记录的 / as recorded by a time')
    .option('--position <n>', '截至第 n 条记录 / as of a position')
    .option('--valid-at <time>', '截至某时已发生的 / what had happened by a time');

/** Adds the verbs that only look; they work while the service runs. */
export function addLookVerbs(root: Command, io: Io, settle: Settle): void {
  withMoment(verb(root, 'board', '查看榜单 / show a board'))
    .argument('<competition>', '竞赛编号 / competition')
    .argument('<contest>', '赛项编号 / contest')
    .option('--board <board>', 'overall 或 group:<组别>，默认第一个榜 / which board')
    .option('--limit <n>', '最多几行 / rows at most', '50')
    .option('--around <number>', '某参赛编号前后各五行 / five rows either side of a number')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(
      async (
        competition: string,
        contest: string,
        { limit, around, board: wanted, data, json, ...moment }: BoardFlags,
      ) =>
        settled(io, json, settle, async (output) =>
          board(output, competition, contest, {
            data,
            around,
            board: wanted,
            limit: parseWhole(limit, 1),
            when: momentOf(moment),
          }),
        ),
    );

  withMoment(verb(root, 'explain', '说明名次如何得来 / explain how a place came about'))
    .argument('<competition>', '竞赛编号 / competition')
    .argument('<entry>', '参赛编号或内部编号 / number or id of an entry')
    .option('--contest <contest>', '编号在多个赛项中时指定 / contest, when several have the number')
    .addOption(new Option('--lang <lang>', '语言 / language').choices(['zh', 'en']).default('zh'))
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (competition: string, named: string, { contest, lang, data, json, ...moment }: ExplainFlags) =>
      settled(io, json, settle, async (output) =>
        explain(output, competition, named, { data, contest, lang, when: momentOf(moment) }),
      ),
    );

  withMoment(verb(root, 'roll', '查看荣誉名册 / show the roll of honours'))
    .option('--award <award>', '只看某奖项 / one award')
    .option('--year <year>', '只看某年 / one year')
    .option('--limit <n>', '最多几行 / rows at most', '100')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async ({ award, year, limit, data, json, ...moment }: RollFlags) =>
      settled(io, json, settle, async (output) => {
        const asked = { award, year: year === undefined ? undefined : parseWhole(year, 1) };
        return roll(output, { data, ...asked, limit: parseWhole(limit, 1), when: momentOf(moment) });
      }),
    );

  addCompareVerb(root, io, settle);

  verb(root, 'tail', '查看事件日志，个人信息已遮盖 / show events, personal fields masked')
    .option('--from <n>', '从第 n 条开始，默认最后二十条 / first position; the last twenty by default')
    .option('--follow', '持续显示新事件 / keep showing new events')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async ({ from, follow = false, data, json }: TailFlags) =>
      settled(io, json, settle, async (output) =>
        tail(output, { data, follow, from: from === undefined ? undefined : parseWhole(from, 1) }),
      ),
    );

  verb(root, 'lag', '各视图落后多少 / how far each view is behind')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (options: OnFolder) => settled(io, options.json, settle, async (output) => lag(output, options)));
}

function addCompareVerb(root: Command, io: Io, settle: Settle): void {
  verb(root, 'compare-list', '核对导出后改过的名单文件：逐个单元格指出改动 / compare an exported list with its version')
    .argument('<file>', '名单文件，XLSX 或 CSV / the file')
    .requiredOption('--organization <id>', '名单所属组织 / organisation of the list')
    .requiredOption('--list <id>', '名单 / list')
    .option('--version <n>', '第几版 / which version', '1')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (file: string, { organization, list, version, data, json }: ListFlags) =>
      settled(io, json, settle, async (output) =>
        compareList(output, file, { data, organization, list, version: parseWhole(version, 1) }),
      ),
    );
}
