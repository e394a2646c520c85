import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { noStream, type Position, type Reads, type StreamName, type When } from '@xf/es';
import { Ask } from './bus';
import type { Call } from './call';
import { writeCursor, type PinnedCursor } from './cursor';
import { signInNeeded } from './authority';
import { problem } from './problem';
import { RUNTIME, type ApiRuntime } from './runtime-token';

const waitMaxMs = 2_000;

/**
 * Reads for routes, of the views of this process: waiting for what was just written, pages, and answers the reader already
 * has.
 */
@Injectable()
export class Reading {
  constructor(
    private readonly bus: QueryBus,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /**
   * Puts a question to the views, once they have reached the position the caller asks for. Who has not signed in is not told
   * by a 503 where the log ends: a later position is waited for as far as there is anything.
   */
  async ask<T>(call: Call, name: string, answer: (runtime: ApiRuntime) => T | Promise<T>): Promise<T> {
    const { minPosition } = call.query;
    const isOpen = minPosition !== undefined && call.principal === undefined;
    await this.waitFor(isOpen ? Math.min(minPosition, await this.runtime.reads.head()) : minPosition);
    return await this.bus.execute(new Ask(name, answer));
  }

  /** Throws `view-behind` when the views do not get there in two seconds. */
  async waitFor(position: Position | undefined): Promise<void> {
    if (position === undefined) return;
    const { reads } = this.runtime;
    const all = [reads, ...this.beside(reads)].map((one) => one.reached(position, waitMaxMs));
    if ((await Promise.all(all)).every(Boolean)) return;
    throw problem('view-behind', { headers: { 'retry-after': '1' } });
  }

  /** What is waited for as well: rows that several processes may share, and that may be away while the rest goes on. */
  protected beside(_reads: Reads): readonly Pick<Reads, 'reached'>[] {
    return [];
  }

  /**
   * Waits until the views hold what a revision of a stream stands for: an answer must hold what its ETag says, or somebody
   * would change or decide on what they have not seen. `noStream` stands for nothing.
   */
  async waitForRevision(stream: StreamName, revision: number): Promise<void> {
    if (revision === noStream) return;
    const [last] = await this.runtime.engine.store.readStream(stream, revision);
    await this.waitFor(last?.position);
  }

  /** Waits until the views hold everything the log held at the call. */
  async waitForHead(): Promise<Position> {
    const head = await this.runtime.reads.head();
    await this.waitFor(head);
    return head;
  }
}

/** The Link header of a page and its cursor, when there is a next one. */
export function nextPage(call: Call, next: PinnedCursor | undefined): { readonly next?: string } {
  if (next === undefined) return {};
  const cursor = writeCursor(next);
  const url = new URL(call.url, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  call.reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  return { next: cursor };
}

/** The moment a request asks for, or the moment its first page was read at; undefined for the live view. */
export function momentOf({ query }: Call): When | undefined {
  const { cursor, asOf, position, validAt } = query;
  const pinned = cursor?.position ?? position;
  if (pinned === undefined && asOf === undefined && validAt === undefined) return undefined;
  return { position: pinned, recordedAt: cursor === undefined ? asOf : undefined, validAt };
}

/**
 * The moment asked for, where answering an earlier one means folding the whole log: for those who have signed in. Undefined
 * for the live view.
 */
export function pastOf({ query, principal }: Call): When | undefined {
  const { asOf, position, validAt } = query;
  const isPast = asOf !== undefined || position !== undefined || validAt !== undefined;
  if (isPast && principal === undefined) throw signInNeeded();
  return isPast ? { position, recordedAt: asOf, validAt } : undefined;
}

export type Rendered = { readonly bytes: Buffer; readonly etag: string };

/** An answer as bytes, and a name for exactly these bytes. */
export function render(body: object, position: Position): Rendered {
  const bytes = Buffer.from(JSON.stringify(body));
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  return { bytes, etag: `"${position}-${hash}"` };
}

/** Sends bytes, or 304 when the caller has them. */
export function sendRendered(call: Call, { bytes, etag }: Rendered): Buffer {
  call.reply.headers({ etag, 'content-type': 'application/json; charset=utf-8' });
  const known = call.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag) !== true && known?.includes('*') !== true) return bytes;
  call.status = 304;
  return Buffer.alloc(0);
}
