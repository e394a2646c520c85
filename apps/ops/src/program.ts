import { Command, type CommanderError } from 'commander';
import type { Io } from './io';
import { addDemoVerb } from './verbs/demo';
import { addImportVerb } from './verbs/import';
import { addKeepVerbs } from './verbs/keep';
import { addLookVerbs } from './verbs/look';
import { addMigrateVerb } from './verbs/migrate';
import { addScoreVerbs } from './verbs/score';
import { addShortlistVerb } from './verbs/shortlist';
import type { Settle } from './verbs/settle';

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法 Usage:',
  'Arguments:': '参数 Arguments:',
  'Options:': '选项 Options:',
  'Commands:': '命令 Commands:',
};

const mistakes: Readonly<Record<string, string>> = {
  'commander.missingArgument': '缺少参数',
  'commander.missingMandatoryOptionValue': '缺少必需的选项',
  'commander.optionMissingArgument': '选项缺少值',
  'commander.unknownOption': '没有这个选项',
  'commander.unknownCommand': '没有这个命令',
  'commander.excessArguments': '参数过多',
  'commander.invalidArgument': '参数无效',
  'commander.conflictingOption': '选项互相冲突',
};

/** The command line: every verb with its help, Chinese first. */
export function program(io: Io, settle: Settle): Command {
  const root = new Command('ops')
    .description('先锋榜运维工具 / operator tools of Xianfeng')
    .helpOption('-h, --help', '显示帮助 / show help')
    .helpCommand('help [command]', '显示某个命令的帮助 / help of a command')
    .addHelpText('after', exitCodes);
  setUp(root, io);
  addImportVerb(root, io, settle);
  addScoreVerbs(root, io, settle);
  addShortlistVerb(root, io, settle);
  addLookVerbs(root, io, settle);
  addKeepVerbs(root, io, settle);
  addMigrateVerb(root, io, settle);
  addDemoVerb(root, io, settle);
  for (const command of everyCommand(root)) setUp(command, io);
  return root;
}

const exitCodes = `
退出码 Exit codes:
  0  成功 done
  1  被拒绝或输入有误 refused or bad input
  2  用法错误 wrong usage
  3  故障或数据目录被占用 outage, or the data folder is in use
  4  核对发现差异 a check found a difference`;

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...everyCommand(one)]);
}

function setUp(command: Command, io: Io): void {
  command
    .exitOverride()
    .helpOption('-h, --help', '显示帮助 / show help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // The mistake is told once, in both languages, where the error is caught.
      outputError: () => undefined,
    })
    .configureHelp({ styleTitle: (title) => titles[title] ?? title });
}

/** What was wrong with the command line. */
export function usageText(error: CommanderError): string {
  const zh = mistakes[error.code] ?? '用法错误';
  return `${zh}：${error.message.replace(/^error: /, '')}\n  用 --help 查看用法。See --help.\n`;
}
