import { memberPage, type Position, type ViewReader } from '@xf/es';
import type { Grant, Role } from '../terms';
import {
  accountKey,
  organizationKey,
  organizationsSet,
  type AccountRow,
  type DirectoryRow,
  type OrganizationRow,
} from './project';

type Reader = ViewReader<DirectoryRow>;

export function organizationRow(view: Reader, organization: string): OrganizationRow | undefined {
  const row = view.get(organizationKey(organization));
  return row?.kind === 'organization' ? row : undefined;
}

export function accountRow(view: Reader, account: string): AccountRow | undefined {
  const row = view.get(accountKey(account));
  return row?.kind === 'account' ? row : undefined;
}

/** Whether grants give one of the roles somewhere on a path: a role covers everything below where it is held. */
export function holds(grants: readonly Grant[], wanted: readonly Role[], path: readonly string[]): boolean {
  return grants.some((grant) => wanted.includes(grant.role) && path.includes(grant.organization));
}

/** Whether an account may act in a role at an organisation, as the directory knows it. Disabled accounts may nothing. */
export function may(view: Reader, account: string, wanted: readonly Role[], organization: string): boolean {
  const who = accountRow(view, account);
  const where = organizationRow(view, organization);
  return who !== undefined && where !== undefined && !who.disabled && holds(who.grants, wanted, where.path);
}

export type OrganizationPage = {
  readonly position: Position;
  readonly rows: readonly OrganizationRow[];
  readonly next?: { readonly sort: string; readonly key: string };
};

/** Organisations in tree order: each one before those below it. */
export function organizationPage(
  view: Reader,
  options: { readonly after?: { readonly sort: string; readonly key: string } | undefined; readonly limit: number },
): OrganizationPage {
  const { members, ...page } = memberPage(view, organizationsSet, options);
  return { ...page, rows: members.flatMap(({ row }) => (row.kind === 'organization' ? [row] : [])) };
}

const pageSize = 500;
const spelt = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '');

/** Whether the organisation, or one below it, goes by this name, however it is spaced or spelt in width. */
export function isNamedWithin(view: Reader, organization: string, name: string): boolean {
  const top = organizationRow(view, organization);
  if (top === undefined) return false;
  if (spelt(top.name) === spelt(name)) return true;
  let after = { sort: top.path.join('/'), key: organizationKey(organization) };
  for (;;) {
    const page = view.range(organizationsSet, { after, limit: pageSize });
    for (const { row, sort, key } of page) {
      // What is below stands right behind it.
      if (row.kind !== 'organization' || !row.path.includes(organization)) return false;
      if (spelt(row.name) === spelt(name)) return true;
      after = { sort, key };
    }
    if (page.length < pageSize) return false;
  }
}
