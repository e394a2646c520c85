import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Outage, sha256 } from '@xf/es';

export type MetricsServerOptions = {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** What a reader must bring as `Authorization: Bearer …`. Without one only this machine can read. */
  readonly token?: string | undefined;
  /** The text to serve, put together at each asking. */
  readonly text: () => Promise<string>;
};

export type MetricsServer = { readonly port: number; readonly close: () => Promise<void> };

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/**
 * Serves `GET /metrics` and nothing else, on a port of its own: what is counted is for operators, and a proxy that forwards
 * the service's port does not forward this one. Throws an `Outage` for an address others can reach without a token, and the
 * system's error for a port in use.
 */
export async function serveMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const { port, host, token, text } = options;
  if (token === undefined && !loopback.test(host)) {
    const zh = `METRICS_HOST ${host} 可从外部访问，须设 METRICS_TOKEN。`;
    throw new Outage(`${zh}Others can reach METRICS_HOST ${host}: set METRICS_TOKEN.`);
  }
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    if (request.method !== 'GET' || request.url !== '/metrics') {
      answer(404, 'GET /metrics\n');
      return;
    }
    if (token !== undefined && !isBearer(request.headers.authorization, token)) {
      answer(401, '需要令牌 token\n');
      return;
    }
    text().then(
      (body) => answer(200, body, 'text/plain; version=0.0.4; charset=utf-8'),
      () => answer(500, '无法汇总指标 metrics could not be gathered\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Hashes are compared, so that neither the length nor the first wrong character shows in the time it takes. */
const isBearer = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(header ?? '')), Buffer.from(sha256(`Bearer ${token}`)));
