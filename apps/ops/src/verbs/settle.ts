import { Option, type Command } from 'commander';
import type { ExitCode, Io } from '../io';
import type { Output } from '../print';
import { run } from '../run';

/** Where a verb leaves its exit code. */
export type Settle = (code: ExitCode) => void;

export type Common = { readonly json?: boolean };
export type OnFolder = Common & { readonly data: string };

export const jsonOption = (): Option => new Option('--json', '以 JSON 输出 / answer as JSON');

/** The option every verb on a data folder has. */
export const dataOption = ({ env }: Io): Option =>
  new Option('--data <dir>', '数据目录，亦可用环境变量 DATA / data folder, or DATA in the environment').default(
    env['DATA'] ?? './data',
  );

export const actorOption = (): Option =>
  new Option('--actor <name>', '记录在案的操作人 / who stands in the log').default(
    undefined,
    '系统用户 the system user',
  );

/** A verb under a parent command. */
export function verb(parent: Command, spec: string, description: string): Command {
  return parent.command(spec).description(description);
}

/** Carries out a verb and settles its exit code. */
export async function settled(
  io: Io,
  json: boolean | undefined,
  settle: Settle,
  work: (output: Output) => Promise<ExitCode>,
): Promise<void> {
  const output: Output = { io, json: json === true };
  settle(await run(output, () => work(output)));
}
