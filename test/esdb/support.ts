import { randomUUID } from 'node:crypto';
import { openEsdbEventStore, type EsdbEventStoreOptions } from '@xf/adapters';
import { Outage, type Append, type AppendAnswer, type EventStore, type StoredEvent } from '@xf/es';
import { Disk } from './double/disk';
import { Double } from './double/server';

/** A server's clock that moves by ten milliseconds with every record. */
export function newDisk(): Disk {
  let now = 1_000;
  return new Disk(() => (now += 10));
}

const realServer = process.env['EVENTSTORE_URL'];

const newLog = (): string => `t${randomUUID().replaceAll('-', '')}`;

/** Things opened in a test, closed after it in the opposite order. */
export class Bench {
  private readonly closers: (() => Promise<void>)[] = [];
  /** A server that is there already keeps the logs of earlier tests, so that every test has one of its own. */
  log = newLog();

  async double(disk = newDisk(), options: Partial<ConstructorParameters<typeof Double>[0]> = {}): Promise<Double> {
    const double = new Double({ disk, ...options });
    await double.start();
    this.closers.push(() => double.stop());
    return double;
  }

  /** The server at EVENTSTORE_URL, or a double. For tests that take nothing of a server but the protocol. */
  async anyServer(): Promise<string> {
    return realServer ?? (await this.double()).url;
  }

  /** Opens the log as another process would. */
  store(url: string, options: Partial<EsdbEventStoreOptions> = {}): EventStore {
    const patience = url === realServer ? {} : { deadlineMs: 400, patienceMs: 8_000 };
    const store = openEsdbEventStore({ url, log: this.log, ...patience, ...options });
    this.closers.push(() => store.close());
    return store;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
    this.log = newLog();
  }
}

/** Sends a call until it is answered, as whoever runs a command does after an outage. */
export async function persist(store: EventStore, call: readonly Append[]): Promise<AppendAnswer> {
  for (;;) {
    try {
      return await store.append(call);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
    }
  }
}

export const everything = (store: EventStore): Promise<readonly StoredEvent[]> => store.readAll(0, 1_000_000);

/** What must hold of any log: positions grow, revisions count, times never decrease, a command stands once. */
export function expectSound(events: readonly StoredEvent[]): void {
  const heads = new Map<string, number>();
  const seen = new Set<string>();
  let [position, time] = [0, 0];
  for (const event of events) {
    expect(event.position).toBeGreaterThan(position);
    expect(event.recordedAt).toBeGreaterThanOrEqual(time);
    expect(event.revision).toBe((heads.get(event.stream) ?? -1) + 1);
    heads.set(event.stream, event.revision);
    const key = JSON.stringify([event.command, event.stream, event.data]);
    expect([key, seen.has(key)]).toEqual([key, false]);
    seen.add(key);
    ({ position, recordedAt: time } = event);
  }
}
