import { Outage } from '../ports/outage';
import { backoffOf, type JobHandler, type JobInfo, type Jobs, type JobState } from '../ports/jobs';

/** Jobs of their own for one test. The names `a`, `b` and `sweep` are known. */
export type JobsSetup = {
  readonly jobs: Jobs;
  /** The clock's present. */
  readonly now: () => number;
  /** Lets real time go by; a test that waits asks for a condition, never for a time. */
  readonly pause: (ms: number) => Promise<void>;
  readonly cleanup: () => Promise<void>;
};

type World = { readonly setup: () => JobsSetup };

const patienceTurns = 1_000;

/** What the jobs port promises, for every adapter. */
export function jobsContract(name: string, make: () => Promise<JobsSetup>): void {
  describe(`jobs contract: ${name}`, () => {
    let setup: JobsSetup;
    beforeEach(async () => {
      setup = await make();
    });
    afterEach(async () => {
      await setup.jobs.close(5_000);
      await setup.cleanup();
    });
    const world: World = { setup: () => setup };
    running(world);
    failing(world);
    sweeping(world);
    ending(world);
  });
}

/** A handler that waits in the middle of its run until it is let go. */
function gate(): { readonly handler: JobHandler; readonly began: string[]; readonly open: () => void } {
  const began: string[] = [];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    began,
    open: () => open(),
    handler: async ({ key }) => {
      began.push(key);
      await opened;
    },
  };
}

function toolsOf({ setup }: World) {
  const until = async (what: string, test: () => boolean | Promise<boolean>): Promise<void> => {
    for (let turn = 0; turn < patienceTurns; turn++) {
      if (await test()) return;
      await setup().pause(10);
    }
    throw new Error(`did not happen: ${what}`);
  };
  const listed = async (state: JobState): Promise<readonly string[]> =>
    (await setup().jobs.list(state)).map(({ name, key }) => `${name} ${key}`);
  const only = async (state: JobState): Promise<JobInfo> => {
    await until(`one job ${state}`, async () => (await setup().jobs.list(state)).length === 1);
    return (await setup().jobs.list(state))[0]!;
  };
  return { until, listed, only, jobs: () => setup().jobs };
}

function running(world: World): void {
  const { jobs, until, listed, only } = toolsOf(world);

  it('runs what was enqueued before and after somebody handles it, and lists it as done', async () => {
    const ran: string[] = [];
    await jobs().enqueue('a', '早');
    jobs().handle('a', async ({ key, attempt }) => void ran.push(`${key} ${attempt}`));
    await jobs().enqueue('a', 'a:b/c=1');
    await until('both ran', () => ran.length === 2);
    expect(ran).toEqual(['早 1', 'a:b/c=1 1']);
    await until('both done', async () => (await listed('done')).length === 2);
    expect([...(await listed('done'))].sort()).toEqual(['a a:b/c=1', 'a 早']);
  });

  it('takes a job that waits already for the same, but not one of another name or key', async () => {
    for (const [name, key] of [
      ['a', '1'],
      ['a', '1'],
      ['a', '2'],
      ['b', '1'],
      ['a', '1'],
    ] as const) {
      await jobs().enqueue(name, key);
    }
    expect([...(await listed('waiting'))].sort()).toEqual(['a 1', 'a 2', 'b 1']);
  });

  it('runs once more, and only afterwards, what is enqueued several times while it runs', async () => {
    const { handler, began, open } = gate();
    let inside = 0;
    let together = 0;
    jobs().handle(
      'a',
      async (run) => {
        together = Math.max(together, (inside += 1));
        await handler(run);
        inside -= 1;
      },
      { concurrency: 4 },
    );
    await jobs().enqueue('a', 'line');
    await until('it runs', () => began.length === 1);
    for (let n = 0; n < 3; n++) await jobs().enqueue('a', 'line');
    await jobs().enqueue('a', 'other');
    await until('another key runs beside it', () => began.length === 2);
    open();
    await until('all done', async () => (await listed('done')).length === 3);
    expect(began).toEqual(['line', 'other', 'line']);
    expect(together).toBe(2);
  });

  it('runs no more at once than it may', async () => {
    const { handler, began, open } = gate();
    jobs().handle('a', handler, { concurrency: 2 });
    for (let n = 0; n < 5; n++) await jobs().enqueue('a', String(n));
    await until('two run', () => began.length === 2);
    expect((await listed('active')).length).toBe(2);
    expect((await listed('waiting')).length).toBe(3);
    open();
    await until('five ran', () => began.length === 5);
  });

  it('keeps a job for later back until its time', async () => {
    const ran: string[] = [];
    jobs().handle('a', async ({ key }) => void ran.push(key));
    await jobs().enqueue('a', 'tomorrow', { at: world.setup().now() + 86_400_000 });
    await jobs().enqueue('a', 'soon', { at: world.setup().now() + 30 });
    await jobs().enqueue('a', 'overdue', { at: 0 });
    await until('two ran', () => ran.length === 2);
    expect([...ran].sort()).toEqual(['overdue', 'soon']);
    expect(await listed('delayed')).toEqual(['a tomorrow']);
    expect(await jobs().discard((await only('delayed')).id)).toBe(true);
    expect(await listed('delayed')).toEqual([]);
  });

  it('shows how far a run has come', async () => {
    const { handler, open } = gate();
    jobs().handle('a', async (run) => {
      await run.progress(0.25, '25 / 100');
      await handler(run);
    });
    await jobs().enqueue('a', '1');
    await until('progress is told', async () => (await jobs().list('active'))[0]?.progress !== undefined);
    const active = await only('active');
    expect(active.progress).toEqual({ fraction: 0.25, note: '25 / 100' });
    expect(await jobs().discard(active.id)).toBe(false);
    open();
  });

  it('refuses a second handler of one name', () => {
    jobs().handle('a', async () => undefined);
    expect(() => jobs().handle('a', async () => undefined)).toThrow('handled already');
  });
}

