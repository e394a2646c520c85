import { Outage, type AdoptingEventStore, type EventStore } from '@xf/es';
import { Appending, Seen } from './appending';
import { AppendPipe } from './append-pipe';
import { patiently } from './failures';
import { Link } from './link';
import { logNames } from './names';
import { reader, type Reader } from './reader';
import { Tail } from './tail';
import { leaderUrl, refuseUnknownOptions } from './url';
import { Writer } from './writer';

export type EsdbEventStoreOptions = {
  /**
   * Connection string of EventStoreDB 22.6 or newer, or KurrentDB: `esdb://[user:password@]host[,host…][?options]`, or
   * `esdb+discover://`. Appends, and reads of single streams, go to the leader; `nodePreference` is for the rest.
   */
  readonly url: string;
  /** Which log of the server: lower-case letters and digits. @defaultValue xianfeng */
  readonly log?: string;
  /** Silence of the server, in milliseconds, after which a call is given up and made again. @defaultValue 5,000 */
  readonly deadlineMs?: number;
  /** For how long a call is made again before it is an outage. @defaultValue 20,000 */
  readonly patienceMs?: number;
  /**
   * File in which the index that is folded from the log is kept, so that it is folded once and not at every start; one
   * process at a time. It may be deleted, and copied from another machine while no process has it open. Without it the
   * whole log is read at every start, and the index stands in memory: about 20 bytes an event.
   */
  readonly cache?: string;
  /** How long a batch may stay open before others declare it void. @defaultValue 30,000 */
  readonly openBatchMs?: number;
};

/**
 * The log on an EventStoreDB server or cluster; any number of processes write to it. Nothing is asked of the server before
 * the first call.
 *
 * Positions are the server's commit positions: byte offsets, so they grow with gaps, and one beyond 2^53 throws. Revisions
 * count 0, 1, 2 … whatever the server counts. `recordedAt` is the server's time, held where its clock went back.
 * An append of several streams, or of more than the server takes at once, is a batch: its events count together, from one
 * position on. What the server cannot be asked for (commands, batches, times) is folded from the log behind what `cache`
 * holds at the start, and followed from then on.
 *
 * Weaker than a log of one process in one point: two processes that carry out one command id at the same moment on
 * different streams may both succeed. On one stream, one of them gets the conflict and then the repeat.
 */
export function openEsdbEventStore(options: EsdbEventStoreOptions): AdoptingEventStore {
  const { url, log = 'xianfeng', deadlineMs = 5_000, patienceMs = 20_000, openBatchMs = 30_000 } = options;
  const names = logNames(log);
  refuseUnknownOptions(url);
  const [leader, reads] = [linkTo(leaderUrl(url), true), linkTo(url, false)];
  const life = { open: true, lost: false };
  const seen = new Seen();
  const tail = new Tail(reads, leader, names, { idleMs: deadlineMs, patienceMs, cache: options.cache });
  const again = <T>(work: () => Promise<T>): Promise<T> => patiently(patienceMs, () => !life.lost, work);
  const saw = (position: number): void => {
    seen.read = Math.max(seen.read, position);
  };
  const reading = reader({ leader, reads, names, tail, idleMs: deadlineMs, again, saw });
  const pipe = new AppendPipe(leader, deadlineMs);
  const writing = new Writer({ pipe, names, tail, reader: reading, again, openMaxMs: openBatchMs });
  const appending = new Appending(tail, reading, writing, seen);
  const isOpen = (): boolean => life.open;
  return {
    ...readingPort(tail, reading, appending, seen, isOpen),
    async append(appends) {
      if (!life.open) throw closed();
      return appending.append(appends);
    },
    async adopt(events) {
      if (!life.open) throw closed();
      return appending.adopt(events);
    },
    async close() {
      if (!life.open) return;
      life.open = false;
      await appending.finish();
      life.lost = true;
      await tail.close();
      await Promise.all([leader.close(), reads.close()]);
    },
  };
}

type ReadingPort = Omit<EventStore, 'append' | 'close'>;

/** Every answer holds at least what this process has written and was shown before. */
function readingPort(
  tail: Tail,
  reading: Reader,
  appending: Appending,
  seen: Seen,
  isOpen: () => boolean,
): ReadingPort {
  const upToDate = async (): Promise<void> => {
    if (!isOpen()) throw closed();
    await tail.reach(Math.max(seen.read, seen.wrote));
  };
  return {
    async readStream(stream, from = 0) {
      // The leader says what is there; what the history must know of it, the reader waits for.
      if (!isOpen()) throw closed();
      await tail.reach(0);
      return reading.stream(stream, from);
    },
    async readAll(after, limit, partition) {
      await upToDate();
      const events = limit <= 0 ? [] : await reading.all(after, limit, partition);
      seen.read = Math.max(seen.read, events.at(-1)?.position ?? 0);
      return events;
    },
    async findCommand(command) {
      await upToDate();
      return appending.find(command);
    },
    async head() {
      await upToDate();
      return tail.history.head;
    },
    async positionAt(instant) {
      await upToDate();
      return reading.positionAt(instant);
    },
    async countBehind(after) {
      await upToDate();
      return after >= tail.history.head ? 0 : reading.countBehind(after);
    },
    waitBeyond: (after, timeoutMs) => tail.waitBeyond(after, timeoutMs),
  };
}

const closed = (): Error => new Error('the event log is closed');

/** The client's own message may quote the connection string, which holds a password. */
function linkTo(url: string, requiresLeader: boolean): Link {
  try {
    return new Link(url, requiresLeader);
  } catch {
    const zh = '事件库连接串有误，应为 esdb://主机:端口?选项。';
    throw new Outage(`${zh}The connection string of the event store is wrong: esdb://host:port?options is expected.`);
  }
}
