import type { Role } from '@xf/access';
import type { Column, Purpose } from '@xf/lists';
import type { Instant } from '@xf/es';
import { dayOf, type Day } from '../terms';
import { knowers } from '../visibility/rules';

export const purposes = ['roll', 'notice', 'decision', 'internal'] as const satisfies readonly Purpose[];
export const nameOrders = ['surname-strokes', 'name-strokes', 'pinyin', 'as-given'] as const;
export type NameOrder = (typeof nameOrders)[number];

/** What an honour of the roll holds; nothing else can stand on a list of it. */
export const heldColumns: readonly Column[] = [
  ...(['number', 'award', 'name', 'unitPost'] as const),
  ...(['region', 'decision', 'conferredOn'] as const),
];
/** What is printed of a receiver. */
const shownColumns: readonly Column[] = [...heldColumns, 'gender', 'ethnicity', 'title'];
const workingColumns: readonly Column[] = [...shownColumns, 'birthYear', 'idNumber', 'phone'];
export const listColumns: readonly Column[] = workingColumns;

/** What each role may ask for on a list: publicity prints what is shown and never what identifies. domain-rules 119. */
const columnsOf: Readonly<Partial<Record<Role, readonly Column[]>>> = {
  publicity: shownColumns,
  organizer: workingColumns,
  committee: workingColumns,
  auditor: workingColumns,
};

/** Asked columns that none of the roles may have. */
export function deniedColumns(roles: readonly Role[], asked: readonly Column[]): readonly Column[] {
  const allowed = roles.flatMap((role) => columnsOf[role] ?? []);
  return asked.filter((column) => !allowed.includes(column));
}

/** Which honours stand on a list. */
export type ListFilter = {
  /** In the order in which they are printed; all of the roll when absent. */
  readonly awards?: readonly string[];
  readonly year?: number;
  readonly level?: string;
  readonly unit?: string;
  readonly region?: string;
};

/** When a version is out, and until when. */
export type Term = { readonly embargoUntil?: Instant; readonly endsOn?: Day };

/** Embargoed up to its minute, which is the first of its being out; over when the day of its end is over. */
export function standingOf({ embargoUntil, endsOn }: Term, now: Instant): 'embargoed' | 'out' | 'over' {
  if (endsOn !== undefined && dayOf(now) > endsOn) return 'over';
  return embargoUntil !== undefined && now < embargoUntil ? 'embargoed' : 'out';
}

/** Who works on lists of an organisation, and who prints and announces them. */
const workers = knowers['lists-at-work'];
export const listStaff = knowers.lists;
type Reader = 'working' | 'publicity' | 'public';

/** As what somebody with these roles over the organisation reads. */
export function readerOf(roles: readonly Role[]): Reader {
  if (roles.some((role) => workers.some((one) => one === role))) return 'working';
  return roles.includes('publicity') ? 'publicity' : 'public';
}

/**
 * Whether somebody may know of a version: who works on a list sees it before its minute, publicity and the public after
 * it, and lists for work inside are for those who work on them.
 */
export const isShownTo = (
  reader: Reader,
  version: Term & { readonly purpose: Purpose; readonly withdrawn?: true },
  now: Instant,
): boolean => {
  if (reader === 'working') return true;
  if (version.purpose === 'internal' || version.withdrawn) return false;
  const standing = standingOf(version, now);
  return standing === 'out' || (standing === 'over' && reader === 'publicity');
};
