import { createServer, type AddressInfo } from 'node:net';
import { openRuntime, type Runtime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { Stop, type Io } from '../io';

export type Service = {
  readonly runtime: Runtime;
  /** `http://127.0.0.1:3000`, as the demo itself reaches it. */
  readonly base: string;
  /** The usual port was taken, so another one serves. */
  readonly moved: boolean;
  readonly close: () => Promise<void>;
};

const usualPort = 3000;

/** Opens the data folder and serves it over HTTP from this process. */
export async function startService(folder: string, { env }: Io): Promise<Service> {
  const { PORT, HOST = '127.0.0.1' } = env;
  const asked = PORT === undefined ? usualPort : portOf(PORT);
  const moved = asked !== 0 && !(await isFree(asked, HOST));
  if (moved && PORT !== undefined) {
    throw new Stop(3, 'port-taken', `端口 ${asked} 已被占用。`, `Port ${asked} is taken.`);
  }
  const runtime = await openRuntime({ folder });
  try {
    const app = await createApp(runtime);
    await app.listen(moved ? 0 : asked, HOST);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const close = async (): Promise<void> => {
      await app.close();
      await runtime.close();
    };
    return { runtime, base: `http://${reachable(HOST)}:${port}`, moved, close };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** An address to listen on everywhere is none to connect to. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Stop(2, 'port-invalid', `PORT 应为 0–65535：${text}`, `PORT should be 0 to 65535: ${text}`);
}

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
