import { Readable } from 'node:stream';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Call } from './call';
import { Problem } from './problem';

/** How many streams a process holds open, and how long it waits for their readers. */
export type StreamLimits = {
  readonly total: number;
  readonly perAddress: number;
  readonly perAccount: number;
  /** Silence after which a reader is sent the `keepAlive` of its stream. */
  readonly keepAliveMs: number;
  /** How long a reader may take nothing of what is ready for it. */
  readonly stallMs: number;
  /** How long the readers may take to be done when the service ends. */
  readonly closingMs: number;
};

export const streamLimits: StreamLimits = {
  total: 2_000,
  perAddress: 400,
  perAccount: 16,
  keepAliveMs: 15_000,
  stallMs: 30_000,
  closingMs: 2_000,
};

export type StreamContent = {
  readonly type: string;
  /** A text that means nothing to the reader and keeps the connection open. Absent: silence is left alone. */
  readonly keepAlive?: string | undefined;
  /**
   * Gives texts until there are no more or the signal says that nobody reads on. It runs no faster than the reader takes
   * them. What it throws before the first text is answered as a problem; afterwards the connection is cut.
   */
  readonly texts: (signal: AbortSignal) => AsyncIterable<string>;
};

/** The streams a process has open: how many there may be, and that none outlives its reader or the service. */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly open = new Set<Held>();
  private readonly byKey = new Map<string, number>();
  private readonly logger = new Logger('stream');
  private isClosing = false;
  private onFreed: () => void = () => undefined;

  constructor(private readonly limits: StreamLimits = streamLimits) {}

  /** How many are open. */
  count(): number {
    return this.open.size;
  }

  /** The answer of a route. Throws 429 or 503 when there is no room for another stream. */
  async send(call: Call, { type, keepAlive, texts }: StreamContent): Promise<Readable> {
    const { reply } = call;
    const { raw } = reply;
    const control = new AbortController();
    const held = this.hold(call, control, () => raw.destroy());
    const source = texts(control.signal)[Symbol.asyncIterator]();
    // Also when the reader goes before there is anything to send.
    raw.once('close', held.free);
    if (raw.destroyed) control.abort();
    let first: IteratorResult<string, unknown>;
    try {
      first = await source.next();
    } catch (error) {
      held.free();
      throw error;
    }
    // The connection ends with the stream: an idle one would keep the service from ending.
    reply.headers({ 'content-type': type, 'x-accel-buffering': 'no', connection: 'close' });
    reply.header('cache-control', 'no-store, no-transform');
    // Nobody reads what follows a HEAD.
    if (reply.request.method === 'HEAD' || raw.destroyed) {
      held.free();
      await source.return?.();
      return Readable.from([]);
    }
    const bug = (error: unknown) => this.told(error);
    const flow = new Flow(source, first, { ...this.limits, keepAlive, control, cut: held.cut, bug });
    // What is sent to the end may still stand before a reader who takes nothing.
    flow.once('end', () => held.cutAfter(this.limits.stallMs));
    raw.once('finish', held.free);
    return flow;
  }

  /** Ends every stream where it stands; readers who do not take what is left of theirs are cut off. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    for (const { end } of this.open) end();
    if (this.open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.limits.closingMs);
      this.onFreed = () => {
        if (this.open.size > 0) return;
        clearTimeout(timer);
        resolve();
      };
    });
    for (const { cut } of [...this.open]) cut();
  }

  private hold({ address, principal }: Call, control: AbortController, cut: () => void): Held {
    const keys = [{ key: `address ${address}`, max: this.limits.perAddress }];
    if (principal !== undefined) keys.push({ key: `account ${principal.account}`, max: this.limits.perAccount });
    if (this.isClosing || this.open.size >= this.limits.total) throw noRoom();
    if (keys.some(({ key, max }) => this.held(key) >= max)) throw tooMany();
    for (const { key } of keys) this.byKey.set(key, this.held(key) + 1);
    let timer: NodeJS.Timeout | undefined;
    const held: Held = {
      cut,
      cutAfter: (ms) => (timer = setTimeout(cut, ms)),
      end: () => {
        control.abort();
      },
      free: () => {
        if (!this.open.delete(held)) return;
        control.abort();
        clearTimeout(timer);
        for (const { key } of keys) {
          const left = this.held(key) - 1;
          if (left > 0) this.byKey.set(key, left);
          else this.byKey.delete(key);
        }
        this.onFreed();
      },
    };
    this.open.add(held);
    return held;
  }

  private held(key: string): number {
    return this.byKey.get(key) ?? 0;
  }

  /** Where it happened, never what the answer held. */
  private told(error: unknown): void {
    const stack = error instanceof Error ? error.stack?.split('\n').slice(1, 8).join('\n') : undefined;
    this.logger.error(error instanceof Error ? error.name : typeof error, stack);
  }
}

