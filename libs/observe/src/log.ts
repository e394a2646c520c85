/** One line of the log. It holds no bodies, no queries, no names of people; whoever writes one sees to that. */
export type LogLine = Readonly<Record<string, string | number | undefined>>;

export type LogLevel = 'error' | 'warn' | 'info' | 'off';

export type Log = {
  /** Takes one line; its `level` says whether it is written (`info` when it names none). `time` is put before it. */
  readonly line: (line: LogLine) => void;
  /** Writes what is waiting. Must be called at exit. */
  readonly flush: () => void;
};

export type LogOptions = {
  /** Takes whole lines, and has written them when it returns. */
  readonly write: (text: string) => void;
  /** What is written: this and worse. @defaultValue info */
  readonly level?: LogLevel | undefined;
};

const ranks: Readonly<Record<LogLevel, number>> = { off: 0, error: 1, warn: 2, info: 3 };
/** How long a line may wait: what a kill without warning loses. */
const waitMs = 200;
const waitingMax = 64 * 1024;

export const isLogLevel = (text: string): text is LogLevel => Object.hasOwn(ranks, text);

/**
 * JSON lines, gathered and written together: a write to the system for each request costs more than routing it does.
 * A line that tells of an error is written at once, with all before it. Throws on a level it does not know.
 */
export function openLog({ write, level = 'info' }: LogOptions): Log {
  const least = ranks[level];
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    write(text);
  };
  return {
    flush,
    line: (line) => {
      const rank = ranks[(line['level'] ?? 'info') as LogLevel];
      if (rank > least) return;
      waiting += `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`;
      if (rank === ranks.error || waiting.length > waitingMax) flush();
      else timer ??= setTimeout(flush, waitMs).unref();
    },
  };
}
