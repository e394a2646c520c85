import type { EventShape } from '../codec';
import type { Decider, Opened, Rejection } from '../decider';
import type { Instant } from '../event';

/** When the given events happened. */
export const historyAt: Instant = 1_000;

type World<G> = { readonly given?: G; readonly now?: Instant; readonly actor?: string; readonly opened?: Opened };

/**
 * given(events).when(command).then(events) for a decider. Every given and resulting event passes through the codec,
 * so an event that could not be stored fails here already.
 */
export function specFor<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  decider: Decider<S, C, E, R, G>,
  world: World<G> = {},
) {
  const stored = (event: E): E => {
    const decoded = decider.codec.decode(JSON.parse(JSON.stringify(decider.codec.encode(event))) as never);
    if (decoded === undefined) throw new Error(`${event.type} does not decode`);
    return decoded;
  };
  return (...history: readonly E[]) => ({
    when(command: C, here: World<G> = {}) {
      const state = history.map(stored).reduce((s, event) => decider.evolve(s, event, historyAt), decider.initial);
      const facts = { now: 2_000, actor: 'tester', given: undefined as G, ...world, ...here };
      const decision = decider.decide(command, state, facts);
      return {
        then(...expected: readonly E[]): void {
          expect(decision).toEqual({ ...('events' in decision ? decision : {}), events: expected });
          if ('events' in decision) {
            const after = decision.events.map(stored);
            expect(after).toEqual(expected.map(stored));
            after.reduce((s, event) => decider.evolve(s, event, decision.validAt ?? facts.now), state);
          }
        },
        thenRejected(rejection: R): void {
          expect(decision).toEqual({ rejected: rejection });
        },
      };
    },
  });
}
