import { entry, entryIdOf, type EntryCommand } from '@xf/competitions';
import { untyped, type Rejection } from '@xf/es';
import {
  cellProblem,
  entryColumnAt,
  scoreRowReader,
  type FileProblem,
  type ScoreFileRow,
  type RowReader,
  type TableHead,
} from '@xf/files';
import { contestExpected, contestOf, type Target, type TargetContest } from './target';

/** Turns rows of a file of marks or measurements into commands, one a number. */
export function scoresReader(kind: 'marks' | 'measurements', table: TableHead, target: Target): RowReader {
  const { read, problems, unused } = scoreRowReader(table, target.words);
  const decider = untyped(entry);
  const numberAt = entryColumnAt(table, 'number');
  const { competition } = target;
  return {
    problems,
    unused,
    target: [kind, competition, target.contest],
    take(cells, add) {
      for (const score of read(cells)) {
        const { row, index: column, number, slot, value } = score;
        const found = criterionOf(table, target, score, problems);
        if (found === undefined) continue;
        const { contest, criterion } = found;
        const id = entryIdOf(competition, contest.contest, number);
        const command: EntryCommand = { type: 'RecordScore', competition, entry: id, criterion, slot, value };
        const index = ({ code }: Rejection) => (code === 'entry-unknown' ? numberAt : column);
        add({ decider, command }, { row, value, index });
      }
    },
  };
}

function criterionOf(
  table: TableHead,
  target: Target,
  { row, index, contest: named, criterion: word, slot, value }: ScoreFileRow,
  problems: FileProblem[],
): { readonly contest: TargetContest; readonly criterion: string } | undefined {
  const contest = contestOf(target, named);
  if (contest === undefined) {
    const at = { row, index: entryColumnAt(table, 'contest'), ...(named === undefined ? {} : { value: named }) };
    problems.push(cellProblem(table, at, 'contest-unknown', contestExpected(target)));
    return undefined;
  }
  const criterion = contest.words.criterionOf(word);
  if (criterion !== undefined) {
    // The decision would refuse it too, but not for an entry that it refuses for another reason.
    const problem = contest.rules.checkMark(criterion, slot, value);
    if (problem === undefined) return { contest, criterion };
    problems.push(cellProblem(table, { row, index, value }, problem.code, problem));
    return undefined;
  }
  const known = contest.words.recorded.map((one) => `${one.id}（${one.name}）`).join('、');
  const expected = {
    zh: word === undefined ? `须有“项目”一列，可用：${known}` : `规则中没有项目“${word}”；可用：${known}`,
    en:
      word === undefined ? `a criterion column is needed; known: ${known}` : `no criterion "${word}"; known: ${known}`,
  };
  problems.push(cellProblem(table, { row, index, value }, 'criterion-unknown', expected));
  return undefined;
}
