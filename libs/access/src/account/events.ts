import { codec, personal, text } from '@xf/es';
import type { Role } from '../terms';

type On = { account: string };

export type AccountEvent =
  | (On & { type: 'AccountCreated'; displayName: string; passwordHash: string })
  | (On & { type: 'RoleGranted'; role: Role; organization: string })
  | (On & { type: 'RoleRevoked'; role: Role; organization: string })
  | (On & { type: 'PasswordChanged'; passwordHash: string })
  | (On & { type: 'AccountDisabled' });

const grant = { account: text, role: text, organization: text };

export const accountCodec = codec<AccountEvent>({
  AccountCreated: {
    version: 1,
    fields: { account: text, displayName: personal('account'), passwordHash: personal('account') },
  },
  RoleGranted: { version: 1, fields: grant },
  RoleRevoked: { version: 1, fields: grant },
  PasswordChanged: { version: 1, fields: { account: text, passwordHash: personal('account') } },
  AccountDisabled: { version: 1, fields: { account: text } },
});
