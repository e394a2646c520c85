import { Outage } from '@xf/es';
import { keysFitLog, openRuntime } from '@xf/runtime';
import { createApp } from '@xf/service';

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const { DATA = './data', HOST = '127.0.0.1', PORT = '3000', TRUST_PROXY = '' } = process.env;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Outage(`PORT 应为 0–65535。Not a port: ${PORT}`);
  const runtime = openRuntime({ folder: DATA });
  await keysFitLog(runtime.engine);
  for (const notice of runtime.notices) print({ level: 'warn', notice });
  const log = (line: object): void => print({ time: new Date().toISOString(), ...line });
  const app = await createApp(runtime, { log, trustProxy: TRUST_PROXY === '1' });
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    // Requests under way are answered, then the log is closed: nothing that was acknowledged is lost.
    void app.close().then(() => runtime.close());
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  await app.listen(port, HOST);
  const address = app.getHttpServer().address() as { readonly port: number };
  process.stdout.write(`http://${HOST}:${address.port}\n`);
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
