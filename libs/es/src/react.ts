import type { BatchItem } from './decider';
import type { Codec, EventShape } from './codec';
import type { Engine } from './context';
import type { Recorded } from './event';
import { refOf } from './event';
import { execute } from './execute';
import { executeAll } from './execute-all';
import { readEach } from './read-each';

/**
 * Events → commands. The id of each command comes from the event it answers, so answering the same event again (after
 * a crash, from an empty checkpoint) repeats nothing. What a reaction looks up must be as of the event's position.
 */
export type Reaction<E extends EventShape> = {
  readonly name: string;
  readonly codec: Codec<E>;
  readonly react: (recorded: Recorded<E>) => Promise<readonly BatchItem[]>;
  /**
   * Up to so many events of one command are answered by one append. Only where every command of the reaction finds out by
   * itself that it was carried out before: after a crash the same events may be answered in other company.
   */
  readonly together?: number;
};

/** A reaction's command was refused: someone must look, nothing is skipped. */
export class ReactionRefused extends Error {
  override readonly name = 'ReactionRefused';
}

/** Answers one event. Throws when a command is refused, so that the runner halts there and says so. */
export async function answer<E extends EventShape>(
  engine: Engine,
  reaction: Reaction<E>,
  recorded: Recorded<E>,
): Promise<void> {
  const items = await reaction.react(recorded);
  const cause = refOf(recorded);
  for (const [index, { decider, command }] of items.entries()) {
    const outcome = await execute(engine, decider, command, {
      actor: `reaction:${reaction.name}`,
      command: `${reaction.name}:${cause}:${index}`,
      correlation: recorded.correlation,
      causation: cause,
      validAt: recorded.validAt,
    });
    // Answered before, when the world looked different: the first answer stands.
    if (outcome.kind === 'command-reused') continue;
    if (outcome.kind !== 'done') {
      throw new ReactionRefused(`${reaction.name}: ${command.type} after ${cause}: ${JSON.stringify(outcome)}`);
    }
  }
}

/** Answers events of one command as one batch, in their order. Throws as `answer` does; then nothing was written. */
export async function answerTogether<E extends EventShape>(
  engine: Engine,
  reaction: Reaction<E>,
  events: readonly Recorded<E>[],
): Promise<void> {
  const [first, second] = events;
  if (first === undefined) return;
  if (second === undefined) return answer(engine, reaction, first);
  const answers = await readEach(events, async (recorded) => {
    const causation = refOf(recorded);
    return (await reaction.react(recorded)).map((item): BatchItem => ({ ...item, causation }));
  });
  const items = answers.flat();
  if (items.length === 0) return;
  // Named by both ends: with other events around them the same ones make another batch.
  const span = `${refOf(first)}..${refOf(events[events.length - 1] ?? first)}`;
  const outcome = await executeAll(engine, items, {
    actor: `reaction:${reaction.name}`,
    command: `${reaction.name}:${span}`,
    correlation: first.correlation,
    validAt: first.validAt,
  });
  if (outcome.kind !== 'done' && outcome.kind !== 'command-reused') {
    throw new ReactionRefused(`${reaction.name}: after ${span}: ${JSON.stringify(outcome)}`);
  }
}

/** Events in their order, in runs that may be answered together. */
export function* runsOf<E>(events: Iterable<Recorded<E>>, max: number): Generator<readonly Recorded<E>[]> {
  let run: Recorded<E>[] = [];
  for (const one of events) {
    const [first] = run;
    const isSame = first?.command === one.command && first.validAt === one.validAt;
    if (first !== undefined && (!isSame || run.length >= max)) {
      yield run;
      run = [];
    }
    run.push(one);
  }
  if (run.length > 0) yield run;
}
