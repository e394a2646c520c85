import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import type { Call } from './call';
import { streamLimits, Streams } from './stream';

/** The other side of a stream: what the connection does, without one. */
class Connection extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

type Caller = { readonly address?: string; readonly account?: string; readonly method?: string };

function callOf({ address = '10.0.0.1', account, method = 'GET' }: Caller = {}) {
  const connection = new Connection();
  const headers: Record<string, string> = {};
  const reply = {
    raw: connection,
    request: { method },
    header: (name: string, value: string) => (headers[name] = value),
    headers: (some: object) => Object.assign(headers, some),
  } as unknown as FastifyReply;
  const principal = account === undefined ? {} : { principal: { account, grants: [] } };
  const call: Call = { ...principal, query: {}, headers: {}, address, url: '/', reply };
  return { call, connection, headers };
}

/** Gives texts when it is told to, and says whether it was ended. */
function source() {
  let wake: () => void = () => undefined;
  const ready: string[] = [];
  const life = { ended: false, asked: 0 };
  const texts = async function* (signal: AbortSignal): AsyncGenerator<string> {
    signal.addEventListener('abort', () => wake());
    try {
      yield 'first;';
      while (!signal.aborted) {
        life.asked += 1;
        const next = ready.shift();
        if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield next;
      }
    } finally {
      life.ended = true;
    }
  };
  const give = (text: string): void => {
    ready.push(text);
    wake();
  };
  return { texts, give, life };
}

function reading(stream: Readable) {
  const got = { text: '', ended: false };
  stream.on('data', (chunk: string) => (got.text += chunk));
  stream.on('end', () => (got.ended = true));
  return got;
}

