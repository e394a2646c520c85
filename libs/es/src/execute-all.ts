import { appendsOf, contentOf, decideAll, eventsIn, type Refusal } from './batch';
import type { EventShape } from './codec';
import { attemptsMax, type Context, type Engine } from './context';
import type { BatchItem } from './decider';
import type { Position, Revision } from './event';
import { sealAppends } from './seal';

export type BatchOutcome =
  | {
      readonly kind: 'done';
      readonly position: Position;
      readonly added: number;
      readonly repeated: boolean;
      /** In a dry run: what would be written, with the item it comes from. */
      readonly events?: readonly { readonly item: BatchItem; readonly event: EventShape }[];
    }
  /** The stream of the first item is not at the revision the caller saw. */
  | { readonly kind: 'stale'; readonly actual: Revision }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'command-reused' }
  | { readonly kind: 'busy' };

/**
 * Many commands as one: either every one is accepted and all their events are appended in one piece, or nothing is
 * written and every refusal is answered with its index. Later commands see the effect of earlier ones on their stream,
 * and on others where their decider says so (`seesBatch`). `expected` speaks of the first command's stream.
 */
export async function executeAll(engine: Engine, items: readonly BatchItem[], context: Context): Promise<BatchOutcome> {
  const fingerprint = engine.fingerprint(contentOf(items, context.validAt));
  const known = await engine.store.findCommand(context.command);
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return { kind: 'command-reused' };
    return { kind: 'done', position: known.position, added: 0, repeated: true };
  }
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { working, codecs, refusals, events } = await decideAll(engine, items, context, fingerprint);
    const first = working.values().next().value?.expected;
    if (context.expected !== undefined && first !== undefined && first !== context.expected) {
      return { kind: 'stale', actual: first };
    }
    if (refusals.length > 0) return { kind: 'refused', refusals };
    const appends = appendsOf(working);
    const added = eventsIn(appends);
    if (added === 0 || context.dryRun === true) {
      const dry = context.dryRun === true ? { events } : {};
      return { kind: 'done', position: await engine.store.head(), added, repeated: false, ...dry };
    }
    const answer = await engine.store.append(await sealAppends(engine.vault, appends, codecs));
    if (answer.kind === 'appended') return { kind: 'done', position: answer.position, added, repeated: false };
    if (answer.kind === 'repeated')
      return { kind: 'done', position: answer.command.position, added: 0, repeated: true };
  }
  return { kind: 'busy' };
}
