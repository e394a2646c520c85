import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM, type AppendExpectedRevision } from '@eventstore/db-client';
import { openEsdbEventStore } from '@xf/adapters';
import { noStream, type EventStore, type NewEvent } from '@xf/es';
import { concurrently, inTurns, timed, type Bench, type Figure } from './measure';

const bar = 0.87;
const rounds = 7;
const program = resolve(__dirname, '../../../../test/esdb/double/serve.cjs');

/** The protocol double in a process of its own: both contestants meet the same server, and it takes nothing of their time. */
async function startServer() {
  const child = fork(program, ['0', '-', '-'], { execArgv: ['--max-semi-space-size=64'] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const ours = 'season';
let commands = 0;

function eventOf(): NewEvent {
  const command = `bench-command-${++commands}`;
  return {
    ...{ type: 'ScoreRecorded', version: 1, data: { criterion: 'theory', slot: 's1', points: '87.5', judge: 'j-17' } },
    ...{ actor: 'judge-17', validAt: 1_790_000_000_000, command, correlation: command },
    fingerprint: 'f3b1c0a59e5d4b7c8a6f1e2d3c4b5a69',
  };
}

/** What the client is given to write the bytes that ours writes. */
function bareEvent() {
  const { type, data, ...metadata } = eventOf();
  return jsonEvent({ type, data, metadata });
}

/** As many streams as writers; every call adds one event behind the last one of its stream. */
function appendWith(append: (stream: string, expected: number) => Promise<unknown>, writers: number, calls: number) {
  const next = new Array<number>(writers).fill(noStream);
  const free = Array.from({ length: writers }, (_, n) => n);
  const run = commands;
  return concurrently(writers, calls, async () => {
    const writer = free.pop() ?? 0;
    const expected = next[writer] ?? noStream;
    await append(`entry-r${run}.w${writer}`, expected);
    next[writer] = expected + 1;
    free.push(writer);
  });
}

type Contest = {
  readonly store: EventStore;
  readonly bare: EventStoreDBClient;
  readonly say: (line: string) => void;
};

async function appends({ store, bare, say }: Contest, writers: number, calls: number) {
  return turns(
    { what: `${writers} writers`, say },
    () =>
      appendWith(
        async (stream, expected) => {
          const answer = await store.append([{ stream, expected, events: [eventOf()] }]);
          if (answer.kind !== 'appended') throw new Error(answer.kind);
        },
        writers,
        calls,
      ),
    () =>
      appendWith(
        (stream, expected) => {
          const expectedRevision: AppendExpectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
          return bare.appendToStream(`bare-${stream}`, [bareEvent()], { expectedRevision });
        },
        writers,
        calls,
      ),
  );
}

/** In turns, and what each took of the processor beside it: on a machine that others use, the steadier of the two. */
async function turns(
  { what, say }: { readonly what: string; readonly say: (line: string) => void },
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
) {
  const took = { ours: 0, theirs: 0 };
  const metered = (whose: keyof typeof took, work: () => Promise<number>) => async (): Promise<number> => {
    const before = process.cpuUsage();
    const rate = await work();
    const { user, system } = process.cpuUsage(before);
    took[whose] += user + system;
    return rate;
  };
  const rates = await inTurns(rounds, metered('ours', ours), metered('theirs', theirs));
  say(`esdb: ${what}: processor time theirs / ours ${(took.theirs / took.ours).toFixed(2)}`);
  return rates;
}

const perSecond = async (work: () => Promise<number>): Promise<number> => {
  const { ms, result } = await timed(work);
  return (result / ms) * 1_000;
};

async function countOf(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _event of events) count += 1;
  return count;
}

/** The whole log in pages, as whoever follows it reads. */
async function countPages(store: EventStore): Promise<number> {
  let [count, after] = [0, 0];
  for (;;) {
    const page = await store.readAll(after, 1_000);
    count += page.length;
    after = page.at(-1)?.position ?? after;
    if (page.length < 1_000) return count;
  }
}

async function reads(url: string, events: number, say: (line: string) => void) {
  const log = `${ours}read`;
  const store = openEsdbEventStore({ url, log });
  const bare = EventStoreDBClient.connectionString(url);
  const stream = 'entry-c1.long';
  const inOne = events / 10;
  for (let n = 0; n < events; n += 500) {
    const isLong = n < inOne;
    const expected = isLong ? n - 1 : noStream;
    await store.append([{ stream: isLong ? stream : `entry-c1.e${n}`, expected, events: several(500) }]);
  }
  await store.head();
  const one = await turns(
    { what: 'one stream', say },
    () => perSecond(async () => (await store.readStream(stream)).length),
    () => perSecond(() => countOf(bare.readStream(`${log}-c1|${stream}`))),
  );
  const all = await turns(
    { what: 'the log', say },
    () => perSecond(() => countPages(store)),
    () => perSecond(() => countOf(bare.readAll())),
  );
  await store.close();
  await bare.dispose();
  return { one, all };
}

function several(count: number): readonly NewEvent[] {
  const { command } = eventOf();
  return Array.from({ length: count }, () => ({ ...eventOf(), command, correlation: command }));
}

/** Our adapter against the client it is built on, for the same bytes, on the same server. */
export const esdb: Bench = {
  name: 'esdb',
  async run({ quick, say }) {
    const server = await startServer();
    try {
      const figure = (
        what: string,
        against: string,
        unit: string,
        pair: { readonly ours: number; readonly theirs: number },
      ): Figure => ({
        ...{ what: `EventStoreDB double: ${what}`, against, ours: pair.ours, theirs: pair.theirs, unit },
        ...{ ratio: pair.ours / pair.theirs, bar },
      });
      const { one, all } = await reads(server.url, quick ? 20_000 : 100_000, say);
      const store = openEsdbEventStore({ url: server.url, log: ours });
      const bare = EventStoreDBClient.connectionString(server.url);
      const calls = quick ? 2_000 : 8_000;
      const contest = { store, bare, say };
      await appends({ ...contest, say: () => undefined }, 64, calls / 4);
      const lone = await appends(contest, 1, calls / 4);
      const many = await appends(contest, 64, calls);
      await store.close();
      await bare.dispose();
      const append = 'appendToStream of the same bytes';
      return [
        figure('append, 1 writer', append, '1/s', lone),
        figure('append, 64 writers', append, '1/s', many),
        figure('reading one stream', 'readStream', 'events/s', one),
        figure('reading the log, 1,000 to a page', 'readAll, one call', 'events/s', all),
      ];
    } finally {
      await server.stop();
    }
  },
};
