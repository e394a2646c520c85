import { sha256 } from '@xf/es';
import type { MarkedContest, MarkedEntry } from '../marks';
import { findingKinds, type Grounds } from './events';
import { columnsOf, type Found } from './query.columns';
import { identicalJudges } from './query.judges';
import { farMarks, farSlots, panelOf, swapped } from './query.panel';
import { identicalSheets } from './query.sheets';
import { allEqual, offRules, tenfold, type CheckMark } from './query.single';
import { lateMarks, rushes } from './query.timing';

/** What is shown and kept of the marks of a finding: so many, and how many there are. */
const shownMax = 50;

/** Something about marks that somebody should look at. It says nothing of who is right, and changes no score. */
export type Finding = Grounds & {
  /** The first of them. */
  readonly entries: readonly Pick<MarkedEntry, 'entry' | 'number'>[];
  /** The numbers it stands on, in words. */
  readonly zh: string;
  readonly en: string;
};

/**
 * What is odd about the marks of a contest, in the order of the kinds and then of the numbers of entries. It follows from
 * the marks and the rule document alone. A mark that one finding explains is not told again by a vaguer one.
 */
export function findingsOf(contest: MarkedContest, check: CheckMark): readonly Finding[] {
  const columns = columnsOf(contest);
  const panels = columns.flatMap((column) => panelOf(column) ?? []);
  const slips = columns.flatMap(tenfold);
  const swaps = swapped(panels);
  const shifted = panels.flatMap(farSlots);
  const explained = new Set([...slips, ...swaps, ...shifted].flatMap(({ marks }) => marks.map(({ ref }) => ref)));
  const found: readonly Found[] = [
    ...offRules(contest, check),
    ...swaps,
    ...slips,
    ...shifted,
    ...panels.flatMap(farMarks).filter(({ marks }) => marks.every(({ ref }) => !explained.has(ref))),
    ...identicalSheets(columns),
    ...identicalJudges(columns),
    ...columns.flatMap(allEqual),
    ...lateMarks(contest),
    ...rushes(contest),
  ];
  return found.map(findingOf).sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** Text order of this is the order of the inbox. */
export const placeOf = ({ kind, entries, finding }: Finding): string =>
  `${String(findingKinds.indexOf(kind)).padStart(2, '0')} ${entries[0]?.number ?? ''} ${finding}`;

function findingOf({ kind, criterion, marks, zh, en }: Found): Finding {
  const refs = marks.map(({ ref }) => ref).sort();
  const entries = new Map(marks.map(({ entry }) => [entry.entry, { entry: entry.entry, number: entry.number }]));
  return {
    finding: `f${sha256([kind, ...refs].join('\n')).slice(0, 20)}`,
    kind,
    ...(criterion === undefined ? {} : { criterion }),
    slots: [...new Set(marks.map(({ slot }) => slot))].sort(),
    refs: refs.slice(0, shownMax),
    marks: marks.length,
    entries: [...entries.values()].sort((a, b) => (a.number < b.number ? -1 : 1)).slice(0, shownMax),
    zh,
    en,
  };
}
