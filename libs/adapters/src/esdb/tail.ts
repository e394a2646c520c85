import { setTimeout as sleep } from 'node:timers/promises';
import { Outage, type Position } from '@xf/es';
import { waiters } from '../beyond';
import { lastingFailure } from './failures';
import { History } from './history';
import type { Link } from './link';
import type { LogNames } from './names';
import { readAllPage, subscribe } from './reading';

type TailOptions = {
  /** Silence after which a read is given up. */
  readonly idleMs: number;
  /** How long somebody waits for the tail before hearing of an outage. */
  readonly patienceMs: number;
};

type Reacher = { readonly position: Position; readonly settle: (error?: Error) => void };

const pageSize = 2_000;
const restMs = 200;

/**
 * Follows the log for as long as the process has it open, and begins again behind the last record it holds whenever the
 * connection breaks.
 */
export class Tail {
  readonly history: History;
  private readonly waiting = waiters();
  private readonly reachers = new Set<Reacher>();
  private open = true;
  /** Whether everything there was at the start has been read. */
  private loaded = false;
  private failure: unknown;
  /** A failure that does not pass by itself: nothing is answered from what was read before it. */
  private lasting: Error | undefined;
  private cancel: () => void = () => undefined;
  private readonly loop: Promise<void>;

  constructor(
    private readonly link: Link,
    private readonly names: LogNames,
    private readonly options: TailOptions,
  ) {
    this.history = new History(names);
    this.loop = this.follow();
  }

  /** Resolves when the history holds everything up to a position, and everything there was when the log was opened. */
  reach(position: Position): Promise<void> {
    if (this.lasting !== undefined) return Promise.reject(this.lasting);
    if (this.loaded && this.holds(position)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        this.reachers.delete(reacher);
        if (error === undefined) resolve();
        else reject(error);
      };
      const timer = setTimeout(() => settle(behind(this.failure)), this.options.patienceMs);
      const reacher: Reacher = { position, settle };
      this.reachers.add(reacher);
    });
  }

  async waitBeyond(after: Position, timeoutMs: number): Promise<boolean> {
    if (this.history.head > after) return true;
    return this.open ? this.waiting.wait(after, timeoutMs) : false;
  }

  async close(): Promise<void> {
    this.open = false;
    this.cancel();
    this.waiting.end();
    for (const { settle } of this.reachers) settle(new Error('the event log is closed'));
    await this.loop;
  }

  private holds(position: Position): boolean {
    return Math.max(this.history.upTo, this.history.head) >= position;
  }

  private tell(): void {
    this.waiting.wake(this.history.head);
    if (!this.loaded) return;
    for (const { position, settle } of this.reachers) if (this.holds(position)) settle();
  }

  private async follow(): Promise<void> {
    while (this.isOpen()) {
      try {
        await this.catchUp();
        this.failure = this.lasting = undefined;
        if (this.isOpen()) await this.listen();
      } catch (error) {
        // Whoever waits hears of it when their patience is over, or at once of what does not pass.
        this.failure = error;
        this.lasting = lastingFailure(error);
        if (this.lasting !== undefined) for (const { settle } of this.reachers) settle(this.lasting);
      }
      if (this.isOpen()) await sleep(restMs);
    }
  }

  /** Page by page: one that is not full ends at the end of the log. */
  private async catchUp(): Promise<void> {
    const page = { count: pageSize, idleMs: this.options.idleMs };
    for (let full = true; full && this.isOpen();) {
      const records = await readAllPage(this.link, this.history.upTo, this.names.everything, page);
      for (const record of records) this.history.fold(record);
      full = records.length === pageSize;
    }
    this.loaded = true;
    this.tell();
  }

  private listen(): Promise<void> {
    const live = subscribe(this.link, this.history.upTo, this.names.everything, (record) => {
      this.history.fold(record);
      this.tell();
    });
    this.cancel = live.cancel;
    return live.ended;
  }

  private isOpen(): boolean {
    return this.open;
  }
}

function behind(cause: unknown): Outage {
  const text =
    '事件库的日志跟不上，请检查它是否在运行。The event store does not hand out its log; see whether it is running.';
  return new Outage(text, { cause });
}
