import type { Role } from '@xf/access';
import type { Column, Purpose } from '@xf/lists';
import type { Instant } from '@xf/es';
import type { Cited } from '../cites';
import { personalParts } from '../personal';
import { dayOf, type Day } from '../terms';
import { knowers } from '../visibility/rules';

export const purposes = ['roll', 'notice', 'decision', 'internal'] as const satisfies readonly Purpose[];
export const nameOrders = ['surname-strokes', 'name-strokes', 'pinyin', 'as-given'] as const;
export type NameOrder = (typeof nameOrders)[number];

/** What an honour of the roll holds; nothing else can stand on a list of it. */
export const heldColumns: readonly Column[] = [
  ...(['number', 'award', 'name', 'unitPost'] as const),
  ...(['region', 'decision', 'conferredOn'] as const),
  ...(['ethnicity', 'gender', 'birthYear'] as const),
];
/** Of the columns a purpose usually has, those that are printed when nobody says which. What is personal is asked for by name. */
export const usualColumns: readonly Column[] = heldColumns.filter(
  (column) => !personalParts.some((one) => one === column),
);
/** Columns that are published only where the round document says so. */
const documentColumns = ['gender', 'birthYear'] as const satisfies readonly Column[];
type DocumentColumn = (typeof documentColumns)[number];
const isOfDocument = (column: Column): column is DocumentColumn => documentColumns.some((one) => one === column);

/** What is printed of a receiver without a document. */
const shownColumns: readonly Column[] = [...heldColumns.filter((column) => !isOfDocument(column)), 'title'];
const workingColumns: readonly Column[] = [...shownColumns, ...documentColumns, 'idNumber', 'phone'];
export const listColumns: readonly Column[] = workingColumns;

/** What a round document says of lists of those honoured in its round. */
export type RoundLists = Cited & {
  /** Printed beside the name, or as a column, where a list asks for it. */
  readonly personal?: readonly DocumentColumn[];
  /** Calendar days for which a list stays out, after the day it is out on. */
  readonly shownDays?: number;
};
export type Limits = { readonly personal: readonly DocumentColumn[]; readonly shownDays?: number };

/** What all documents together allow. An honour given outside a round has none, and nothing is allowed for it. */
export function limitsOf(documents: readonly (RoundLists | undefined)[]): Limits {
  const all = documentColumns.filter((column) => documents.every((one) => one?.personal?.includes(column)));
  const days = documents.flatMap((one) => one?.shownDays ?? []);
  const personal = documents.length === 0 ? [] : all;
  return days.length === 0 ? { personal } : { personal, shownDays: Math.min(...days) };
}

/** What each role may ask for on a list: publicity prints what is shown and never what identifies. domain-rules 119. */
const columnsOf: Readonly<Partial<Record<Role, readonly Column[]>>> = {
  publicity: shownColumns,
  organizer: workingColumns,
  committee: workingColumns,
  auditor: workingColumns,
};

/**
 * Asked columns that none of the roles may have. Who prints what is shown may have what the documents print too;
 * @param printed what they print, @defaultValue everything they might
 */
export function deniedColumns(
  roles: readonly Role[],
  asked: readonly Column[],
  printed: readonly Column[] = documentColumns,
): readonly Column[] {
  const allowed = roles.flatMap((role) => [...(columnsOf[role] ?? []), ...(role === 'publicity' ? printed : [])]);
  return asked.filter((column) => !allowed.includes(column));
}

/** Columns that nobody publishes, because no document says so. */
export const unprintedColumns = (asked: readonly Column[], { personal }: Limits): readonly Column[] =>
  asked.filter((column) => isOfDocument(column) && !personal.includes(column));

const dayMs = 86_400_000;
/** The last day a list may stay out that is out at a moment; undefined where no document says. */
export const lastDayOf = (out: Instant, { shownDays }: Limits): Day | undefined =>
  shownDays === undefined ? undefined : dayOf(out + shownDays * dayMs);

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

/** A list of more rows is made as an export: nobody waits for minutes without a word. */
export const sentAtOnceMax = 20_000;

/** Who works on lists of an organisation, and who prints and announces them. */
const workers = knowers['lists-at-work'];
export const listStaff = knowers.lists;
export const preparers = ['organizer', 'publicity'] as const;
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

/**
 * What the public is shown of the versions of a list, oldest first: the last one that was ever out. When its end has come there
 * is nothing, and no older one in its place.
 */
export function inPublic<V extends Term & { readonly purpose: Purpose; readonly withdrawn?: true }>(
  versions: readonly V[],
  now: Instant,
): { readonly shown: V } | { readonly over: Day } | undefined {
  const last = versions.findLast(
    (one) => one.purpose !== 'internal' && one.withdrawn !== true && standingOf(one, now) !== 'embargoed',
  );
  if (last === undefined) return undefined;
  return last.endsOn !== undefined && standingOf(last, now) === 'over' ? { over: last.endsOn } : { shown: last };
}
