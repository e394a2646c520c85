import type { ViewReader } from '@xf/es';
import { rulesOf } from '../competition/rules';
import type { MarkedContest, MarkedEntry, RecordedMark } from '../marks';
import { entriesSet, markRef, type ContestRow, type EntryRow, type StandingRow } from '../standing/project';

/** The marks of a contest as one state of the standings has them. It holds numbers and units, and nobody's name. */
export function markedContest(view: ViewReader<StandingRow>, row: ContestRow): MarkedContest {
  const { competition, rules, frozenAt } = row;
  const contest = row.contest.contest;
  const values = rules === undefined ? [] : rulesOf(rules).document.values;
  const members = view.range(entriesSet(competition, contest), { limit: Number.MAX_SAFE_INTEGER });
  return {
    competition,
    contest,
    ...(frozenAt === undefined ? {} : { frozenAt }),
    criteria: values.flatMap(({ id, name, marks }) =>
      marks === undefined ? [] : [{ id, name, kind: marks.kind, range: marks.range }],
    ),
    marks: members.flatMap((member) => (member.row.kind === 'entry' ? marksOf(member.row, frozenAt) : [])),
  };
}

function marksOf(row: EntryRow, frozenAt = Number.MAX_SAFE_INTEGER): readonly RecordedMark[] {
  const { number, unit } = row;
  const entry: MarkedEntry = { entry: row.entry, number, ...(unit === undefined ? {} : { unit }) };
  return Object.entries(row.marks).flatMap(([criterion, slots]) =>
    Object.entries(slots).map(([slot, mark]) => {
      const [value, , position] = mark;
      const late = position >= frozenAt || row.submittedAt >= frozenAt;
      return { entry, criterion, slot, value, ref: markRef(row, mark), position, late };
    }),
  );
}
