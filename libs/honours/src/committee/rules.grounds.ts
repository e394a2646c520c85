import type { CommitteeMember } from './events';
import type { SoughtGround } from './rules';

/** Why a member has no part in a nomination: they are the nominee, said so, or the system found it. domain-rules 44. */
export type Ground = 'self' | 'declared' | SoughtGround;

/** A nomination as far as it can touch a member. */
export type Touching = {
  readonly nomination: string;
  /** Opaque id of who is nominated. */
  readonly subject: string;
  readonly unit?: string;
  /** The organisations that recommend it and file it, each with all above it from the root; nobody recommends who won a contest. */
  readonly paths: readonly (readonly string[])[];
  /** The accounts that put the nomination in and filed it; a result did nothing by an account. */
  readonly nominators: readonly string[];
};

/** A member with all organisations above their own, from the root, their own last. */
export type SeatedMember = CommitteeMember & { readonly path: readonly string[] };

export type FoundRecusal = { readonly member: string; readonly nomination: string; readonly ground: Ground };

/** What is asked beside the members' and nominees' own facts. */
export type Search = {
  readonly sought: readonly SoughtGround[];
  /** The organisation of the round with all above it: it is over everybody alike and binds nobody to anybody. */
  readonly roundPath: readonly string[];
  readonly isKin: (member: string, nomination: string) => boolean;
};

/** Every reason for which a member must leave a nomination to the others, one line for each. Depends on its arguments alone. */
export function foundRecusals(
  members: readonly SeatedMember[],
  nominees: readonly Touching[],
  { sought, roundPath, isKin }: Search,
): readonly FoundRecusal[] {
  const found: FoundRecusal[] = [];
  for (const one of nominees) {
    const { nomination } = one;
    const own = one.paths.filter((path) => !roundPath.includes(lastOf(path)));
    for (const member of members) {
      const { account } = member;
      const isOwn = own.some((path) => lastOf(path) === member.organization);
      const isSame = isSameUnit(member.unit, one.unit) || isOwn;
      const holds: Readonly<Record<SoughtGround, boolean>> = {
        'same-unit': isSame,
        'parent-unit': !isSame && own.some((path) => isAbove(member, path, roundPath)),
        nominator: one.nominators.includes(account) || isOwn,
        kin: isKin(account, nomination),
      };
      if (member.person === one.subject) found.push({ member: account, nomination, ground: 'self' });
      for (const ground of sought) if (holds[ground]) found.push({ member: account, nomination, ground });
    }
  }
  return found;
}

/** Whether one organisation is over the other, either way round; those over the whole round do not count. */
function isAbove(
  { organization, path }: SeatedMember,
  nomineePath: readonly string[],
  roundPath: readonly string[],
): boolean {
  if (roundPath.includes(organization)) return false;
  return nomineePath.includes(organization) || path.includes(lastOf(nomineePath));
}

const lastOf = (path: readonly string[]): string => path[path.length - 1] ?? '';

function isSameUnit(unit: string, other: string | undefined): boolean {
  return other !== undefined && plain(unit) === plain(other);
}

/** Full-width letters and spaces are how somebody typed it. */
const plain = (unit: string): string => unit.normalize('NFKC').replace(/\s+/gu, '');
