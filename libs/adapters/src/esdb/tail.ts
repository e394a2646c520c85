import { setTimeout as sleep } from 'node:timers/promises';
import { Outage, type Position } from '@xf/es';
import { waiters } from '../beyond';
import { lastingFailure } from './failures';
import { FirstReading } from './first-reading';
import { History } from './history';
import type { Link } from './link';
import type { LogNames } from './names';
import { readAllPage, readEnd, readStreamPage, subscribe } from './reading';

type TailOptions = {
  /** Silence after which a read is given up. */
  readonly idleMs: number;
  /** How long somebody waits for the tail before hearing of an outage. */
  readonly patienceMs: number;
  /** File for the history; see `History`. */
  readonly cache: string | undefined;
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
  /** Whether everything there was at the start has been read, and where on the leader the server's log ended then. */
  private loaded = false;
  private goal: Position | undefined;
  private failure: unknown;
  /** A failure that does not pass by itself: nothing is answered from what was read before it. */
  private lasting: Error | undefined;
  private cancel: () => void = () => undefined;
  private readonly loop: Promise<void>;

  constructor(
    private readonly link: Link,
    private readonly leader: Link,
    private readonly names: LogNames,
    private readonly options: TailOptions,
  ) {
    this.history = new History(names, options.cache, () => {
      this.loaded = false;
      this.cancel();
    });
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
      const timer = setTimeout(() => settle(this.behind()), this.options.patienceMs);
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
    this.history.close();
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
        await this.begin();
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

  /**
   * What the file holds is of this log, and how far the log goes is asked of the leader: a node that is behind would
   * otherwise pass for a log that ends before what others have seen of it.
   */
  private async begin(): Promise<void> {
    const { history, leader } = this;
    const { idleMs } = this.options;
    if (!history.isSound) history.mend();
    const kept = history.keptPlace;
    if (kept !== undefined) {
      const [record] = await readStreamPage(leader, kept.stream, kept.revision, { count: 1, idleMs });
      history.goOnFrom(record);
    }
    if (!this.loaded) this.goal = (await readEnd(leader, idleMs))?.position ?? 0;
  }

  /** Page by page: one that is not full ends at the end of the log, as far as the node has it. */
  private async catchUp(): Promise<void> {
    const { idleMs } = this.options;
    const page = { count: pageSize, idleMs };
    const end = (await readEnd(this.link, idleMs))?.position ?? 0;
    if (end < (this.goal ?? 0)) throw new Error('this node of the event store is behind its leader');
    for (let full = true; full && this.isOpen();) {
      const records = await readAllPage(this.link, this.history.upTo, this.names.everything, page);
      for (const record of records) this.history.fold(record);
      full = records.length === pageSize;
    }
    if (!this.isOpen()) return;
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

  private behind(): Outage {
    const { failure: cause, loaded, history } = this;
    if (!loaded && cause === undefined) {
      const zh = `正在首次读取事件库的日志，已读 ${history.count} 个事件，请稍候。`;
      return new FirstReading(`${zh}The log is being read for the first time; ${history.count} events so far.`);
    }
    const zh = '事件库的日志跟不上，请检查它是否在运行。';
    return new Outage(`${zh}The event store does not hand out its log; see whether it is running.`, { cause });
  }
}
