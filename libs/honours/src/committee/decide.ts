import { accountFold, accountStream, type Grant } from '@xf/access';
import { accept, assertNever, noChange, reject, type Decider, type Decision, type Facts } from '@xf/es';
import { nominationFold, type NominationState } from '../nomination/rules';
import { pathOf } from '../organization-path';
import { roundFold, type RoundState } from '../round/rules';
import { nominationStream, roundStream } from '../terms';
import type { CommitteeCommand, CommitteeRejection } from './command';
import { committeeStream, type CommitteeEvent, type CommitteeMember } from './events';
import type { CommitteeDocument } from './rules';
import { committeeFold, isTied, type CommitteeState } from './rules.standing';

type Command<T extends CommitteeCommand['type']> = Extract<CommitteeCommand, { type: T }>;
type Answer = Decision<CommitteeEvent, CommitteeRejection>;

export type CommitteeGiven = {
  readonly round: RoundState;
  /** Of the accounts to be seated; absent where there is no such account that may sign in. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  /** From the root to the organisation of the round. */
  readonly path: readonly string[];
  readonly nomination?: NominationState;
};

export const committee: Decider<CommitteeState, CommitteeCommand, CommitteeEvent, CommitteeRejection, CommitteeGiven> =
  {
    ...committeeFold,
    stream: (command) => committeeStream(command.round),
    async given(command, read) {
      const round = await read(roundFold, roundStream(command.round));
      const path = round.status === 'open' ? await pathOf(round.organization, read) : [];
      const grants = new Map<string, readonly Grant[]>();
      for (const { account } of seatsIn(command)) {
        const state = await read(accountFold, accountStream(account));
        if (state.status === 'active') grants.set(account, state.grants);
      }
      if (!('nomination' in command)) return { round, grants, path };
      const nomination = await read(nominationFold, nominationStream(command.round, command.nomination));
      return { round, grants, path, nomination };
    },
    decide(command, state, facts) {
      const { round } = facts.given;
      if (round.status === 'unknown') return reject({ code: 'round-unknown' });
      const document = round.rules?.committee;
      if (document === undefined) return reject({ code: 'committee-rules-missing' });
      switch (command.type) {
        case 'NameCommittee':
          return nameAll(command, state, document, facts);
        case 'ReplaceMember':
          return replace(command, state, facts);
        case 'DeclareKin':
        case 'DeclareRecusal':
          return declare(command, state, facts);
        default:
          return assertNever(command);
      }
    },
  };

function seatsIn(command: CommitteeCommand): readonly CommitteeMember[] {
  if (command.type === 'NameCommittee') return command.members;
  return command.type === 'ReplaceMember' ? [command.in] : [];
}

/** domain-rules 48. */
function nameAll(
  { round, members }: Command<'NameCommittee'>,
  state: CommitteeState,
  { size }: CommitteeDocument,
  { actor, given }: Facts<CommitteeGiven>,
): Answer {
  if (state.members.size > 0) return reject({ code: 'committee-named' });
  const accounts = members.map(({ account }) => account);
  const repeated = accounts.filter((account, index) => accounts.indexOf(account) < index);
  if (repeated.length > 0) return reject({ code: 'member-repeated', accounts: repeated });
  const { min, max, notMultipleOf } = size;
  const count = members.length;
  if (count < min || count > max || (notMultipleOf !== undefined && count % notMultipleOf === 0)) {
    return reject({ code: 'committee-size', size: count, ...size });
  }
  const without = withoutRole(accounts, given);
  if (without.length > 0) return reject({ code: 'member-without-role', accounts: without });
  return accept({ type: 'CommitteeNamed', round, members, by: actor });
}

/** A member has to get in by the role, over the organisation of the round. */
function withoutRole(accounts: readonly string[], { grants, path }: CommitteeGiven): readonly string[] {
  const isLetIn = ({ role, organization }: Grant): boolean => role === 'committee' && path.includes(organization);
  return accounts.filter((account) => grants.get(account)?.some(isLetIn) !== true);
}

function replace(
  command: Command<'ReplaceMember'>,
  { members }: CommitteeState,
  { actor, given }: Facts<CommitteeGiven>,
): Answer {
  const { round, out, in: next, reason } = command;
  if (members.size === 0) return reject({ code: 'committee-missing' });
  if (!members.has(out)) return reject({ code: 'member-unknown', accounts: [out] });
  if (members.has(next.account)) return reject({ code: 'member-repeated', accounts: [next.account] });
  const without = withoutRole([next.account], given);
  if (without.length > 0) return reject({ code: 'member-without-role', accounts: without });
  return accept({ type: 'MemberReplaced', round, out, in: next, reason, by: actor });
}

function declare(
  command: Command<'DeclareKin' | 'DeclareRecusal'>,
  state: CommitteeState,
  { actor, given }: Facts<CommitteeGiven>,
): Answer {
  const { round, nomination } = command;
  if (!state.members.has(actor)) return reject({ code: 'member-unknown', accounts: [actor] });
  if (given.nomination?.status === 'unknown') return reject({ code: 'nomination-unknown', nomination });
  if (command.type === 'DeclareRecusal') {
    if (isTied(state.declared, actor, nomination)) return noChange;
    return accept({ type: 'RecusalDeclared', round, member: actor, nomination });
  }
  if (isTied(state.kin, actor, nomination)) return noChange;
  return accept({ type: 'KinDeclared', round, member: actor, nomination, relation: command.relation });
}
