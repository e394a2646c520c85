import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { noStream, type Append, type EventStore, type StoredEvent } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import { Bench, everything, expectSound, persist } from './support';

const bench = new Bench();
const folder = mkdtempSync(join(tmpdir(), 'xianfeng-crash-'));
afterEach(() => bench.close());
afterAll(() => rmSync(folder, { recursive: true }));

/** A server in a process of its own, with its log in a file; killed right behind an append when one is given. */
async function serve(port: number, file: string, last?: number): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, 'double', 'serve.cjs'), [String(port), file, String(last ?? '-')], {
    execArgv: [],
  });
  const [told] = (await once(child, 'message')) as [{ readonly port: number }];
  return { child, port: told.port };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = child.exitCode ?? child.signalCode;
  if (ended !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** What a process holds that has seen it all is what one reads that opens the log for the first time. */
async function expectAsReadAnew(store: EventStore, url: string): Promise<readonly StoredEvent[]> {
  const anew = await everything(bench.store(url));
  expectSound(anew);
  expect(await everything(store)).toEqual(anew);
  return anew;
}

it('finishes a batch over many streams once, whichever of its appends the server was killed behind', async () => {
  const streams = ['a', 'b', 'c', 'd', 'e'].map((x) => `honour-c1.${x}`);
  const call: readonly Append[] = streams.map((stream) => appendOf(stream, noStream, 2, 'cmd-batch'));
  // One append before them, one for each stream, and the verdict.
  const appends = 1 + streams.length + 1;
  for (let last = 1; last <= appends; last++) {
    const file = join(folder, `${last}.log`);
    const first = await serve(0, file, last);
    const url = `esdb://127.0.0.1:${first.port}?tls=false`;
    const store = bench.store(url);
    await store.append([appendOf('round-c1', noStream, 1, 'cmd-first')]);
    const died = once(first.child, 'exit');
    const answer = persist(store, call);
    const isKilled = await Promise.race([died.then(() => true), answer.then(() => false)]);
    expect([last, isKilled]).toEqual([last, last < appends]);
    const second = isKilled ? await serve(first.port, file) : first;
    expect((await answer).kind).toMatch(/^(appended|repeated)$/);
    const events = await expectAsReadAnew(store, url);
    expect([last, events.map(({ stream, revision }) => `${stream}@${revision}`)]).toEqual([
      last,
      ['round-c1@0', ...streams.flatMap((stream) => [`${stream}@0`, `${stream}@1`])],
    ]);
    await bench.close();
    await kill(second.child);
  }
}, 120_000);

it('loses and doubles nothing with 64 writers when the disk of the server is slower than the deadline', async () => {
  const double = await bench.double();
  const store = bench.store(double.url, { deadlineMs: 150, patienceMs: 600 });
  await store.append([appendOf('round-c1', noStream, 1, 'cmd-first')]);
  const acknowledged = new Set<string>(['cmd-first']);
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < 4; n++) {
      const command = `cmd-${writer}-${n}`;
      const one = appendOf(`score-c1.w${writer}`, n - 1, 1, command);
      const call = writer % 4 === 0 ? [one, appendOf(`entry-c2.w${writer}`, n - 1, 1, command)] : [one];
      expect((await persist(store, call)).kind).toMatch(/^(appended|repeated)$/);
      acknowledged.add(command);
    }
  };
  double.ackMs = 250;
  const running = Promise.all(Array.from({ length: 64 }, (_, writer) => write(writer)));
  await sleep(2_000);
  expect(acknowledged.size).toBeLessThan(257);
  double.ackMs = 20;
  await running;
  const events = await expectAsReadAnew(store, double.url);
  expect(events).toHaveLength(1 + 64 * 4 + 16 * 4);
  expect(new Set(events.map(({ command }) => command))).toEqual(acknowledged);
});

const codes = [status.ABORTED, status.RESOURCE_EXHAUSTED, status.CANCELLED, status.UNKNOWN] as const;

it.each(codes)('goes on when its subscription is dropped for being too slow (code %i)', async (code) => {
  const double = await bench.double();
  const [writing, following] = [bench.store(double.url), bench.store(double.url)];
  expect(await following.head()).toBe(0);
  for (let n = 0; n < 60; n++) {
    const command = `cmd-${n}`;
    await persist(
      writing,
      ['score-c1.a', 'score-c1.b'].map((stream) => appendOf(stream, n - 1, 1, command)),
    );
    if (n % 10 === 5) double.dropSubscriptions(code, 'Subscription dropped: the consumer was too slow');
  }
  const last = await writing.head();
  expect(await following.waitBeyond(last - 1, 8_000)).toBe(true);
  expect(double.counts.subscriptions).toBeGreaterThan(2);
  expect(await expectAsReadAnew(following, double.url)).toHaveLength(120);
  expect(await following.findCommand('cmd-59')).toMatchObject({ stream: 'score-c1.b', revision: 59 });
});
