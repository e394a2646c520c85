import { Option, type Command } from 'commander';
import type { Io } from '../io';
import { checkIsu, type CheckIsuOptions } from '../score/check-isu';
import { formats } from '../score/report';
import { score, type ScoreOptions } from '../score/score';
import { checkShares, type CheckSharesOptions } from '../shares/check-shares';
import { jsonOption, settled, verb, type Common, type Settle } from './settle';

const shapes = `
文件格式 Shapes of marks and measurements (docs/import-files.md):
  一行一个分数 one number a row:        参赛编号,项目,裁判,分数
  每位裁判一列 a column for each judge:  参赛编号,项目,J1,J2,…
  每个项目一列 a column a criterion:     参赛编号,theory,practice   或 or  practice/J1,practice/J2
  可另有 may also have: 组别、姓名、单位、状态、原因、否决条款，以及规则中的属性 attributes of the rules
  “项目”写规则文件中的 id 或名称 a criterion is named by its id or name in the rule document
  空单元格表示没有分数，不是零 an empty cell is no mark, not zero`;

const shareShapes = `
文件格式 Shape of the table (docs/lists.md):
  年份,奖项,类别,公布总数,单列,基数,人数,公布占比,规则,规则值
  year,award,category,published_total,single_listed,base,count,stated_pct,rule_kind,rule_pct
  基数为公布总数减单列 the pot is the published total less the single-listed
退出码 4：有公布的比例与四舍五入不同，或未达规则 a share was printed differently, or a rule is not kept`;

/** Adds `score`, `check-isu` and `check-shares`. */
export function addScoreVerbs(root: Command, io: Io, settle: Settle): void {
  verb(root, 'score', '按规则文件计分排名，不保存 / score files by a rule document; nothing is kept')
    .requiredOption('--rules <file>', '规则文件 JSON / rule document')
    .option('--marks <file>', '评分 CSV 或 XLSX / marks')
    .option('--measurements <file>', '测量、扣分、加分等数值 / measurements')
    .option('--entries <file>', '参赛名单；给出时以它为准 / entries; when given it decides who takes part')
    .option('--contest <name>', '只取这个赛项的行 / only rows of this contest')
    .option('--sheet <name>', 'XLSX 工作表名 / sheet')
    .addOption(new Option('--format <format>', '输出格式 / output').choices(formats).default('table'))
    .option('--board <board>', 'overall、group:<组别> 或 all / which board', 'all')
    .option('--output <file>', '写入文件（CSV 带 BOM，供 Excel 打开）/ write to a file')
    .addOption(jsonOption())
    .addHelpText('after', shapes)
    .action(async (options: ScoreOptions & Common) =>
      settled(io, options.json, settle, async (output) => score(output, options)),
    );

  verb(root, 'check-isu', '用公开的花样滑冰成绩核对计分引擎 / check the engine against published skating results')
    .requiredOption('--data <dir>', 'marks.csv 与 results.csv 所在目录 / folder of marks.csv and results.csv')
    .option('--documents <dir>', '规则文件目录 / folder of the rule documents', 'examples/rule-documents')
    .addOption(jsonOption())
    .action(async (options: CheckIsuOptions & Common) =>
      settled(io, options.json, settle, async (output) => checkIsu(output, options)),
    );

  verb(root, 'check-shares', '重新计算公布的结构比例，找出与四舍五入不同的 / work out published shares again')
    .argument('<file>', '公布的比例 CSV 或 XLSX / the published table')
    .addOption(new Option('--format <format>', '输出格式 / output').choices(formats).default('table'))
    .addOption(jsonOption())
    .addHelpText('after', shareShapes)
    .action(async (file: string, options: CheckSharesOptions & Common) =>
      settled(io, options.json, settle, async (output) => checkShares(output, file, options)),
    );
}
