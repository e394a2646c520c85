import { specFor } from '@xf/es/testing';
import type { OrganizationCommand } from './command';
import { organization, type OrganizationState } from './decide';
import type { OrganizationEvent } from './events';

const given = specFor(organization);

const city: OrganizationState = { status: 'registered', name: '黄山市总工会', level: 'city', path: ['ah', 'hs'] };
const register: OrganizationCommand = {
  type: 'RegisterOrganization',
  organization: 'hsq',
  name: '黄山区总工会',
  level: 'district',
  parent: 'hs',
};
const registered: OrganizationEvent = {
  type: 'OrganizationRegistered',
  organization: 'hsq',
  name: '黄山区总工会',
  level: 'district',
  parent: 'hs',
  path: ['ah', 'hs', 'hsq'],
};

describe('organization', () => {
  it('registers below a parent, with the whole path', () => {
    given().when(register, { given: city }).then(registered);
  });

  it('registers a root, whose path is itself', () => {
    given()
      .when({ type: 'RegisterOrganization', organization: 'ah', name: '安徽省总工会', level: 'province' })
      .then({
        type: 'OrganizationRegistered',
        organization: 'ah',
        name: '安徽省总工会',
        level: 'province',
        path: ['ah'],
      });
  });

  it('takes the same registration twice as one', () => {
    given(registered).when(register, { given: city }).then();
  });

  it.each([{ name: '别的工会' }, { level: 'unit' as const }, { parent: 'other' }])(
    'refuses the id for another organisation: %j',
    (change) => {
      given(registered)
        .when({ ...register, ...change }, { given: city })
        .thenRejected({ code: 'organization-exists' });
    },
  );

  it('refuses an unknown parent', () => {
    given()
      .when(register, { given: { status: 'unknown' } })
      .thenRejected({ code: 'parent-unknown', parent: 'hs' });
  });

  it.each(['national', 'province', 'city'] as const)('refuses a %s organisation below a city', (level) => {
    given()
      .when({ ...register, level }, { given: city })
      .thenRejected({ code: 'level-not-below-parent', parent: 'city' });
  });

  it('lets a unit stand below a unit', () => {
    const factory: OrganizationState = { ...city, level: 'unit' };
    given()
      .when({ ...register, level: 'unit' }, { given: factory })
      .then({ ...registered, level: 'unit' });
  });
});
