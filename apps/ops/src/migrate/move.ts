import {
  EventTooLarge,
  refOf,
  withPositions,
  type AdoptedEvent,
  type AdoptingEventStore,
  type EventStore,
  type Position,
  type StoredEvent,
} from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { Stop } from '../io';
import { References } from './canonical';

const pageMax = 1_000;
/** A piece is full with so many events, or so much content. It holds whole commands, so one command may make it larger. */
const pieceEvents = 5_000;
const pieceBytes = 4_000_000;
/** Translated positions kept at hand. */
const placesMax = 1_000;

export type Moved = { readonly events: number; readonly pieces: number; readonly references: number };

/**
 * Adds what stands behind `after` in one log to another one, in pieces of whole commands; each is taken over as a whole.
 * Where a piece ends follows from where it begins and from the log, so a run that was cut short is finished by the next:
 * the piece it had begun is made again, the same to the last byte. Positions in contents become those of the same events in
 * the target; an event that refers to one of its own piece begins a new piece, because only what is written has a position.
 */
export async function moveEvents(
  source: EventStore,
  target: AdoptingEventStore,
  after: Position,
  progress: (position: Position) => void,
): Promise<Moved> {
  const references = new References(source);
  const places = new Places(target);
  const moved = { events: 0, pieces: 0, references: 0 };
  let piece: AdoptedEvent[] = [];
  let [begin, end, bytes] = [0, after, 0];

  const finish = async (): Promise<void> => {
    if (piece.length === 0) return;
    const answer = await target.adopt(piece).catch((error: unknown) => {
      throw error instanceof EventTooLarge ? tooLarge(piece) : error;
    });
    if (answer.kind === 'conflict') throw written(answer.stream);
    moved.events += piece.length;
    moved.pieces += 1;
    progress(end);
    piece = [];
    bytes = 0;
  };

  for await (const command of commandsOf(source, after)) {
    const first = command[0]?.position ?? 0;
    const named = new Map<Position, StoredEvent>();
    for (const event of command) for (const [at, other] of await references.of(event)) named.set(at, other);
    const latest = Math.max(0, ...named.keys());
    if (latest >= first) throw withinCommand(command, latest);
    if (piece.length > 0 && latest >= begin) await finish();
    if (piece.length === 0) begin = first;
    const there = new Map<Position, Position>([[0, 0]]);
    for (const [at, other] of named) there.set(at, await places.of(other));
    for (const { position: _position, ...event } of command) {
      const data = withPositions(everyCodec, event, (at) => there.get(at));
      piece.push({ ...event, data });
      bytes += JSON.stringify(data).length;
    }
    moved.references += named.size;
    end = command.at(-1)?.position ?? end;
    if (piece.length >= pieceEvents || bytes >= pieceBytes) await finish();
  }
  await finish();
  return moved;
}

/** What a log holds behind a position, by command: the events of one were appended together and follow each other. */
async function* commandsOf(source: EventStore, after: Position): AsyncGenerator<readonly StoredEvent[]> {
  let command: StoredEvent[] = [];
  for (let last = after; ;) {
    const page = await source.readAll(last, pageMax);
    for (const event of page) {
      if (command.length > 0 && command[0]?.command !== event.command) {
        yield command;
        command = [];
      }
      command.push(event);
    }
    last = page.at(-1)?.position ?? last;
    if (page.length < pageMax) break;
  }
  if (command.length > 0) yield command;
}

/** Where events that were moved stand now. */
class Places {
  private readonly kept = new Map<string, Position>();

  constructor(private readonly target: EventStore) {}

  async of(event: StoredEvent): Promise<Position> {
    const ref = refOf(event);
    const known = this.kept.get(ref);
    if (known !== undefined) return known;
    const [there] = await this.target.readStream(event.stream, event.revision);
    if (there?.revision !== event.revision) throw written(event.stream);
    if (this.kept.size >= placesMax) this.kept.clear();
    this.kept.set(ref, there.position);
    return there.position;
  }
}

const written = (stream: string): Stop =>
  new Stop(
    1,
    'target-written',
    `迁移期间目标被别的程序写入（${stream}）。请停止写入目标的程序后重试。`,
    `Somebody else wrote to the target meanwhile (${stream}). Stop whoever does, then run this again.`,
  );

const withinCommand = (command: readonly StoredEvent[], position: Position): Stop => {
  const ref = command[0] === undefined ? '' : refOf(command[0]);
  return new Stop(
    4,
    'position-astray',
    `${ref} 引用了同一命令中的记录（位置 ${position}），不能迁移。`,
    `${ref} refers to an event of its own command (position ${position}); the log cannot be moved.`,
  );
};

const tooLarge = (piece: readonly AdoptedEvent[]): Stop => {
  const largest = piece.toSorted((a, b) => JSON.stringify(b.data).length - JSON.stringify(a.data).length)[0];
  const ref = largest === undefined ? '' : `${largest.stream}@${largest.revision}`;
  return new Stop(
    4,
    'event-too-large',
    `${ref} 超过事件库单次写入上限（约 1 MB），此日志不能迁移到事件库，请继续使用数据目录。`,
    `${ref} is larger than the event store takes at once (about 1 MB). The log cannot be moved there; stay with the folder.`,
  );
};
