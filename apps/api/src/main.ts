import { Outage } from '@xf/es';
import { openLog, openWatch, serveMetrics, tellFollowers } from '@xf/observe';
import { keysFitLog, openRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { settingsOf } from './settings';

async function main(): Promise<void> {
  const { folder, host, port, trustProxy, level, metrics, traces, version } = settingsOf(process.env);
  const { line: log, flush } = openLog({ write: (text) => void process.stdout.write(text), level });
  // The last lines are those that matter, however it ends.
  process.on('exit', flush);
  // Whoever wants neither figures nor traces pays for neither.
  const watch = metrics === undefined && !traces ? undefined : await openWatch({ version, traces });
  const runtime = openRuntime({ folder, ...(watch === undefined ? {} : { around: watch.around }) });
  await keysFitLog(runtime.engine);
  for (const notice of runtime.notices) log({ level: 'warn', notice });
  watch?.follow(runtime);
  const app = await createApp(runtime, { log, watch, trustProxy });
  const telling = tellFollowers(runtime.following, log);
  const scraped =
    watch === undefined || metrics === undefined ? undefined : await serveMetrics({ ...metrics, text: watch.text });
  let closing = false;
  // Requests under way are answered, then the log is closed: nothing that was acknowledged is lost.
  const close = async (): Promise<void> => {
    telling.stop();
    await app.close();
    await scraped?.close();
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

main().catch((error: unknown) => {
  const expected = error instanceof Outage || isSystemError(error);
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(expected ? 3 : 1);
});
