import { assertNever, type Foldable } from '@xf/es';
import { committeeCodec, type CommitteeEvent, type CommitteeMember } from './events';

type Tie = { readonly member: string; readonly nomination: string };

export type CommitteeState = {
  /** In the order in which they were named; empty before. */
  readonly members: ReadonlyMap<string, CommitteeMember>;
  /** Everybody who ever sat. Who leaves stays recused from what they were. */
  readonly everSat: ReadonlySet<string>;
  readonly kin: readonly (Tie & { /** Sealed. */ readonly relation: string })[];
  readonly declared: readonly Tie[];
};

/** The committee of a round after its events. */
export const committeeFold: Foldable<CommitteeState, CommitteeEvent> = {
  name: 'committee',
  codec: committeeCodec,
  initial: { members: new Map(), everSat: new Set(), kin: [], declared: [] },
  evolve(state, event): CommitteeState {
    switch (event.type) {
      case 'CommitteeNamed':
        return seated(state, event.members);
      case 'MemberReplaced': {
        const stayed = [...state.members.values()].map((one) => (one.account === event.out ? event.in : one));
        return seated(state, stayed);
      }
      case 'KinDeclared': {
        const { member, nomination, relation } = event;
        return { ...state, kin: [...state.kin, { member, nomination, relation }] };
      }
      case 'RecusalDeclared': {
        const { member, nomination } = event;
        return { ...state, declared: [...state.declared, { member, nomination }] };
      }
      default:
        return assertNever(event);
    }
  },
};

function seated(state: CommitteeState, members: readonly CommitteeMember[]): CommitteeState {
  const everSat = new Set([...state.everSat, ...members.map(({ account }) => account)]);
  return { ...state, members: new Map(members.map((one) => [one.account, one])), everSat };
}

export const isTied = (ties: readonly Tie[], member: string, nomination: string): boolean =>
  ties.some((one) => one.member === member && one.nomination === nomination);
