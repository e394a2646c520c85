import { assertNever, unionOf, type Place, type Projection } from '@xf/es';
import { accountCodec, type AccountEvent } from '../account/events';
import { organizationCodec, type OrganizationEvent } from '../organization/events';
import type { Grant, OrganizationLevel } from '../terms';

export type AccessEvent = OrganizationEvent | AccountEvent;
export const accessCodec = unionOf<AccessEvent>(organizationCodec as never, accountCodec as never);

export type OrganizationRow = {
  readonly kind: 'organization';
  readonly organization: string;
  readonly name: string;
  readonly level: OrganizationLevel;
  readonly parent?: string;
  readonly path: readonly string[];
};

export type AccountRow = {
  readonly kind: 'account';
  readonly account: string;
  /** Sealed. */
  readonly displayName: string;
  /** Sealed. */
  readonly passwordHash: string;
  readonly grants: readonly Grant[];
  readonly disabled: boolean;
};

export type DirectoryRow = OrganizationRow | AccountRow;

export const organizationKey = (organization: string): string => `organization/${organization}`;
export const accountKey = (account: string): string => `account/${account}`;
export const organizationsSet = 'organizations';
export const accountsSet = 'accounts';
export const accountsAtSet = (organization: string): string => `accounts/${organization}`;

/** Who there is and where they stand. Sign-in and authority read the streams; people read this. */
export const directory: Projection<AccessEvent, DirectoryRow> = {
  name: 'directory',
  version: 1,
  codec: accessCodec,
  keys: ({ event }) => [
    event.type === 'OrganizationRegistered' ? organizationKey(event.organization) : accountKey(event.account),
  ],
  fold(row, { event }): DirectoryRow | undefined {
    if (event.type === 'OrganizationRegistered') {
      const { type: _type, ...rest } = event;
      return { kind: 'organization', ...rest };
    }
    return foldAccount(row?.kind === 'account' ? row : undefined, event);
  },
  places(row): readonly Place[] {
    if (row.kind === 'organization') return [{ set: organizationsSet, sort: row.path.join('/') }];
    const at = [...new Set(row.grants.map((grant) => grant.organization))];
    return [accountsSet, ...at.map(accountsAtSet)].map((set) => ({ set, sort: row.account }));
  },
};

function foldAccount(row: AccountRow | undefined, event: AccountEvent): AccountRow | undefined {
  if (event.type === 'AccountCreated') {
    const { account, displayName, passwordHash } = event;
    return { kind: 'account', account, displayName, passwordHash, grants: [], disabled: false };
  }
  if (row === undefined) return undefined;
  switch (event.type) {
    case 'RoleGranted':
      return { ...row, grants: [...row.grants, { role: event.role, organization: event.organization }] };
    case 'RoleRevoked': {
      const grants = row.grants.filter((one) => one.role !== event.role || one.organization !== event.organization);
      return { ...row, grants };
    }
    case 'PasswordChanged':
      return { ...row, passwordHash: event.passwordHash };
    case 'AccountDisabled':
      return { ...row, disabled: true };
    default:
      return assertNever(event);
  }
}
