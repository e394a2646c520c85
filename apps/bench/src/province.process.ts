import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openShared, openWorker, type SharedOptions } from '@xf/runtime';

export type Role = 'api' | 'worker';

/** What a process has taken so far: processor time in microseconds, memory in bytes. */
export type Taken = { readonly cpu: number; readonly rss: number };

/** An api process or a worker as the apps compose them, without HTTP, that says what it takes. */
export type Apart = {
  /** Resolves when its followers have reached a position. */
  readonly reached: (position: number) => Promise<Taken>;
  readonly kill: () => Promise<void>;
};

export async function startApart(role: Role, options: SharedOptions): Promise<Apart> {
  const child = fork(__filename, [JSON.stringify({ role, options })], {
    execArgv: [...process.execArgv.filter((one) => !one.includes('semi-space')), '--max-semi-space-size=64'],
  });
  await answerOf(child);
  return {
    reached: async (position) => {
      child.send({ position });
      return (await answerOf(child)) as Taken;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  try {
    const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
      throw new Error(`the process ended: ${String(code ?? signal)}`);
    });
    const [answer] = (await Promise.race([once(child, 'message', { signal: over.signal }), ended])) as unknown[];
    return answer;
  } finally {
    over.abort();
  }
}

async function serve(): Promise<void> {
  const { role, options } = JSON.parse(process.argv[2] ?? '') as {
    readonly role: Role;
    readonly options: SharedOptions;
  };
  const { following } = role === 'api' ? await openShared(options) : await openWorker(options);
  process.on('disconnect', () => process.exit());
  process.on('message', ({ position }: { readonly position: number }) => {
    void Promise.all([following.until(position), following.until(position, undefined, 'reaction')]).then(() => {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: user + system, rss: process.memoryUsage().rss } satisfies Taken);
    });
  });
  process.send?.('ready');
}

if (require.main === module) void serve();
