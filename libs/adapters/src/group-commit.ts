export type GroupCommit<Call, Answer> = {
  /** Queues a call; it is answered when the transaction that holds it is on disk. */
  readonly submit: (call: Call) => Promise<Answer>;
  /** Runs what is queued now. */
  readonly flush: () => void;
};

type Waiting<Call, Answer> = {
  readonly call: Call;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Lets every call queued in one turn of the event loop share one transaction, thus one fsync. `setImmediate` rather
 * than a microtask: writers that wake up by promise chains of different lengths still meet in one transaction, and a
 * lone writer waits for microseconds, not for a timer. `run` answers every call, or throws and has written nothing.
 */
export function groupCommit<Call, Answer>(
  run: (calls: readonly Call[]) => readonly Answer[],
): GroupCommit<Call, Answer> {
  let waiting: Waiting<Call, Answer>[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const answers = run(batch.map(({ call }) => call));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return {
    flush,
    submit: (call) =>
      new Promise((resolve, reject) => {
        waiting.push({ call, resolve, reject });
        if (waiting.length === 1) setImmediate(flush);
      }),
  };
}
