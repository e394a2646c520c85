import type { Database as Connection } from 'better-sqlite3';
import { noStream } from '@xf/es';
import type {
  Adopted,
  AdoptedEvent,
  Append,
  AppendAnswer,
  Clock,
  Conflict,
  Instant,
  NewEvent,
  Position,
  Revision,
  StreamName,
} from '@xf/es';
import { adoptingOf, type Adopting } from '../adopt-call';
import type { CommandIndex } from './command-index';
import { transactionsOn } from './data-folder';
import type { StreamHead, StreamHeads } from './stream-heads';

/** One call, with its contents turned into text before it was queued: a body that is no JSON fails its own call only. */
export type AppendCall = {
  readonly command: string;
  readonly appends: readonly Append[];
  readonly texts: readonly string[];
};

export type LogEnd = { readonly position: Position; readonly recordedAt: Instant };

export type Batches = {
  readonly end: () => LogEnd;
  readonly write: (calls: readonly AppendCall[]) => readonly AppendAnswer[];
  readonly adopt: (events: readonly AdoptedEvent[]) => Adopted | Conflict;
};

/** Writes many calls in one transaction; each gets the answer it would have got alone, in queue order. */
export function batches(db: Connection, clock: Clock, heads: StreamHeads, commands: CommandIndex): Batches {
  const addEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const last = db.prepare('SELECT pos AS position, at AS recordedAt FROM events ORDER BY pos DESC LIMIT 1');
  const inTransaction = transactionsOn(db);
  let end = (last.get() as LogEnd | undefined) ?? { position: 0, recordedAt: 0 };

  const insert = (event: NewEvent, text: string, stream: StreamHead, rev: Revision): void => {
    const { type, version, validAt, actor, command, fingerprint, correlation, causation } = event;
    const { position, recordedAt } = end;
    const corr = correlation === command ? null : correlation;
    const caus = causation ?? null;
    // One call with plain arguments: spreading them costs a tenth of the writing speed.
    // prettier-ignore
    addEvent.run(position, stream.id, rev, stream.part, type, version, text, recordedAt, validAt, actor, command, fingerprint, corr, caus);
  };

  const writeOne = ({ command, appends, texts }: AppendCall): AppendAnswer => {
    const known = commands.find(command);
    if (known !== undefined) return { kind: 'repeated', command: known };
    const found: (StreamHead | undefined)[] = [];
    for (const { stream, expected } of appends) {
      const head = heads.get(stream);
      const actual = head?.rev ?? noStream;
      if (actual !== expected) return { kind: 'conflict', stream, actual };
      found.push(head);
    }
    const recordedAt = Math.max(end.recordedAt, clock.now());
    let text = 0;
    let revision: Revision = noStream;
    for (const [index, { stream: name, expected, events }] of appends.entries()) {
      const stream = heads.move(name, found[index], events.length);
      revision = expected;
      for (const event of events) {
        end = { position: end.position + 1, recordedAt };
        revision += 1;
        insert(event, texts[text++] as string, stream, revision);
      }
    }
    commands.add(command, end.position);
    return { kind: 'appended', position: end.position, revision };
  };

  const adoptAll = (events: readonly AdoptedEvent[]): Adopted | Conflict => {
    const streams = adoptingOf(events);
    const conflict = conflictIn(heads, streams);
    if (conflict !== undefined) return conflict;
    const moved = new Map<StreamName, StreamHead>();
    for (const { stream, events: own } of streams) moved.set(stream, heads.move(stream, heads.get(stream), own.length));
    for (const [index, event] of events.entries()) {
      end = { position: end.position + 1, recordedAt: Math.max(end.recordedAt, event.recordedAt) };
      insert(event, JSON.stringify(event.data), moved.get(event.stream) as StreamHead, event.revision);
      if (events[index + 1]?.command !== event.command) commands.add(event.command, end.position);
    }
    return { kind: 'adopted', position: end.position };
  };

  /** All of it in one transaction; what is kept in memory goes back with it. */
  const whole = <T>(work: () => T): T => {
    const before = end;
    try {
      const answer = inTransaction(work);
      heads.commit();
      commands.commit();
      return answer;
    } catch (cause) {
      end = before;
      heads.rollback();
      commands.rollback();
      throw cause;
    }
  };

  return {
    end: () => end,
    write: (calls) => whole(() => calls.map(writeOne)),
    adopt: (events) => whole(() => adoptAll(events)),
  };
}

function conflictIn(heads: StreamHeads, streams: readonly Adopting[]): Conflict | undefined {
  for (const { stream, expected } of streams) {
    const actual = heads.get(stream)?.rev ?? noStream;
    if (actual !== expected) return { kind: 'conflict', stream, actual };
  }
  return undefined;
}
