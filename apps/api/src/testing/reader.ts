import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/** One line of a feed. */
export type Line = Readonly<Record<string, unknown>> & { readonly position: number; readonly type: string };

export type Notice = {
  readonly id: number;
  readonly position?: number;
  readonly version?: number;
  readonly pending: boolean;
};

/** Somebody on the network who reads a stream for as long as they like. */
export class Reader {
  private static readonly all = new Set<Reader>();

  text = '';
  status = 0;
  headers: IncomingMessage['headers'] = {};
  /** Settles when the connection is over, however it ended. */
  readonly over: Promise<unknown>;
  private isOver = false;
  private wake: () => void = () => undefined;

  private constructor(
    private readonly request: ClientRequest,
    private readonly answer: IncomingMessage,
  ) {
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    answer.setEncoding('utf8');
    this.over = new Promise((resolve) => answer.once('close', resolve));
    answer.on('error', () => undefined);
    void this.over.then(() => {
      this.isOver = true;
      this.wake();
    });
  }

  static async open(app: INestApplication, path: string, headers: Readonly<Record<string, string>> = {}) {
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const request = httpRequest({ port, host: '127.0.0.1', path, headers, agent: false });
    request.on('error', () => undefined);
    request.end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const reader = new Reader(request, answer);
    Reader.all.add(reader);
    return reader;
  }

  static leaveAll(): void {
    for (const reader of Reader.all) reader.leave();
  }

  /** Reads on. A reader that was never told to takes nothing. */
  listen(): this {
    this.answer.on('data', (chunk: string) => {
      this.text += chunk;
      this.wake();
    });
    return this;
  }

  async until(holds: (reader: this) => boolean): Promise<this> {
    while (!holds(this)) {
      if (this.isOver) throw new Error(`the stream ended: ${this.status} ${this.text}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this;
  }

  /** Whole lines; what was cut in the middle is no line. */
  lines(): readonly Line[] {
    const complete = this.text.slice(0, this.text.lastIndexOf('\n') + 1).split('\n');
    return complete.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
  }

  /** `position` for staff, `version` for everybody else. */
  notices(): readonly Notice[] {
    const complete = this.text.slice(0, this.text.lastIndexOf('\n\n') + 2);
    return [...complete.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, id, data]) => ({
      id: Number(id),
      ...(JSON.parse(data ?? '') as Omit<Notice, 'id'>),
    }));
  }

  leave(): void {
    Reader.all.delete(this);
    this.request.destroy();
  }
}
