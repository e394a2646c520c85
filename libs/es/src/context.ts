import type { Codec, EventShape } from './codec';
import type { Instant, NewEvent, Revision } from './event';
import type { Clock } from './ports/clock';
import type { EventStore } from './ports/event-store';
import type { Vault } from './ports/vault';
import type { StateCache } from './state-cache';

/** What a command needs around it. One per process. */
export type Engine = {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly states: StateCache;
  /** Keyed hash of a command's content; keyed because commands carry names and ID numbers. */
  readonly fingerprint: (content: Iterable<string>) => string;
};

/** On whose authority, as an answer to what. An argument of every command, never an ambient. */
export type Context = {
  readonly actor: string;
  /** The command's own id: the same id again adds nothing and gets the same answer. */
  readonly command: string;
  /** When it happened, if earlier than now. Later than now is refused at the edge. */
  readonly validAt?: Instant | undefined;
  readonly correlation?: string | undefined;
  readonly causation?: string | undefined;
  /** The revision the caller saw (If-Match); another one is answered with `stale`. */
  readonly expected?: Revision | undefined;
  /** Decide and answer the events, write nothing. */
  readonly dryRun?: boolean | undefined;
  /** Told now and then how many commands of a batch are decided. */
  readonly progress?: ((decided: number) => void) | undefined;
};

/** Appends to one stream by other writers that a command tolerates before it answers `busy`. */
export const attemptsMax = 8;

export type Meta = Omit<NewEvent, 'type' | 'version' | 'data'>;

export function metaOf(context: Context, fingerprint: string, now: Instant, decided?: Instant): Meta {
  const meta = {
    actor: context.actor,
    validAt: decided ?? context.validAt ?? now,
    command: context.command,
    fingerprint,
    correlation: context.correlation ?? context.command,
  };
  return context.causation === undefined ? meta : { ...meta, causation: context.causation };
}

/** Written out: spreading two objects into one costs more than encoding the event. */
export function encodeEvents<E extends EventShape>(
  { codec }: { readonly codec: Codec<E> },
  events: readonly E[],
  meta: Meta,
): NewEvent[] {
  const { actor, validAt, command, fingerprint, correlation, causation } = meta;
  return events.map((one) => {
    const { type, version, data } = codec.encode(one);
    const event = { type, version, data, actor, validAt, command, fingerprint, correlation };
    return causation === undefined ? event : { ...event, causation };
  });
}
