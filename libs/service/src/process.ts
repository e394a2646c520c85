import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Outage } from '@xf/es';
import { depths } from '@xf/jobs';
import type { ApiRuntime, ServerOptions } from '@xf/nest';
import { openLog, openWatch, serveMetrics, tellFollowers, type LogLine, type Watch } from '@xf/observe';
import { keysFitLog, type ProductJobs } from '@xf/runtime';
import { settingsOf, type Settings } from './settings';

export type ProcessRuntime = ApiRuntime & {
  readonly jobs: ProductJobs;
  readonly notices: readonly string[];
  readonly close: () => Promise<void>;
};

/** How long jobs under way may take to end; what is left begins again elsewhere. */
const jobsLimitMs = 10_000;

export type ProcessParts<R extends ProcessRuntime> = {
  /** Opens the system. `around` counts and times what goes through its ports. */
  readonly open: (settings: Settings, around: Watch['around'] | undefined, log: (line: LogLine) => void) => Promise<R>;
  readonly serve: (runtime: R, options: ServerOptions) => Promise<NestFastifyApplication>;
};

/** A process of the product from its environment to its last line of log; ends by SIGTERM or SIGINT. */
export function runProcess<R extends ProcessRuntime>(parts: ProcessParts<R>): void {
  run(parts).catch((error: unknown) => {
    const expected = error instanceof Outage || isSystemError(error);
    const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(expected ? 3 : 1);
  });
}

async function run<R extends ProcessRuntime>({ open, serve }: ProcessParts<R>): Promise<void> {
  const settings = settingsOf(process.env);
  const { host, port, trustProxy, level, metrics, traces, version } = settings;
  const { line: log, flush } = openLog({ write: (text) => void process.stdout.write(text), level });
  // The last lines are those that matter, however it ends.
  process.on('exit', flush);
  // Whoever wants neither figures nor traces pays for neither.
  const watch = metrics === undefined && !traces ? undefined : await openWatch({ version, traces });
  const runtime = await open(settings, watch?.around, log);
  await keysFitLog(runtime.engine);
  for (const notice of runtime.notices) log({ level: 'warn', notice });
  watch?.follow(runtime);
  for (const [name, depth] of Object.entries(depths(runtime.jobs.jobs))) watch?.queue(name, depth);
  const app = await serve(runtime, { log, watch, trustProxy });
  const telling = tellFollowers(runtime.following, log);
  const scraped =
    watch === undefined || metrics === undefined ? undefined : await serveMetrics({ ...metrics, text: watch.text });
  let closing = false;
  // Requests under way are answered, then the log is closed: nothing that was acknowledged is lost.
  const close = async (): Promise<void> => {
    telling.stop();
    await app.close();
    await scraped?.close();
    await runtime.jobs.close(jobsLimitMs);
    await runtime.close();
    await watch?.close();
  };
  const stop = (): void => {
    if (closing) return;
    closing = true;
    void close();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  await app.listen(port, host);
  const address = app.getHttpServer().address() as { readonly port: number };
  if (metrics !== undefined && scraped !== undefined) {
    log({ level: 'info', notice: `指标 metrics http://${metrics.host}:${scraped.port}/metrics` });
  }
  flush();
  process.stdout.write(`http://${host}:${address.port}\n`);
}

/** A port in use, a folder without permission: the operator's to mend, told in one line. */
const isSystemError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(E[A-Z]+|SQLITE_)/.test(error.code);
