import { assertNever, readEach, type Foldable, type ReadState } from '@xf/es';
import { printedIn, type CorrectionStanding } from '../correction';
import { nominationStream } from '../terms';
import { nominationCodec, type NominationEvent, type NominationProposed } from './events';

/** What was proposed, without the personal parts: those are sealed by the time they are read back. */
export type Proposed = Pick<
  NominationProposed,
  'award' | 'receiver' | 'subject' | 'unidentified' | 'title' | 'unit' | 'basis'
> & {
  /** Ids of a team's members. */
  readonly members?: readonly string[];
};

export type NominationState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open' | 'withdrawn' | 'ruled-out';
      readonly proposed: Proposed;
      readonly correction?: CorrectionStanding & {
        readonly to: Pick<Proposed, 'title' | 'unit'>;
        /** It is of the name or the unit, which notices show. */
        readonly shown: boolean;
        /** It is of a member's name alone. */
        readonly member?: number;
      };
    };

/** How a nomination stands after its events; rounds and honours read it too, so it stands apart from the decisions. */
export const nominationFold: Foldable<NominationState, NominationEvent> = {
  name: 'nomination',
  codec: nominationCodec,
  initial: { status: 'unknown' },
  evolve(state, event): NominationState {
    if (event.type === 'NominationProposed') {
      const { award, receiver, subject, unidentified, title, unit, members, basis } = event;
      const own = {
        ...(title === undefined ? {} : { title }),
        ...(unit === undefined ? {} : { unit }),
        ...(unidentified === undefined ? {} : { unidentified }),
        ...(members === undefined ? {} : { members: members.map(({ person }) => person) }),
      };
      return { status: 'open', proposed: { award, receiver, subject, basis, ...own } };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on a nomination that was never proposed`);
    switch (event.type) {
      case 'NominationRuledOut':
        return { ...state, status: 'ruled-out' };
      case 'NominationWithdrawn':
        return { ...state, status: 'withdrawn' };
      case 'NominationCorrectionAsked': {
        const { correction: number, by, name, title, unit } = event;
        const shown = [name, title, unit].some((one) => one !== undefined);
        return { ...state, correction: { number, by, waits: true, shown, to: printedIn({ title, unit }) } };
      }
      case 'NominationMemberCorrectionAsked': {
        const { correction: number, by, member } = event;
        return { ...state, correction: { number, by, waits: true, shown: true, to: {}, member } };
      }
      case 'NominationCorrected': {
        const { correction, proposed } = state;
        if (correction === undefined) throw new Error('a correction that was never asked');
        return {
          ...state,
          proposed: { ...proposed, ...correction.to },
          correction: { ...correction, waits: false },
        };
      }
      default:
        return assertNever(event);
    }
  },
};

/** The nominations of a round with these ids, in their order, as a decision may read them. */
export async function nominationStates(
  read: ReadState,
  round: string,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, NominationState>> {
  return new Map(
    await readEach(new Set(ids), async (id) => [id, await read(nominationFold, nominationStream(round, id))] as const),
  );
}