function failing(world: World): void {
  const { jobs, until, listed, only } = toolsOf(world);

  it('tries again, and forgets the failure when it succeeds', async () => {
    const attempts: number[] = [];
    jobs().handle('a', async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Outage('坏 / down');
    });
    await jobs().enqueue('a', '1', { attempts: 3, backoffMs: 2 });
    expect(await only('done')).toMatchObject({ attempts: 3 });
    expect((await only('done')).error).toBeUndefined();
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('keeps what fails every time as a dead letter that rests until it is retried', async () => {
    let runs = 0;
    let isBroken = true;
    jobs().handle('a', async () => {
      runs += 1;
      if (isBroken) throw new Outage('对方不在 / away');
    });
    await jobs().enqueue('a', '1', { attempts: 2, backoffMs: 2 });
    const dead = await only('failed');
    expect(dead).toMatchObject({ name: 'a', key: '1', attempts: 2, error: '对方不在 / away' });
    await jobs().enqueue('a', '1');
    await jobs().enqueue('a', 'other', { attempts: 1 });
    await until('the other failed', async () => (await listed('failed')).length === 2);
    expect(runs).toBe(3);
    isBroken = false;
    expect(await jobs().retry(dead.id)).toBe(true);
    await until('it is done', async () => (await listed('done')).includes('a 1'));
    expect(await jobs().retry(dead.id)).toBe(false);
    expect(runs).toBe(4);
    await jobs().enqueue('a', '1');
    await until('a later one runs as ever', () => runs === 5);
  });

  it('makes a dead letter also of what is enqueued again and again while it runs', async () => {
    let runs = 0;
    jobs().handle('a', async ({ key }) => {
      runs += 1;
      await jobs().enqueue('a', key, { attempts: 2, backoffMs: 2 });
      throw new Outage('down');
    });
    await jobs().enqueue('a', '1', { attempts: 2, backoffMs: 2 });
    expect(await only('failed')).toMatchObject({ attempts: 2 });
    expect([await listed('waiting'), await listed('delayed'), await listed('active'), runs]).toEqual([[], [], [], 2]);
  });

  it('gives a retried dead letter all its attempts again', async () => {
    const attempts: number[] = [];
    jobs().handle('a', async ({ attempt }) => {
      attempts.push(attempt);
      throw new Outage('down');
    });
    await jobs().enqueue('a', '1', { attempts: 2, backoffMs: 2 });
    await jobs().retry((await only('failed')).id);
    await until('it ran four times', () => attempts.length === 4);
    expect(attempts).toEqual([1, 2, 1, 2]);
    await only('failed');
    await jobs().enqueue('a', '1');
    expect(await listed('waiting')).toEqual([]);
  });

  it('forgets a discarded dead letter, so that the next enqueue counts again', async () => {
    let runs = 0;
    jobs().handle('a', async () => {
      runs += 1;
      throw new Outage('down');
    });
    await jobs().enqueue('a', '1', { attempts: 1 });
    const { id } = await only('failed');
    expect(await jobs().discard(id)).toBe(true);
    expect(await jobs().discard(id)).toBe(false);
    expect(await listed('failed')).toEqual([]);
    await jobs().enqueue('a', '1', { attempts: 1 });
    await until('it ran again', () => runs === 2);
  });

  it('does not repeat the message of an error that may quote a person', async () => {
    jobs().handle('a', async () => {
      throw new TypeError('张三 110101199001011234');
    });
    await jobs().enqueue('a', '1', { attempts: 1 });
    const { error } = await only('failed');
    expect(error).toMatch(/^TypeError at /);
    expect(error).not.toContain('1101');
  });

  it('waits twice as long each time, by chance between half and all of it, and an hour at most', () => {
    expect([1, 2, 3, 4].map((attempt) => backoffOf(attempt, 100, 1))).toEqual([100, 200, 400, 800]);
    expect([1, 2, 3, 4].map((attempt) => backoffOf(attempt, 100, 0))).toEqual([50, 100, 200, 400]);
    expect(backoffOf(60, 100, 1)).toBe(3_600_000);
  });

  it('knows nothing of ids nobody gave it', async () => {
    for (const id of ['', 'a', 'a/none', 'none/1']) {
      expect(await jobs().retry(id)).toBe(false);
      expect(await jobs().discard(id)).toBe(false);
    }
  });
}

function sweeping(world: World): void {
  const { jobs, until, listed } = toolsOf(world);

  it('sweeps again and again, also after a sweep has failed, and shows one failure at most', async () => {
    let runs = 0;
    jobs().handle('sweep', async ({ key }) => {
      expect(key).toBe('');
      runs += 1;
      if (runs < 3) throw new Outage('down');
    });
    await jobs().every('sweep', 40);
    await until('five sweeps', () => runs >= 5);
    expect(await listed('failed')).toEqual([]);
  });

  it('finds with a sweep what was never enqueued', async () => {
    const due = new Set(['x', 'y']);
    jobs().handle('sweep', async () => {
      for (const key of due) await jobs().enqueue('a', key);
    });
    jobs().handle('a', async ({ key }) => void due.delete(key));
    await jobs().every('sweep', 40);
    await until('nothing is due', () => due.size === 0);
  });
}

function ending(world: World): void {
  const { jobs, until } = toolsOf(world);

  it('waits at the end for what runs, and starts nothing new', async () => {
    const { handler, began, open } = gate();
    let ended = 0;
    jobs().handle('a', async (run) => {
      await handler(run);
      ended += 1;
    });
    await jobs().enqueue('a', '1');
    await jobs().enqueue('a', '2');
    await until('one runs', () => began.length === 1);
    const closing = jobs().close(5_000);
    open();
    expect(await closing).toBe(true);
    expect([began.length, ended]).toEqual([1, 1]);
  });

  it('cuts off at the end what does not come to an end', async () => {
    const heard: string[] = [];
    const { handler, began, open } = gate();
    jobs().handle('a', async (run) => {
      run.signal.addEventListener('abort', () => heard.push(run.key));
      await handler(run);
    });
    await jobs().enqueue('a', '1');
    await until('it runs', () => began.length === 1);
    expect(await jobs().close(20)).toBe(false);
    expect(heard).toEqual(['1']);
    open();
  });
}
