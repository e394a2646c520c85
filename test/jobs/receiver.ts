import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Call = {
  readonly path: string;
  readonly delivery: string;
  readonly signature: string;
  readonly body: string;
};
export type Answer = (call: Call, count: number, response: ServerResponse) => void;

export const ok: Answer = (_call, _count, response) => void response.writeHead(204).end();

export type Receiver = {
  readonly server: Server;
  readonly url: string;
  readonly calls: Call[];
  readonly set: (answer: Answer) => void;
  readonly stop: () => void;
};

/** A receiver in this process; `answer` may be exchanged at any time. */
export async function startReceiver(): Promise<Receiver> {
  const calls: Call[] = [];
  let answer = ok;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const header = (name: string): string => String(request.headers[name]);
    const call = {
      path: request.url ?? '',
      delivery: header('xianfeng-delivery'),
      signature: header('xianfeng-signature'),
      body,
    };
    calls.push(call);
    answer(call, calls.length, response);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { server, url, calls, set: (next) => (answer = next), stop };
}

export async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_500; turn++) {
    if (await test()) return;
    await sleep(10);
  }
  throw new Error(`did not happen: ${what}`);
}
