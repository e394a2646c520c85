import { memberPage, sealedParts, type Member, type Position, type ViewReader } from '@xf/es';
import type { Day } from '../terms';
import {
  awardsSet,
  embargoesSet,
  awardSort,
  changesSet,
  changeSort,
  dayStart,
  positionOf,
  revokedSet,
  rollKey,
  rollSet,
  subjectSet,
  type RollFilter,
  type RollRow,
} from './project';

type Reader = ViewReader<RollRow>;
/** What a page of the roll is read from. */
export type RollReader = Pick<Reader, 'position' | 'range' | 'size' | 'standing'>;
type Cursor = { readonly sort: string; readonly key: string };

export type RollPage = {
  readonly position: Position;
  /** Honours that match the filter, on all pages together. */
  readonly total: number;
  readonly rows: readonly RollRow[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

/** One page of the roll, newest first. The view of an earlier moment gives the roll as it stood then. domain-rules 124. */
export function rollPage(
  view: RollReader,
  options: RollFilter & { after?: Cursor | undefined; limit: number },
): RollPage {
  const set = rollSet(options);
  const { members, ...page } = memberPage(view, set, options);
  return { ...page, total: view.size(set), rows: members.map(({ row }) => row) };
}

/**
 * One page of those who held an honour on a day, newest first, with those it was taken from since; what was recorded after
 * the view's own moment does not count. Costs a page, and a look at what was ever revoked. domain-rules 109, 124.
 */
export function heldOn(
  view: RollReader,
  day: Day,
  { after, limit, ...filter }: RollFilter & { after?: Cursor | undefined; limit: number },
): RollPage {
  const start = { sort: dayStart(day), key: '' };
  const set = rollSet(filter);
  const since = view
    .range(revokedSet(filter), { after: start, limit: Number.MAX_SAFE_INTEGER })
    .filter(({ row }) => row.revoked !== undefined && row.revoked.on > day);
  const from = after ?? start;
  const found = [...view.range(set, { after: from, limit: limit + 1 }), ...since.filter((one) => isBehind(one, from))]
    .sort(inOrder)
    .slice(0, limit + 1);
  const total = view.size(set) - view.standing(set, start.sort).before + since.length;
  const members = found.slice(0, limit);
  const last = members[members.length - 1];
  const page = { position: view.position(), total, rows: members.map(({ row }) => row) };
  return found.length > limit && last !== undefined ? { ...page, next: { sort: last.sort, key: last.key } } : page;
}

const isBehind = ({ sort, key }: Member<RollRow>, from: Cursor): boolean =>
  sort === from.sort ? key > from.key : sort > from.sort;

/** Everything one person, team or unit holds or held, newest first. */
export const honoursOf = (view: Reader, subject: string): readonly RollRow[] =>
  view.range(subjectSet(subject), { limit: Number.MAX_SAFE_INTEGER }).map(({ row }) => row);

/**
 * Rows of an earlier moment with the names as they can be read today: one that a law keeps is sealed under another key since
 * its bearer was erased.
 */
export const withNamesOf = (live: Reader, rows: readonly RollRow[]): readonly RollRow[] =>
  rows.map((row) => withNameOf(row, live.get(rollKey(row.ref))));

/** A corrected name is under the same key: earlier moments keep the one they had. */
export function withNameOf(row: RollRow, now: RollRow | undefined): RollRow {
  const name = now?.name;
  return name === undefined || keyOf(name) === keyOf(row.name) ? row : { ...row, name };
}

const keyOf = (name: string | undefined): string | undefined => name && sealedParts(name)?.subject;

/** Position of the last change of the roll up to a position; 0 when there was none. */
export function lastChange(view: Reader, upTo: Position): Position {
  const [last] = view.range(changesSet, { after: { sort: changeSort(upTo), key: '' }, limit: 1 });
  return last === undefined ? 0 : positionOf(last.sort);
}

/** The same of what an organisation holds back under an embargo. */
export function lastEmbargoed(view: Reader, organization: string, upTo: Position): Position {
  const set = embargoesSet(organization);
  const [last] = view.range(set, { after: { sort: changeSort(upTo), key: '' }, limit: 1 });
  return last === undefined ? 0 : positionOf(last.sort);
}

/**
 * The version of the roll at a position: how many honours had been recorded, corrected or taken back by then. It moves with the roll
 * alone, so the public may know it; a position of the log moves with everything.
 */
export const versionAt = (view: Reader, upTo: Position): number =>
  view.size(changesSet) - view.standing(changesSet, changeSort(upTo)).before;

/** What made this version of the roll: an honour and where it came or went. Undefined when there is no such version. */
export function changeOfVersion(
  view: Reader,
  version: number,
): { readonly row: RollRow; readonly position: Position } | undefined {
  let [low, high] = [0, view.position() + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (versionAt(view, middle) >= version) high = middle;
    else low = middle + 1;
  }
  const [found] = view.range(changesSet, { after: { sort: changeSort(low), key: '' }, limit: 1 });
  return found !== undefined && positionOf(found.sort) === low ? { row: found.row, position: low } : undefined;
}

/** What an honour is searched by beside the sets of the roll. */
export type RollSearch = RollFilter & {
  readonly level?: string | undefined;
  /** Part of the unit as printed. */
  readonly unit?: string | undefined;
  /** Those who held it on this day, and not those who hold it. */
  readonly heldOn?: Day | undefined;
};

/** Every honour that matches, newest first, in parts. Looks at each row of the narrowest set, so ask for its size before. */
export function* rollParts(
  view: RollReader,
  { heldOn: day, level, unit, ...filter }: RollSearch,
): Generator<readonly RollRow[]> {
  for (let after: Cursor | undefined; ;) {
    const options = { ...filter, after, limit: 500 };
    const page = day === undefined ? rollPage(view, options) : heldOn(view, day, options);
    yield page.rows.filter(
      (row) =>
        (level === undefined || row.level === level) && (unit === undefined || row.unit?.includes(unit) === true),
    );
    if (page.next === undefined) return;
    after = page.next;
  }
}

/** The same as a whole. */
export const rollRows = (view: RollReader, search: RollSearch): readonly RollRow[] =>
  [...rollParts(view, search)].flat();

/** Where a receiver comes from: who recommended them, or else who gave the honour. */
export const regionOf = ({ basis, organization }: RollRow): string =>
  basis?.kind === 'recommendation' ? basis.by : organization;

export type AwardChange = { readonly award: string; readonly position: Position };

/** Every award on the roll up to a position with its last change by then. One look into the set for each award. */
export function awardsUpTo(view: Reader, upTo: Position): readonly AwardChange[] {
  const found: AwardChange[] = [];
  for (let [next] = view.range(awardsSet, { limit: 1 }); next !== undefined;) {
    const { award } = next.row;
    const [last] = view.range(awardsSet, { after: { sort: awardSort(award, upTo), key: '' }, limit: 1 });
    if (last?.row.award === award) found.push({ award, position: positionOf(last.sort.slice(award.length + 1)) });
    [next] = view.range(awardsSet, { after: { sort: `${award}/~`, key: '' }, limit: 1 });
  }
  return found;
}

/** Rolls of several awards read as one roll. */
export function joinedRolls(rolls: readonly RollReader[], position: Position): RollReader {
  return {
    position: () => position,
    size: (set) => rolls.reduce((sum, one) => sum + one.size(set), 0),
    standing: (set, sort) => {
      const all = rolls.map((one) => one.standing(set, sort));
      const sum = (count: 'before' | 'level' | 'stepsBefore') => all.reduce((total, one) => total + one[count], 0);
      return { before: sum('before'), level: sum('level'), stepsBefore: sum('stepsBefore') };
    },
    range: (set, options) =>
      rolls
        .flatMap((one) => one.range(set, options))
        .sort(inOrder)
        .slice(0, options.limit),
  };
}

export function inOrder(a: Member<RollRow>, b: Member<RollRow>): number {
  if (a.sort !== b.sort) return a.sort < b.sort ? -1 : 1;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}
