import {
  Outage,
  refuseTooLarge,
  type Adopted,
  type AdoptedEvent,
  type Append,
  type AppendAnswer,
  type Conflict,
} from '@xf/es';
import type { KnownCommand, Position } from '@xf/es';
import { adoptingOf } from '../adopt-call';
import { commandOf } from '../append-call';
import type { Reader } from './reader';
import type { Offered } from './records';
import type { Tail } from './tail';
import type { Write, Writer } from './writer';

/** Tries of one call that met a batch of somebody else's, open or void. */
const triesMax = 4;
/** Streams of a batch that are looked at first, so that one that has moved on leaves nothing behind in the others. */
const lookedAtMax = 32;
/** Commands of this process kept at hand until the tail has passed them. */
const ownMax = 1_000;

/** How far this process has seen the log: what it handed out, and what it wrote itself. */
export class Seen {
  read: Position = 0;
  wrote: Position = 0;
}

export class Appending {
  private readonly own = new Map<string, KnownCommand>();
  private readonly running = new Map<string, Promise<AppendAnswer>>();

  constructor(
    private readonly tail: Tail,
    private readonly reader: Reader,
    private readonly writer: Writer,
    private readonly seen: Seen,
  ) {}

  /** Calls with one command id follow each other, so that the second finds what the first wrote. */
  append(appends: readonly Append[]): Promise<AppendAnswer> {
    const command = commandOf(appends);
    const before = this.running.get(command);
    const add = (): Promise<AppendAnswer> => this.add(appends, command);
    const call = before === undefined ? add() : before.then(add, add);
    this.running.set(command, call);
    const done = (): void => {
      if (this.running.get(command) === call) this.running.delete(command);
    };
    call.then(done, done);
    return call;
  }

  /** Whatever this process was shown of a command's streams is in the history before it says that there is none. */
  async find(command: string): Promise<KnownCommand | undefined> {
    await this.tail.reach(this.seen.read);
    return this.own.get(command) ?? this.reader.command(command);
  }

  /**
   * Always as a batch: its verdict, and not the order in which appends arrive, says which event follows which, so they
   * may all be on their way at once.
   */
  async adopt(events: readonly AdoptedEvent[]): Promise<Adopted | Conflict> {
    for (const event of events) refuseTooLarge(event);
    const writes = adoptingOf(events).map(({ events: own, ...write }) => ({ ...write, events: own.map(offered) }));
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const outcome = await this.writer.write(writes);
      if (outcome.kind === 'written') {
        this.seen.read = this.seen.wrote = Math.max(this.seen.wrote, this.seen.read, outcome.position);
        return { kind: 'adopted', position: outcome.position };
      }
      const conflict = await this.conflictIn(writes, this.writer.batchId(writes));
      if (conflict !== undefined) return conflict;
    }
    throw occupied();
  }

  async finish(): Promise<void> {
    await Promise.allSettled(this.running.values());
  }

  private async add(appends: readonly Append[], command: string): Promise<AppendAnswer> {
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const known = await this.find(command);
      if (known !== undefined) return { kind: 'repeated', command: known };
      const looked = appends.length > 1 && appends.length <= lookedAtMax ? await this.look(appends) : undefined;
      const conflict = looked ?? (await this.tryOnce(appends, command));
      if (conflict?.kind === 'appended') return conflict;
      const meanwhile = await this.find(command);
      if (meanwhile !== undefined) return { kind: 'repeated', command: meanwhile };
      if (conflict !== undefined) return conflict;
    }
    throw occupied();
  }

  /** Undefined when nothing was in the way but what came to nothing. */
  private async tryOnce(appends: readonly Append[], command: string): Promise<AppendAnswer | undefined> {
    const outcome = await this.writer.write(appends);
    if (outcome.kind === 'moved') return this.conflictIn(outcome.append === undefined ? [] : [outcome.append]);
    const { position, revision } = outcome;
    const { stream, events } = appends.at(-1) as Append;
    this.remember(command, { fingerprint: events.at(-1)?.fingerprint ?? '', stream, position, revision });
    return { kind: 'appended', position, revision };
  }

  private look(appends: readonly Append[]): Promise<Conflict | undefined> {
    return this.conflictIn(appends, this.writer.batchId(appends));
  }

  private async conflictIn(appends: readonly Write[], own?: string): Promise<Conflict | undefined> {
    for (const { stream, expected } of appends) {
      const actual = await this.writer.revisionOf(stream, own);
      if (actual !== expected) return { kind: 'conflict', stream, actual };
    }
    return undefined;
  }

  private remember(command: string, known: KnownCommand): void {
    this.seen.wrote = Math.max(this.seen.wrote, known.position);
    if (this.own.size >= ownMax) {
      for (const [id, { position }] of this.own) if (position <= this.tail.history.upTo) this.own.delete(id);
    }
    this.own.set(command, known);
  }
}

function occupied(): Outage {
  const zh = '事件流正被另一批写入占用，请稍后重试。';
  return new Outage(`${zh}A batch of another process holds the streams; try again later.`);
}

const offered = ({ stream: _stream, revision: _revision, ...event }: AdoptedEvent): Offered => event;