type Held = {
  /** Drops the connection, whatever is under way on it. */
  readonly cut: () => void;
  readonly cutAfter: (ms: number) => void;
  /** Lets the source end where it stands. */
  readonly end: () => void;
  /** Gives the place to another stream. */
  readonly free: () => void;
};

const noRoom = () =>
  new Problem(
    503,
    'streams-full',
    { zh: '实时连接已满，请稍后再试', en: 'No room for another stream; please try again later' },
    { headers: { 'retry-after': '10' } },
  );
const tooMany = () =>
  new Problem(
    429,
    'too-many-streams',
    { zh: '您的实时连接过多，请先关闭一些', en: 'You have too many streams open; close some' },
    { headers: { 'retry-after': '10' } },
  );

type FlowOptions = Pick<StreamLimits, 'keepAliveMs' | 'stallMs'> & {
  readonly keepAlive: string | undefined;
  readonly control: AbortController;
  readonly cut: () => void;
  readonly bug: (error: unknown) => void;
};

/** Asks its source for a text when the reader has room for one, and holds at most that one. */
class Flow extends Readable {
  private isAsking = false;
  private first: IteratorResult<string, unknown> | undefined;
  private quiet: NodeJS.Timeout | undefined;
  private stalled: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: AsyncIterator<string, unknown>,
    first: IteratorResult<string, unknown>,
    private readonly options: FlowOptions,
  ) {
    super({ encoding: 'utf8' });
    this.first = first;
    const { signal } = options.control;
    // Who does not even take what is ready will not take the end either.
    signal.addEventListener('abort', () => !this.isAsking && this.readableLength > 0 && options.cut(), { once: true });
  }

  override _read(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    clearTimeout(this.stalled);
    this.next().then(
      (next) => {
        this.isAsking = false;
        if (this.destroyed) return;
        this.wait();
        this.push(next.done === true ? null : next.value);
      },
      (error: unknown) => {
        if (this.destroyed) return;
        this.options.bug(error);
        this.options.cut();
      },
    );
    this.rest();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.quiet);
    clearTimeout(this.stalled);
    this.options.control.abort();
    // A source that still waits ends by the signal; what it throws then concerns nobody.
    this.source.return?.().then(undefined, () => undefined);
    callback(error);
  }

  private next(): Promise<IteratorResult<string, unknown>> {
    const { first } = this;
    this.first = undefined;
    return first === undefined ? this.source.next() : Promise.resolve(first);
  }

  /** Something is ready: the reader has so long to take it. */
  private wait(): void {
    clearTimeout(this.quiet);
    clearTimeout(this.stalled);
    this.stalled = setTimeout(this.options.cut, this.options.stallMs);
  }

  /** Nothing is ready: the reader hears from time to time that we are still there. */
  private rest(): void {
    const { keepAlive, keepAliveMs, cut } = this.options;
    clearTimeout(this.quiet);
    if (keepAlive === undefined) return;
    this.quiet = setTimeout(() => {
      if (!this.isAsking) return;
      if (this.readableLength > 0) {
        cut();
        return;
      }
      this.push(keepAlive);
      this.rest();
    }, keepAliveMs);
  }
}
