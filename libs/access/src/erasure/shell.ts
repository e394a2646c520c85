import { execute, type Context, type Engine, type Outcome } from '@xf/es';
import type { ErasureCommand, ErasureRejection } from './command';
import { erasure } from './decide';
import type { ErasureEvent } from './events';

/**
 * Erases a person: the log says so first, then the key goes, then this resolves. An `Outage` or a crash in between leaves the
 * person erased for everybody who follows the log, and the key to whoever follows it next (see `erasing`). Repeating the
 * same command is safe and finishes it.
 */
export async function erase(
  engine: Engine,
  command: ErasureCommand,
  context: Context,
): Promise<Outcome<ErasureEvent, ErasureRejection>> {
  const outcome = await execute(engine, erasure, command, context);
  if (outcome.kind === 'done' && context.dryRun !== true) await engine.vault.destroy(command.subject);
  return outcome;
}
