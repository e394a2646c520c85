import { accept, assertNever, noChange, reject, type Decider, type Decision, type Foldable } from '@xf/es';
import { organizationFold, type OrganizationState } from '../organization/decide';
import { accountStream, organizationStream, type Grant } from '../terms';
import type { AccountCommand, AccountRejection } from './command';
import { accountCodec, type AccountEvent } from './events';

export type AccountState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'active' | 'disabled';
      /** Sealed. */
      readonly displayName: string;
      /** Sealed. */
      readonly passwordHash: string;
      /** How often the password was changed: a token from before the last change is worth nothing. */
      readonly passwordVersion: number;
      readonly grants: readonly Grant[];
    };

type Known = Exclude<AccountState, { status: 'unknown' }>;
type Answer = Decision<AccountEvent, AccountRejection>;

/** Folding alone, for the door: who may do what is asked of the log itself, so a revoked role is gone at once. */
export const accountFold: Foldable<AccountState, AccountEvent> = {
  name: 'account',
  codec: accountCodec,
  initial: { status: 'unknown' },
  evolve(state, event): AccountState {
    if (event.type === 'AccountCreated') {
      const { displayName, passwordHash } = event;
      return { status: 'active', displayName, passwordHash, passwordVersion: 0, grants: [] };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on an account that was never created`);
    switch (event.type) {
      case 'RoleGranted':
        return { ...state, grants: [...state.grants, { role: event.role, organization: event.organization }] };
      case 'RoleRevoked':
        return { ...state, grants: state.grants.filter((grant) => !same(grant, event)) };
      case 'PasswordChanged':
        return { ...state, passwordHash: event.passwordHash, passwordVersion: state.passwordVersion + 1 };
      case 'AccountDisabled':
        return { ...state, status: 'disabled' };
      default:
        return assertNever(event);
    }
  },
};

/** `given` is the organisation a role is granted at; undefined for every other command. */
export const account: Decider<
  AccountState,
  AccountCommand,
  AccountEvent,
  AccountRejection,
  OrganizationState | undefined
> = {
  ...accountFold,
  stream: (command) => accountStream(command.account),
  given: async (command, read) =>
    command.type === 'GrantRole' ? read(organizationFold, organizationStream(command.organization)) : undefined,
  decide(command, state, { given }) {
    if (command.type === 'CreateAccount') {
      if (state.status !== 'unknown') return reject({ code: 'account-exists' });
      const { account: id, displayName, passwordHash } = command;
      return accept({ type: 'AccountCreated', account: id, displayName, passwordHash });
    }
    if (state.status === 'unknown') return reject({ code: 'account-unknown' });
    return change(command, state, given);
  },
};

function change(
  command: Exclude<AccountCommand, { type: 'CreateAccount' }>,
  state: Known,
  organization: OrganizationState | undefined,
): Answer {
  const { account: id } = command;
  switch (command.type) {
    case 'GrantRole': {
      const { role, organization: at } = command;
      if (state.status === 'disabled') return reject({ code: 'account-disabled' });
      if (organization?.status !== 'registered') return reject({ code: 'organization-unknown', organization: at });
      if (state.grants.some((grant) => same(grant, command))) return noChange;
      return accept({ type: 'RoleGranted', account: id, role, organization: at });
    }
    case 'RevokeRole': {
      const { role, organization: at } = command;
      if (!state.grants.some((grant) => same(grant, command))) return reject({ code: 'grant-unknown' });
      return accept({ type: 'RoleRevoked', account: id, role, organization: at });
    }
    case 'ChangePassword':
      if (state.status === 'disabled') return reject({ code: 'account-disabled' });
      return accept({ type: 'PasswordChanged', account: id, passwordHash: command.passwordHash });
    case 'DisableAccount':
      return state.status === 'disabled' ? noChange : accept({ type: 'AccountDisabled', account: id });
    default:
      return assertNever(command);
  }
}

const same = (a: Grant, b: Grant): boolean => a.role === b.role && a.organization === b.organization;
