import { CommanderError } from 'commander';
import type { ExitCode, Io } from './io';
import { program, usageText } from './program';

/** Runs one verb; answers the exit code and never ends the process itself. A bug throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const root = program(io, (code) => {
    exitCode = code;
  });
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Commander has printed the whole help already when no verb was given.
    if (error.code !== 'commander.help') io.stderr.write(usageText(error));
    return 2;
  }
}

async function start(): Promise<void> {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  // A reader that has seen enough (`| head`) closes the pipe.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  const { stdout, stderr, stdin, env } = process;
  try {
    process.exitCode = await main(process.argv.slice(2), { stdout, stderr, stdin, env, signal: ending.signal });
  } catch (error) {
    stderr.write(
      `程序出错，请报告此信息。This is a bug; please report it.\n${String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.exitCode = 3;
  }
}

if (require.main === module) void start();
