import { Option, type Command } from 'commander';
import type { Io } from '../io';
import { formats } from '../score/report';
import { makeShortlist, type ShortlistOptions } from '../shortlist/shortlist';
import { jsonOption, settled, verb, type Common, type Settle } from './settle';

const shapes = `
文件格式 Shape of candidates (docs/shortlist.md):
  编号,姓名,单位,名单,成绩,类别   id,name,unit,list,merit,categories
  类别之间用“、”或“;”分隔；也可每个类别一列，写“是”或“否”
  categories are separated by ; or stand in a column each, yes or no
  行的先后即候选人顺序，成绩相同时在前者优先 the order of the rows decides between equals
退出码 4：没有符合全部条款的名单，或手工名单违反条款 no list fits, or the list chosen by hand breaks a clause`;

/** Adds `shortlist`. */
export function addShortlistVerb(root: Command, io: Io, settle: Settle): void {
  verb(
    root,
    'shortlist',
    '按结构比例从候选人中选出最优名单 / choose the best list that meets the quotas; nothing is kept',
  )
    .requiredOption('--rules <file>', '名单规则 JSON / shortlist document')
    .requiredOption('--candidates <file>', '候选人 CSV 或 XLSX / candidates')
    .requiredOption('--seats <n>', '名额，不含单列 / seats, without single-listed ones')
    .option('--chosen <file>', '只核对这份手工名单 / only check this list chosen by hand')
    .addOption(new Option('--format <format>', '输出格式 / output').choices(formats).default('table'))
    .option('--output <file>', '写入文件（CSV 带 BOM，供 Excel 打开）/ write to a file')
    .addOption(jsonOption())
    .addHelpText('after', shapes)
    .action(async (options: ShortlistOptions & Common) =>
      settled(io, options.json, settle, async (output) => makeShortlist(output, options)),
    );
}
