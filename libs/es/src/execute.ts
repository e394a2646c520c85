import { appendsOf, decideAll } from './batch';
import { canonicalJson } from './canonical';
import type { EventShape } from './codec';
import { attemptsMax, encodeEvents, metaOf, type Context, type Engine, type Meta } from './context';
import type { Decider, Facts, ReadState, Rejection } from './decider';
import type { NewEvent, Position, Revision, StreamName } from './event';
import { openedFor } from './opened';
import type { Append, KnownCommand } from './ports/event-store';
import type { Vault } from './ports/vault';
import { sealAll, sealAppends } from './seal';

export type Done<E> = {
  readonly kind: 'done';
  readonly stream: StreamName;
  readonly position: Position;
  readonly revision: Revision;
  /** The events written (or that would be written in a dry run). Empty when there was nothing to add. */
  readonly events: readonly E[];
  /** The command had been carried out before; this is its first answer. */
  readonly repeated: boolean;
};

export type Outcome<E, R> =
  | Done<E>
  | { readonly kind: 'refused'; readonly rejection: R }
  | { readonly kind: 'stale'; readonly actual: Revision }
  | { readonly kind: 'command-reused' }
  | { readonly kind: 'busy' };

/** load → decide → append; again on conflict only. Refusals are values; outages throw. */
export async function execute<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  command: C,
  context: Context,
): Promise<Outcome<E, R>> {
  const fingerprint = engine.fingerprint([canonicalJson([decider.name, command, context.validAt])]);
  const stream = decider.stream(command);
  // Whether the command is known, the append finds out; only an answer that writes nothing has to ask for itself.
  const unlessKnown = async (outcome: Outcome<E, R>): Promise<Outcome<E, R>> => {
    const known = await engine.store.findCommand(context.command);
    return known === undefined ? outcome : answerAgain(known, fingerprint);
  };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { state, revision } = await engine.states.load(engine.store, decider, stream);
    if (context.expected !== undefined && context.expected !== revision)
      return unlessKnown({ kind: 'stale', actual: revision });
    const facts = await gather(engine, decider, { command, state }, context);
    const decision = decider.decide(command, state, facts);
    if ('rejected' in decision) return unlessKnown({ kind: 'refused', rejection: decision.rejected });
    const { events, validAt } = decision;
    const along = await bring(engine, decider, { command, state, facts, added: events.length }, context, fingerprint);
    if ('rejected' in along) return unlessKnown({ kind: 'refused', rejection: along.rejected as R });
    if (events.length === 0 || context.dryRun === true) {
      const position = await engine.store.head();
      return unlessKnown({ kind: 'done', stream, position, revision, events, repeated: false });
    }
    const sealed = await sealedEvents(engine.vault, decider, events, metaOf(context, fingerprint, facts.now, validAt));
    // The own stream stands last: its revision is what a first answer and a repeated one name.
    const answer = await engine.store.append([...along.appends, { stream, expected: revision, events: sealed }]);
    if (answer.kind === 'repeated') return answerAgain(answer.command, fingerprint);
    if (answer.kind === 'appended') {
      engine.states.advance(decider, stream, revision, sealed);
      return { kind: 'done', stream, position: answer.position, revision: answer.revision, events, repeated: false };
    }
  }
  return unlessKnown({ kind: 'busy' });
}

/** What the decision brings along on other streams, sealed; or why one of those refuses it. */
async function bring<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  decided: { readonly command: C; readonly state: S; readonly facts: Facts<G>; readonly added: number },
  context: Context,
  fingerprint: string,
): Promise<{ readonly appends: readonly Append[] } | { readonly rejected: Rejection }> {
  const { command, state, facts, added } = decided;
  const items = added === 0 ? [] : (decider.beside?.(command, state, facts.given) ?? []);
  if (items.length === 0) return { appends: [] };
  const { working, codecs, refusals } = await decideAll(engine, items, context, fingerprint);
  const [refused] = refusals;
  if (refused !== undefined) return { rejected: refused.rejection };
  const appends = appendsOf(working);
  return { appends: context.dryRun === true ? appends : await sealAppends(engine.vault, appends, codecs) };
}

async function gather<S, C, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  { command, state: own }: { readonly command: C; readonly state: S },
  context: Context,
): Promise<Facts<G>> {
  const read: ReadState = (other, stream) => engine.states.load(engine.store, other, stream).then(({ state }) => state);
  const given = (decider.given === undefined ? undefined : await decider.given(command, read)) as G;
  const opened = await openedFor(engine.vault, decider, command, own);
  return { now: engine.clock.now(), actor: context.actor, given, opened };
}

async function sealedEvents<S, C, E extends EventShape, R extends Rejection, G>(
  vault: Vault,
  decider: Decider<S, C, E, R, G>,
  events: readonly E[],
  meta: Meta,
): Promise<NewEvent[]> {
  const encoded = encodeEvents(decider, events, meta);
  if (!encoded.some(({ type }) => decider.codec.hasPersonal(type))) return encoded;
  const fields = encoded.map((event) => decider.codec.catalogue[event.type]?.fields ?? {});
  return (await sealAll(vault, fields, encoded)) as NewEvent[];
}

function answerAgain<E, R>(known: KnownCommand, fingerprint: string): Outcome<E, R> {
  if (known.fingerprint !== fingerprint) return { kind: 'command-reused' };
  return {
    kind: 'done',
    stream: known.stream,
    position: known.position,
    revision: known.revision,
    events: [],
    repeated: true,
  };
}
