import type { Codec, EventShape } from './codec';
import type { Instant, StreamName } from './event';

/** `validAt` says when the events happened, where that is not the command's own time (a correction of an old mark). */
export type Decision<E, R> = { readonly events: readonly E[]; readonly validAt?: Instant } | { readonly rejected: R };

/** `NoInfer` makes an extra field on an event literal a compile error instead of widening the type. */
export const accept = <E>(...events: readonly NoInfer<E>[]): Decision<E, never> => ({ events });
export const acceptAt = <E>(validAt: Instant, ...events: readonly NoInfer<E>[]): Decision<E, never> => ({
  events,
  validAt,
});
export const reject = <R>(rejected: R): Decision<never, R> => ({ rejected });
/** The command is already satisfied: nothing to add, and that is a success. */
export const noChange: Decision<never, never> = { events: [] };

export type Rejection = { readonly code: string };

/**
 * One aggregate: how its stream is named, how its state follows from its events, and what a command may add.
 * `decide` and `evolve` are pure: no clock, no random, no I/O; time comes in the command.
 */
export type Decider<State, Command, E extends EventShape, R extends Rejection, Given = undefined> = {
  readonly name: string;
  readonly codec: Codec<E>;
  readonly stream: (command: Command) => StreamName;
  readonly initial: State;
  readonly evolve: (state: State, event: E, validAt: Instant) => State;
  readonly decide: (command: Command, state: State, facts: Facts<Given>) => Decision<E, R>;
  /**
   * State of other streams the decision reads. They are read fresh but not locked: a change that lands in between is
   * put in its place by the log's order, so every fold must say what an event after a freeze means.
   */
  readonly given?: (command: Command, read: ReadState) => Promise<Given>;
  /**
   * In a batch, what `given` reads by the fold of a stream's own decider has in it what the batch added there before.
   * Without it a decision reads other streams as they were before the batch.
   */
  readonly seesBatch?: true;
  /**
   * Commands on other streams that stand or fall with this one: all are accepted and written in one append, or nothing is.
   * So two decisions that must know of each other meet in one stream, however many streams they come from. Asked with the
   * state before the decision, and only when that adds events: a repeat brings nothing. What these bring along
   * themselves is asked in turn.
   */
  readonly beside?: (command: Command, state: State, given: Given) => readonly BatchItem[];
  /**
   * Sealed texts of its own stream that the decision compares with the command's: they are opened for it, and kept nowhere.
   * So what is personal needs no hash in the log, which would outlive the person's key and could be guessed from.
   */
  readonly compares?: (command: Command, state: State) => readonly string[];
};

export type BatchItem = {
  readonly decider: AnyDecider;
  readonly command: { readonly type: string };
  /** The event it answers, in a batch that answers several; otherwise the batch's own. */
  readonly causation?: string;
};
export type AnyDecider = Decider<unknown, { readonly type: string }, EventShape, Rejection, unknown>;

/** A decider seen without its types, for batches and reactions that mix several. */
export const untyped = <S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  decider: Decider<S, C, E, R, G>,
): AnyDecider => decider as unknown as AnyDecider;

/** The part of a decider that turns a stream into its state. */
export type Foldable<S, E extends EventShape> = {
  readonly name: string;
  readonly codec: Codec<E>;
  readonly initial: S;
  readonly evolve: (state: S, event: E, validAt: Instant) => S;
};

/** What a decision may know beside the command and its own stream. */
export type Facts<Given = undefined> = {
  readonly now: Instant;
  readonly actor: string;
  readonly given: Given;
  /** What the decider's `compares` asked for. */
  readonly opened?: Opened | undefined;
};

/** Texts by what they were sealed to; undefined where the person was erased. */
export type Opened = ReadonlyMap<string, string | undefined>;

export type ReadState = <S, E extends EventShape>(decider: Foldable<S, E>, stream: StreamName) => Promise<S>;

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
