import type { Member, Position, ViewReader } from '@xf/es';
import { memberPage } from '@xf/es';
import type { EntryInput, Rules, Scored } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import { boardSet, counts, entriesSet, inputOf, type ContestRow, type EntryRow, type StandingRow } from './project';
import { statusUnder } from './project.held';
import { bareOf, contestRow } from './query';

type Cursor = { readonly sort: string; readonly key: string };

/** An entry that counts, and what the rules see of it. */
export type FieldEntry = {
  readonly row: EntryRow;
  readonly input: EntryInput;
  /** What orders it on the boards, where the field was read from one. */
  readonly key?: string;
};

export type FieldPage = {
  readonly contest: ContestRow;
  readonly position: Position;
  readonly entries: readonly FieldEntry[];
  readonly next?: Cursor;
};

/**
 * What the rules are applied to, in no particular order: the entries that count. Undefined without the contest. Where the
 * overall board holds them all it is read, since its keys tell how they stand.
 */
export function fieldPage(
  view: ViewReader<StandingRow>,
  competition: string,
  id: string,
  options: { readonly after?: Cursor | undefined; readonly limit: number },
): FieldPage | undefined {
  const contest = contestRow(view, competition, id);
  if (contest === undefined) return undefined;
  const isOnBoard = contest.rules !== undefined && rulesOf(contest.rules).document.boards.overall === true;
  const set = isOnBoard ? boardSet(competition, id, 'overall') : entriesSet(competition, id);
  const { members, ...page } = memberPage(view, set, options);
  return { contest, ...page, entries: members.flatMap((member) => entryOf(member, contest, isOnBoard)) };
}

function entryOf({ row, sort }: Member<StandingRow>, contest: ContestRow, isOnBoard: boolean): readonly FieldEntry[] {
  if (row.kind !== 'entry' || !counts(row, contest)) return [];
  return [{ row, input: inputOf(row, contest), ...(isOnBoard && { key: sort }) }];
}

/** What places an entry on the boards: read from its key where that tells, else worked out. At most one. */
export function placedBy({ row, input, key }: FieldEntry, contest: ContestRow): readonly Scored[] {
  const known =
    key === undefined || contest.rules === undefined ? undefined : rulesOf(contest.rules).fromKey(input, key);
  return known === undefined ? bareOf(row, contest).map(({ scored }) => scored) : [known];
}

/** What a draft sees of an entry: it has its own say on which marks lie too far apart. domain-rules 65. */
export const inputUnder = ({ document }: Rules, { row, input }: FieldEntry): EntryInput =>
  document.process?.remark === undefined && input.status.kind !== 'held'
    ? input
    : { ...input, status: statusUnder(document, row, input.marks) };
