import type { ViewReader } from '@xf/es';
import { tooFewEntrants } from '@xf/rules';
import { processOf } from '../competition/rules';
import { entriesSet, inputOf, type ContestRow, type StandingRow } from './project';

type Reader = ViewReader<StandingRow>;
type InTheWay = { readonly held?: readonly string[]; readonly entered?: number };

/** Entries looked at together. */
const pageMax = 1_000;

/** How many entries a contest has, those that are out included. domain-rules 51. */
export const enteredIn = (view: Reader, { competition, contest }: ContestRow): number =>
  view.size(entriesSet(competition, contest.contest));

/** What is in the way of a freeze or a publication; what is not is left out. domain-rules 51, 65. */
export function inTheWayOf(view: Reader, contest: ContestRow): InTheWay {
  const process = processOf(contest.rules?.document ?? {});
  const held = process.remark === undefined ? [] : heldIn(view, contest);
  const entered = enteredIn(view, contest);
  const few = tooFewEntrants(process, entered) !== undefined;
  return { ...(held.length === 0 ? {} : { held }), ...(few ? { entered } : {}) };
}

/** Numbers of the entries whose judges must mark again. */
function heldIn(view: Reader, contest: ContestRow): readonly string[] {
  const set = entriesSet(contest.competition, contest.contest.contest);
  const held: string[] = [];
  for (let page = view.range(set, { limit: pageMax }); page.length > 0;) {
    for (const { row } of page) {
      if (row.kind === 'entry' && inputOf(row, contest).status.kind === 'held') held.push(row.number);
    }
    const last = page[page.length - 1];
    if (last === undefined || page.length < pageMax) break;
    page = view.range(set, { after: { sort: last.sort, key: last.key }, limit: pageMax });
  }
  return held;
}
