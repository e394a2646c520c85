import type { OrganizationLevel } from '../terms';

export type OrganizationCommand = {
  type: 'RegisterOrganization';
  organization: string;
  name: string;
  level: OrganizationLevel;
  /** The organisation directly above; absent for the root of a tree. */
  parent?: string;
};

export type OrganizationRejection =
  | { code: 'organization-exists' }
  | { code: 'parent-unknown'; parent: string }
  | { code: 'level-not-below-parent'; parent: OrganizationLevel };
