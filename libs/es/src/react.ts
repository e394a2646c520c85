import type { BatchItem } from './decider';
import type { Codec, EventShape } from './codec';
import type { Engine } from './context';
import type { Recorded } from './event';
import { refOf } from './event';
import { execute } from './execute';

/**
 * Events → commands. The id of each command comes from the event it answers, so answering the same event again (after
 * a crash, from an empty checkpoint) repeats nothing. What a reaction looks up must be as of the event's position.
 */
export type Reaction<E extends EventShape> = {
  readonly name: string;
  readonly codec: Codec<E>;
  readonly react: (recorded: Recorded<E>) => Promise<readonly BatchItem[]>;
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