/** Lets promises settle; the clock stands still. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 30; n++) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const content = (texts: (signal: AbortSignal) => AsyncIterable<string>) => ({
  type: 'text/plain',
  keepAlive: '.',
  texts,
});

describe('an open stream', () => {
  it('says now and then that it is there, only when nothing else was said', async () => {
    const { texts, give } = source();
    const got = reading(await new Streams().send(callOf().call, content(texts)));
    await settle();
    expect(got.text).toBe('first;');
    jest.advanceTimersByTime(streamLimits.keepAliveMs - 1);
    give('a;');
    await settle();
    jest.advanceTimersByTime(streamLimits.keepAliveMs - 1);
    await settle();
    expect(got.text).toBe('first;a;');
    for (let n = 0; n < 3; n++) {
      jest.advanceTimersByTime(streamLimits.keepAliveMs);
      await settle();
    }
    expect(got.text).toBe('first;a;...');
    give('b;');
    await settle();
    expect(got.text).toBe('first;a;...b;');
  });

  it('asks for no more than its reader takes, and cuts a reader who takes nothing', async () => {
    const { texts, give, life } = source();
    const { call, connection } = callOf();
    const streams = new Streams();
    const flow = await streams.send(call, content(texts));
    for (let n = 0; n < 100; n++) give('x'.repeat(60_000));
    flow.read(0);
    await settle();
    expect(life.asked).toBe(1);
    expect(flow.readableLength).toBeLessThan(70_000);
    jest.advanceTimersByTime(streamLimits.stallMs - 1);
    expect(connection.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(connection.destroyed).toBe(true);
    expect(streams.count()).toBe(0);
  });

  it('cuts a reader who does not even take what keeps it open', async () => {
    const { texts } = source();
    const { call, connection } = callOf();
    const flow = await new Streams().send(call, content(texts));
    flow.read(0);
    await settle();
    flow.read();
    await settle();
    jest.advanceTimersByTime(streamLimits.keepAliveMs);
    await settle();
    expect([flow.readableLength, connection.destroyed]).toEqual([1, false]);
    jest.advanceTimersByTime(streamLimits.keepAliveMs);
    expect(connection.destroyed).toBe(true);
  });

  it('cuts a reader who does not take the end', async () => {
    const { call, connection } = callOf();
    const short = async function* () {
      yield 'all';
    };
    const got = reading(await new Streams().send(call, content(short)));
    await settle();
    expect(got).toEqual({ text: 'all', ended: true });
    jest.advanceTimersByTime(streamLimits.stallMs);
    expect(connection.destroyed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends its source, its timers and its place when the reader goes', async () => {
    const { texts, life } = source();
    const { call, connection } = callOf();
    const streams = new Streams();
    const flow = await streams.send(call, content(texts));
    reading(flow);
    await settle();
    connection.destroy();
    flow.destroy();
    await settle();
    expect([life.ended, streams.count(), jest.getTimerCount()]).toEqual([true, 0, 0]);
  });

  it('throws what goes wrong before its first text, and holds no place then', async () => {
    const streams = new Streams();
    // eslint-disable-next-line require-yield
    const broken = async function* (): AsyncGenerator<string> {
      throw new Error('broken');
    };
    await expect(streams.send(callOf().call, content(broken))).rejects.toThrow('broken');
    expect(streams.count()).toBe(0);
  });

  it('sends nothing and holds nothing for a HEAD', async () => {
    const { texts, life } = source();
    const streams = new Streams();
    const { call, headers } = callOf({ method: 'HEAD' });
    const got = reading(await streams.send(call, content(texts)));
    await settle();
    expect([got, life.ended, streams.count()]).toEqual([{ text: '', ended: true }, true, 0]);
    expect(headers['content-type']).toBe('text/plain');
  });
});

describe('how many', () => {
  const limits = { ...streamLimits, total: 4, perAddress: 3, perAccount: 2 };
  const open = async (streams: Streams, caller: Caller) => {
    const { call, connection } = callOf(caller);
    await streams.send(call, content(source().texts));
    return connection;
  };

  it('is limited by account, by address and in all, and a place is free again at once', async () => {
    const streams = new Streams(limits);
    const a = { address: '1', account: 'a' };
    const held = [await open(streams, a), await open(streams, a)];
    await expect(open(streams, { address: '2', account: 'a' })).rejects.toMatchObject({ status: 429 });
    held.push(await open(streams, { address: '1' }));
    await expect(open(streams, { address: '1' })).rejects.toMatchObject({ status: 429, code: 'too-many-streams' });
    held.push(await open(streams, { address: '2' }));
    await expect(open(streams, { address: '3' })).rejects.toMatchObject({ status: 503, code: 'streams-full' });
    held[3]?.destroy();
    held[0]?.destroy();
    await open(streams, a);
    await open(streams, { address: '2' });
    expect(streams.count()).toBe(4);
  });
});

describe('the end of the service', () => {
  it('ends who reads, cuts who does not, and lets nobody in', async () => {
    const streams = new Streams();
    const [good, deaf] = [callOf(), callOf()];
    const got = reading(await streams.send(good.call, content(source().texts)));
    await streams.send(deaf.call, content(source().texts));
    await settle();
    let isOver = false;
    const over = streams.onModuleDestroy().then(() => (isOver = true));
    await settle();
    expect([got.ended, isOver]).toEqual([true, false]);
    good.connection.emit('finish');
    await settle();
    jest.advanceTimersByTime(streamLimits.closingMs);
    await over;
    expect([good.connection.destroyed, deaf.connection.destroyed, streams.count()]).toEqual([false, true, 0]);
    await expect(streams.send(callOf().call, content(source().texts))).rejects.toMatchObject({ status: 503 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait for one that has not begun', async () => {
    const streams = new Streams();
    const { call } = callOf();
    const slow = async function* (signal: AbortSignal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (!signal.aborted) yield 'never';
    };
    const sending = streams.send(call, content(slow));
    const over = streams.onModuleDestroy();
    reading(await sending);
    await settle();
    call.reply.raw.emit('finish');
    await over;
    expect(streams.count()).toBe(0);
  });
});
