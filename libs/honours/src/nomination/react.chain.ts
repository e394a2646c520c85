import type { Engine, Reaction } from '@xf/es';
import { printDecisionNumber } from '../decision-number';
import { honourCodec, type HonourEvent } from '../honour/events';
import { roundFold } from '../round/rules';
import { nominationIdOf, roundStream } from '../terms';
import { nominationItems } from './decide';

/**
 * A conferral → draft nominations for the awards that follow from it (连带授予) in the same round, where they are for the
 * same kind of receiver. The committee settles them as any other; nothing is conferred by itself. Whoever was erased
 * meanwhile is not nominated. Awards are pinned when a round is opened, so a round as it is now answers for any moment
 * after that, and a conferral of a thousand does not fold its round a thousand times. domain-rules 108.
 */
export function proposeFollowing(engine: Engine): Reaction<HonourEvent> {
  return {
    name: 'propose-following',
    codec: honourCodec,
    async react({ event }) {
      if (event.type !== 'HonourConferred') return [];
      const { round, award, awardTitle, receiver, subject, unit, conferredOn } = event;
      const { state } = await engine.states.load(engine.store, roundFold, roundStream(round));
      if (state.status === 'unknown') return [];
      const follows = state.awards.get(award)?.document.follows ?? [];
      const next = follows.filter((one) => state.awards.get(one)?.document.receiver === receiver);
      if (next.length === 0) return [];
      const name = event.name === undefined ? event.title : (await engine.vault.reveal([event.name]))[0];
      if (name === undefined) return [];
      return next.flatMap((following) =>
        nominationItems({
          type: 'ProposeNomination',
          round,
          award: following,
          nomination: nominationIdOf(round, following, 'chain', award, event.nomination),
          ...{ receiver, subject, name },
          ...(unit === undefined ? {} : { unit }),
          basis: { kind: 'chain', award, awardTitle, decision: printDecisionNumber(event.decision), conferredOn },
        }),
      );
    },
  };
}
