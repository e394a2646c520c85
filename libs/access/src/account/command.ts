import type { Role } from '../terms';

type On = { account: string };

export type AccountCommand =
  | (On & {
      type: 'CreateAccount';
      displayName: string;
      /** See `hashPassword`; never the password. */ passwordHash: string;
    })
  | (On & { type: 'GrantRole'; role: Role; organization: string })
  | (On & { type: 'RevokeRole'; role: Role; organization: string })
  | (On & { type: 'ChangePassword'; passwordHash: string })
  | (On & { type: 'DisableAccount' });

export type AccountRejection =
  | { code: 'account-exists' }
  | { code: 'account-unknown' }
  | { code: 'account-disabled' }
  | { code: 'organization-unknown'; organization: string }
  | { code: 'grant-unknown' };
