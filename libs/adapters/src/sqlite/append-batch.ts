import type { Database as Connection } from 'better-sqlite3';
import { noStream, partitionOf } from '@xf/es';
import type { Append, AppendAnswer, Clock, Instant, KnownCommand, NewEvent, Position, Revision } from '@xf/es';
import { transactionsOn } from './data-folder';

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
  readonly findCommand: (command: string) => KnownCommand | undefined;
};

type StreamRow = { readonly id: number; readonly part: number; readonly rev: Revision };

export function findCommandIn(db: Connection): (command: string) => KnownCommand | undefined {
  const find = db.prepare(
    `SELECT e.fp AS fingerprint, s.name AS stream, e.pos AS position, e.rev AS revision
     FROM commands c JOIN events e ON e.pos = c.pos JOIN streams s ON s.id = e.sid WHERE c.id = ?`,
  );
  return (command) => find.get(command) as KnownCommand | undefined;
}

/** Writes many calls in one transaction; each gets the answer it would have got alone, in queue order. */
export function batches(db: Connection, clock: Clock): Batches {
  const findStream = db.prepare('SELECT id, part, rev FROM streams WHERE name = ?');
  const addStream = db.prepare('INSERT INTO streams (name, part, rev) VALUES (?, ?, ?)');
  const moveStream = db.prepare('UPDATE streams SET rev = ? WHERE id = ?');
  const findPartition = db.prepare('SELECT id FROM partitions WHERE name = ?').pluck();
  const addPartition = db.prepare('INSERT INTO partitions (name) VALUES (?)');
  const addCommand = db.prepare('INSERT INTO commands (id, pos) VALUES (?, ?)');
  const addEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const last = db.prepare('SELECT pos AS position, at AS recordedAt FROM events ORDER BY pos DESC LIMIT 1');
  const inTransaction = transactionsOn(db);
  const findCommand = findCommandIn(db);
  let end = (last.get() as LogEnd | undefined) ?? { position: 0, recordedAt: 0 };

  const partitionId = (name: string): number =>
    (findPartition.get(name) as number | undefined) ?? Number(addPartition.run(name).lastInsertRowid);

  const openStream = (name: string, found: StreamRow | undefined, rev: Revision): Omit<StreamRow, 'rev'> => {
    if (found !== undefined) {
      moveStream.run(rev, found.id);
      return found;
    }
    const part = partitionId(partitionOf(name));
    return { id: Number(addStream.run(name, part, rev).lastInsertRowid), part };
  };

  const insert = (event: NewEvent, text: string, at: { stream: Omit<StreamRow, 'rev'>; rev: Revision }): void => {
    const { stream, rev } = at;
    const correlation = event.correlation === event.command ? null : event.correlation;
    addEvent.run(
      ...[end.position, stream.id, rev, stream.part, event.type, event.version, text, end.recordedAt, event.validAt],
      ...[event.actor, event.command, event.fingerprint, correlation, event.causation ?? null],
    );
  };

  const writeOne = ({ command, appends, texts }: AppendCall): AppendAnswer => {
    const known = findCommand(command);
    if (known !== undefined) return { kind: 'repeated', command: known };
    const streams = appends.map(({ stream }) => findStream.get(stream) as StreamRow | undefined);
    for (const [index, { stream, expected }] of appends.entries()) {
      const actual = streams[index]?.rev ?? noStream;
      if (actual !== expected) return { kind: 'conflict', stream, actual };
    }
    const recordedAt = Math.max(end.recordedAt, clock.now());
    let text = 0;
    let revision: Revision = noStream;
    for (const [index, { stream: name, expected, events }] of appends.entries()) {
      const stream = openStream(name, streams[index], expected + events.length);
      revision = expected;
      for (const event of events) {
        end = { position: end.position + 1, recordedAt };
        revision += 1;
        insert(event, texts[text++] as string, { stream, rev: revision });
      }
    }
    addCommand.run(command, end.position);
    return { kind: 'appended', position: end.position, revision };
  };

  return {
    end: () => end,
    findCommand,
    write(calls) {
      const before = end;
      try {
        return inTransaction(() => calls.map(writeOne));
      } catch (cause) {
        end = before;
        throw new Error(`事件日志写入失败。The event log could not be written: ${db.name}`, { cause });
      }
    },
  };
}
