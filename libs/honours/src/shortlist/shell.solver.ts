import { extname } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { shortlist, type ShortlistResult } from '@xf/shortlist';
import type { Solve } from './decide';

type Asked = Parameters<Solve>;
type Waiting = { readonly resolve: (result: ShortlistResult) => void; readonly reject: (error: unknown) => void };

/** What a thread started here is told, so that this file knows itself in it. */
const mark = 'shortlist-solver';

/**
 * Works out lists in a thread of its own, so that others are answered meanwhile: one at a time, in the order they were asked.
 * The thread starts at the first question and ends with `close`. What throws in it rejects here, and the next question starts
 * another. Answers are those of `shortlist`, to the byte.
 */
export class SolverThread {
  private thread: Worker | undefined;
  private waiting: Waiting | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param file this file, compiled: a thread cannot load sources, which are solved in place */
  constructor(private readonly file = __filename) {}

  readonly solve: Solve = (...asked) => {
    if (extname(this.file) !== '.js') return shortlist(...asked);
    const next = this.last.then(() => this.ask(asked));
    this.last = next.catch(() => undefined);
    return next;
  };

  /** Whoever still waits is rejected. */
  async close(): Promise<void> {
    await this.thread?.terminate();
  }

  private ask(asked: Asked): Promise<ShortlistResult> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.thread ??= this.start();
      this.thread.ref();
      this.thread.postMessage(asked);
    });
  }

  private start(): Worker {
    const thread = new Worker(this.file, { workerData: mark });
    thread.on('message', (result: ShortlistResult) => {
      // It waits for the next question; that alone must not keep the process.
      thread.unref();
      this.waiting?.resolve(result);
    });
    thread.on('error', (error) => this.ended(thread, error));
    thread.on('exit', () => this.ended(thread, new Error('the thread that works out lists was ended')));
    return thread;
  }

  /** Of a thread that failed both events come, and by the second another may be at work. */
  private ended(thread: Worker, error: unknown): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    this.waiting?.reject(error);
  }
}

if (!isMainThread && workerData === mark) {
  // What throws here ends the thread, and reaches who asked as its error.
  parentPort?.on('message', (asked: Asked) => {
    void shortlist(...asked).then((result) => parentPort?.postMessage(result));
  });
}
