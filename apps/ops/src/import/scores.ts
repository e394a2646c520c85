import { entry, entryIdOf, type EntryCommand } from '@xf/competitions';
import { untyped, type BatchItem } from '@xf/es';
import { cellProblem, entryColumnAt, readScoreRows, type FileProblem, type ScoreFileRow, type Table } from '@xf/files';
import type { Origin, Prepared } from './batch';
import { contestExpected, contestOf, type Target, type TargetContest } from './target';

/** Turns a file of marks or measurements into commands, one a number. */
export function prepareScores(kind: 'marks' | 'measurements', table: Table, target: Target): Prepared {
  const { scores, problems: found, unused } = readScoreRows(table, target.words);
  const problems: FileProblem[] = [...found];
  const items: BatchItem[] = [];
  const origins: Origin[] = [];
  const decider = untyped(entry);
  const numberAt = entryColumnAt(table, 'number');
  for (const score of scores) {
    const { row, index, number, slot, value } = score;
    const found = criterionOf(table, target, score, problems);
    if (found === undefined) continue;
    const { contest, criterion } = found;
    const id = entryIdOf(target.competition, contest.contest, number);
    const command: EntryCommand = {
      type: 'RecordScore',
      competition: target.competition,
      entry: id,
      criterion,
      slot,
      value,
    };
    items.push({ decider, command });
    origins.push({ row, value, index: ({ code }) => (code === 'entry-unknown' ? numberAt : index) });
  }
  return { table, items, origins, problems, unused, target: [kind, target.competition, target.contest] };
}

function criterionOf(
  table: Table,
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
