import {
  canonicalJson,
  positionsIn,
  refOf,
  UnreadableEvent,
  withPositions,
  type EventStore,
  type Position,
  type StoredEvent,
} from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { Stop } from '../io';

/** Events that content refers to, kept at hand: those of a publication are referred to by all its nominations. */
const keptMax = 1_000;

/** Reads what the content of a log's events says about places in that log. */
export class References {
  private readonly kept = new Map<Position, StoredEvent>();

  constructor(private readonly store: EventStore) {}

  /**
   * The earlier events that an event's content refers to, by position. Throws `Stop` when there is none at such a place,
   * or when this program cannot tell whether the content refers to any.
   */
  async of(event: StoredEvent): Promise<ReadonlyMap<Position, StoredEvent>> {
    const found = new Map<Position, StoredEvent>();
    for (const position of positionsOf(event)) {
      if (position === 0) continue;
      const named = position < event.position ? await this.at(position) : undefined;
      if (named === undefined) throw astray(event, position);
      found.set(position, named);
    }
    return found;
  }

  /** An event as text that is the same in every store: a place in the log is named by the event that stands there. */
  async canonical(event: StoredEvent): Promise<string> {
    const { position: _position, ...rest } = event;
    const named = await this.of(event);
    if (named.size === 0) return canonicalJson(rest);
    return canonicalJson({ ...rest, data: withPositions(everyCodec, event, (at) => refAt(named, at)) });
  }

  private async at(position: Position): Promise<StoredEvent | undefined> {
    const known = this.kept.get(position);
    if (known !== undefined) return known;
    const [event] = await this.store.readAll(position - 1, 1);
    if (event?.position !== position) return undefined;
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(position, event);
    return event;
  }
}

function refAt(named: ReadonlyMap<Position, StoredEvent>, position: Position): unknown {
  const event = named.get(position);
  return event === undefined ? position : refOf(event);
}

function positionsOf(event: StoredEvent): readonly Position[] {
  try {
    return positionsIn(everyCodec, event);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    throw new Stop(
      4,
      'event-unreadable',
      `${refOf(event)}：无法解读，不能迁移（${error.message}）。`,
      `${refOf(event)} cannot be read, so the log cannot be moved: ${error.message}.`,
    );
  }
}

const astray = (event: StoredEvent, position: Position): Stop =>
  new Stop(
    4,
    'position-astray',
    `${refOf(event)} 引用的日志位置 ${position} 不是更早的记录，不能迁移。`,
    `${refOf(event)} refers to log position ${position}, where no earlier event stands; the log cannot be moved.`,
  );
