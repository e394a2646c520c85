import type { Position } from '@xf/es';

export type Waiters = {
  readonly wait: (after: Position, timeoutMs: number) => Promise<boolean>;
  /** Tells the waiters that the log has grown. */
  readonly wake: (head: Position) => void;
  readonly count: () => number;
  /** Answers false to everyone, so that no timer outlives the log. */
  readonly end: () => void;
};

type Waiter = { readonly after: Position; readonly answer: (reached: boolean) => void };

/** Those who wait for the log to reach beyond a position. */
export function waiters(): Waiters {
  const waiting = new Set<Waiter>();
  return {
    count: () => waiting.size,
    wait: (after, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiter.answer(false);
        }, timeoutMs);
        const waiter: Waiter = {
          after,
          answer(reached) {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve(reached);
          },
        };
        waiting.add(waiter);
      }),
    wake(head) {
      for (const waiter of waiting) if (head > waiter.after) waiter.answer(true);
    },
    end() {
      for (const waiter of waiting) waiter.answer(false);
    },
  };
}
