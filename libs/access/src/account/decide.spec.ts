import { specFor } from '@xf/es/testing';
import type { OrganizationState } from '../organization/decide';
import { account } from './decide';
import type { AccountEvent } from './events';

const district: OrganizationState = { status: 'registered', name: '黄山区', level: 'district', path: ['hs', 'hsq'] };
const given = specFor(account, { given: undefined });
const on = { account: 'li_ming' };
const created: AccountEvent = { type: 'AccountCreated', ...on, displayName: '李明', passwordHash: 'scrypt$x' };
const grant = { ...on, role: 'organizer', organization: 'hsq' } as const;
const granted: AccountEvent = { type: 'RoleGranted', ...grant };
const disabled: AccountEvent = { type: 'AccountDisabled', ...on };

describe('account', () => {
  it('is created once', () => {
    const create = { type: 'CreateAccount', ...on, displayName: '李明', passwordHash: 'scrypt$x' } as const;
    given().when(create).then(created);
    given(created).when(create).thenRejected({ code: 'account-exists' });
  });

  it.each([
    { type: 'GrantRole', ...grant },
    { type: 'RevokeRole', ...grant },
    { type: 'ChangePassword', ...on, passwordHash: 'scrypt$y' },
    { type: 'DisableAccount', ...on },
  ] as const)('refuses $type when there is none', (command) => {
    given().when(command).thenRejected({ code: 'account-unknown' });
  });

  it('is granted a role at an organisation, once', () => {
    given(created)
      .when({ type: 'GrantRole', ...grant }, { given: district })
      .then(granted);
    given(created, granted)
      .when({ type: 'GrantRole', ...grant }, { given: district })
      .then();
  });

  it('may hold the same role at another organisation', () => {
    const other = { ...grant, organization: 'twx' };
    given(created, granted)
      .when({ type: 'GrantRole', ...other }, { given: district })
      .then({ type: 'RoleGranted', ...other });
  });

  it('refuses a role at an organisation nobody knows', () => {
    given(created)
      .when({ type: 'GrantRole', ...grant }, { given: { status: 'unknown' } })
      .thenRejected({ code: 'organization-unknown', organization: 'hsq' });
  });

  it('loses exactly the role that is revoked', () => {
    given(created, granted)
      .when({ type: 'RevokeRole', ...grant })
      .then({ type: 'RoleRevoked', ...grant });
    given(created, granted)
      .when({ type: 'RevokeRole', ...grant, role: 'judge' })
      .thenRejected({ code: 'grant-unknown' });
    given(created, granted, { type: 'RoleRevoked', ...grant })
      .when({ type: 'RevokeRole', ...grant })
      .thenRejected({ code: 'grant-unknown' });
  });

  it('changes its password', () => {
    given(created)
      .when({ type: 'ChangePassword', ...on, passwordHash: 'scrypt$y' })
      .then({ type: 'PasswordChanged', ...on, passwordHash: 'scrypt$y' });
  });

  it('once disabled takes neither role nor password, and is disabled once', () => {
    given(created)
      .when({ type: 'DisableAccount', ...on })
      .then(disabled);
    given(created, disabled)
      .when({ type: 'DisableAccount', ...on })
      .then();
    given(created, disabled)
      .when({ type: 'GrantRole', ...grant }, { given: district })
      .thenRejected({ code: 'account-disabled' });
    given(created, disabled)
      .when({ type: 'ChangePassword', ...on, passwordHash: 'scrypt$y' })
      .thenRejected({ code: 'account-disabled' });
  });
});
