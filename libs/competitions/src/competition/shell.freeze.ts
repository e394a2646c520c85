import type { ApiRuntime } from '@xf/nest';
import { sheets } from '../sheet/project';
import { uncountedIn, type TypedCell } from '../sheet/query';
import { standings } from '../standing/project';
import { contestRow, entryRow } from '../standing/query';
import { inTheWayOf } from '../standing/query.course';
import { idPattern } from '../terms';
import { takesMarks } from './rules';

/** What the boards show that is in the way of a freeze or a publication, told by the live views: whoever asks has waited for them. */
export const inTheWayOnBoards = async ({ reads }: ApiRuntime, competition: string, contest: string) =>
  reads.live(standings).read((view) => {
    const row = idPattern.test(contest) ? contestRow(view, competition, contest) : undefined;
    return row === undefined ? {} : inTheWayOf(view, row);
  }, competition);

/**
 * Of a freeze also the numbers of sheets whose marks it would lose: typed once, or by two who differ. Neither an entry that
 * left nor a criterion that the rules dropped takes marks any more, so nothing of them is waited for.
 */
export async function inTheWayOfFreeze(runtime: ApiRuntime, competition: string, contest: string) {
  const onBoards = await inTheWayOnBoards(runtime, competition, contest);
  const sheets = await openSheets(runtime, competition, contest);
  return sheets.length === 0 ? onBoards : { ...onBoards, sheets };
}

async function openSheets({ reads }: ApiRuntime, competition: string, contest: string): Promise<readonly string[]> {
  if (!idPattern.test(contest)) return [];
  const uncounted = await reads.live(sheets).read((view) => uncountedIn(view, competition, contest), competition);
  if (uncounted.length === 0) return [];
  return reads.live(standings).read((view) => {
    const rules = contestRow(view, competition, contest)?.rules;
    const isWaitedFor = ({ entry, criterion }: TypedCell): boolean => {
      const status = entryRow(view, competition, entry)?.status;
      if (status === undefined || status === 'withdrawn' || status === 'absent') return false;
      return rules === undefined || takesMarks(rules, criterion);
    };
    return uncounted.flatMap(({ sheet, cells }) => (cells.some(isWaitedFor) ? [sheet] : []));
  }, competition);
}
