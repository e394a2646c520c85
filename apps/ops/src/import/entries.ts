import { entry, entryIdOf, subjectIdOf, type EntryCommand, type SubmitEntry } from '@xf/competitions';
import { untyped, type Rejection, type Vault } from '@xf/es';
import {
  cellProblem,
  entryColumnAt,
  entryRowReader,
  type BothTexts,
  type EntryColumn,
  type EntryFileRow,
  type FileProblem,
  type RowReader,
  type TableHead,
} from '@xf/files';
import { contestExpected, contestOf, type Target, type TargetContest } from './target';

/** Turns rows of an entries file into commands: a submission each, and the status where it is not competing. */
export function entriesReader(table: TableHead, target: Target, vault: Vault): RowReader {
  const { read, problems, unused } = entryRowReader(table, target.words.attributes);
  const decider = untyped(entry);
  const index = (rejection: Rejection) => entryColumnAt(table, columnOf(rejection));
  return {
    problems,
    unused,
    target: ['entries', target.competition, target.contest],
    take(cells, add) {
      const row = read(cells);
      const contest = row === undefined ? undefined : checkRow(table, target, row, problems);
      if (row === undefined || contest === undefined) return;
      const submit = submission(target, contest, row, vault);
      const origin = { row: row.row, value: row.number, index };
      add({ decider, command: submit }, origin);
      for (const command of leaving(submit, row)) add({ decider, command }, origin);
    },
  };
}

/** The contest of a row, when nothing in the row is wrong. */
function checkRow(
  table: TableHead,
  target: Target,
  row: EntryFileRow,
  problems: FileProblem[],
): TargetContest | undefined {
  const before = problems.length;
  const complain = (column: EntryColumn, value: string | undefined, code: string, expected: BothTexts) => {
    const at = { row: row.row, index: entryColumnAt(table, column), ...(value === undefined ? {} : { value }) };
    problems.push(cellProblem(table, at, code, expected));
  };
  if (row.competition !== undefined && row.competition !== target.competition) {
    const expected = { zh: `应为 ${target.competition}`, en: `${target.competition} is expected` };
    complain('competition', row.competition, 'competition-mismatch', expected);
  }
  const contest = contestOf(target, row.contest);
  if (contest === undefined) {
    complain('contest', row.contest, 'contest-unknown', contestExpected(target));
    return undefined;
  }
  if (row.name === undefined) {
    complain('name', undefined, 'name-missing', { zh: '姓名/名称不能为空', en: 'the name must not be empty' });
  }
  for (const [name, text] of Object.entries(row.attributes ?? {})) {
    const problem = contest.rules.checkAttribute(name, text);
    // What the rules do not ask for may be asked for by an award: a text, such as whether the entrant is an employee.
    if (problem === undefined || problem.code === 'unknown-attribute') continue;
    const index = table.header.findIndex((column) => contest.words.attributeOf(column) === name);
    problems.push(cellProblem(table, { row: row.row, index, value: text }, `attribute-${problem.code}`, problem));
  }
  return problems.length === before ? contest : undefined;
}

function submission(target: Target, contest: TargetContest, row: EntryFileRow, vault: Vault): SubmitEntry {
  const { competition } = target;
  const { number, name = '', unit, idNumber, phone, members, attributes } = row;
  const kind = row.kind ?? contest.receiver;
  const sheet = `${competition}/${contest.contest}/${number}`;
  const group = groupOf(contest, row.group);
  const subject = subjectIdOf(vault, kind, { name, unit, idNumber }, sheet);
  return {
    type: 'SubmitEntry',
    competition,
    contest: contest.contest,
    entry: entryIdOf(competition, contest.contest, number),
    number,
    kind,
    subject,
    name,
    ...(group === undefined ? {} : { group }),
    ...(unit === undefined ? {} : { unit }),
    ...(idNumber === undefined ? {} : { idNumber }),
    ...(phone === undefined ? {} : { phone }),
    ...(members === undefined
      ? {}
      : {
          members: members.map((member, index) => ({
            person: subjectIdOf(vault, 'person', { name: member }, `${sheet}/${index + 1}`),
            name: member,
          })),
        }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Files may call a group by its id or its name; an unknown one is left for the decision to refuse. */
const groupOf = ({ groups }: TargetContest, named: string | undefined): string | undefined =>
  groups.find(({ group, name }) => group === named || name === named)?.group ?? named;

function leaving(
  { competition, entry: id }: SubmitEntry,
  { status, reason = '未注明', clause = '' }: EntryFileRow,
): EntryCommand[] {
  const on = { competition, entry: id };
  if (status === undefined) return [];
  switch (status) {
    case 'competing':
      return [];
    case 'withdrawn':
      return [{ type: 'WithdrawEntry', ...on, reason }];
    case 'absent':
      return [{ type: 'MarkAbsent', ...on, reason }];
    case 'disqualified':
      return [{ type: 'DisqualifyEntry', ...on, reason }];
    case 'vetoed':
      return [{ type: 'VetoEntry', ...on, clause, reason }];
  }
}

function columnOf({ code }: Rejection): EntryColumn {
  if (code.startsWith('group-')) return 'group';
  if (code === 'receiver-mismatch') return 'kind';
  if (code.startsWith('unit-')) return 'unit';
  if (code === 'member-elsewhere') return 'members';
  if (code === 'person-full') return 'idNumber';
  if (code === 'veto-clause-unknown') return 'clause';
  if (code === 'entry-not-competing') return 'status';
  return 'number';
}
