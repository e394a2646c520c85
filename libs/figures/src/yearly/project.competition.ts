import {
  rulesOf,
  type CompetitionEvent,
  type EntryEvent,
  type EntrySubmitted,
  type PinnedRules,
} from '@xf/competitions';
import { refOf, type Position, type Recorded } from '@xf/es';
import { dayOf } from '@xf/honours';
import type { StatementEvent } from '../statement/events';
import {
  aboutKey,
  contestKey,
  type CompetitionRow,
  type ContestRow,
  type StatementRow,
  type YearRow,
} from './project.rows';

export const yearOf = (day: string): number => Number(day.slice(0, 4));

export function foldStatement(row: YearRow | undefined, event: StatementEvent, ref: string): StatementRow {
  const known = row?.row === 'statement' ? row : { row: 'statement' as const, stated: {}, targets: {} };
  const { source } = event;
  const about = aboutKey(event.figure, event.series);
  if (event.type === 'FigureStated') {
    return { ...known, stated: { ...known.stated, [about]: { value: event.value, source, event: ref } } };
  }
  const { growthPercent, atLeast } = event;
  const asked = {
    ...(growthPercent === undefined ? {} : { growthPercent }),
    ...(atLeast === undefined ? {} : { atLeast }),
  };
  return { ...known, targets: { ...known.targets, [about]: { ...asked, source, event: ref } } };
}

export function foldCompetition(
  row: YearRow | undefined,
  recorded: Recorded<CompetitionEvent | EntryEvent>,
  key: string,
): YearRow | undefined {
  const { event, position, validAt } = recorded;
  const ref = refOf(recorded);
  switch (event.type) {
    case 'CompetitionPlanned':
    case 'CompetitionReplanned':
      return key.startsWith('contest/')
        ? plannedContest(event, position, ref, key)
        : plannedCompetition(event, position, ref);
    case 'CompetitionOpened':
      if (row?.row === 'competition') return { ...row, year: yearOf(dayOf(validAt)), events: [...row.events, ref] };
      return row?.row === 'contest' ? openedContest(row, event.rules, ref) : row;
    case 'RulesRevised':
      return row?.row === 'contest' ? openedContest(row, [event], ref) : row;
    case 'ContestCancelled':
    case 'ContestMerged': {
      const how = event.type === 'ContestCancelled' ? 'cancelled' : 'merged';
      return row?.row === 'contest' ? { ...row, ended: [how, ref] } : row;
    }
    case 'ScoresFrozen':
      return row?.row === 'contest' ? { ...row, frozen: row.frozen ?? [position, ref] } : row;
    case 'ResultsPublished':
      return row?.row === 'contest' ? { ...row, publications: [...row.publications, ref] } : row;
    default:
      return row;
  }
}

type Planned = Extract<CompetitionEvent, { type: 'CompetitionPlanned' | 'CompetitionReplanned' }>;

function plannedCompetition(event: Planned, at: Position, ref: string): CompetitionRow {
  const { competition, name, organization, level, series } = event;
  const held = series === undefined ? {} : { series };
  return { row: 'competition', competition, name, organization, level, ...held, at, events: [ref] };
}

function plannedContest(event: Planned, at: Position, ref: string, key: string): ContestRow | undefined {
  const { competition, contests } = event;
  const found = contests.find(({ contest }) => contestKey(competition, contest) === key);
  if (found === undefined) return undefined;
  const { contest, name, groups } = found;
  // Which boards each group stands on, the rules say when they are pinned.
  const boards = Object.fromEntries(
    (groups.length === 0 ? [''] : groups.map(({ group }) => group)).map((one) => [one, []]),
  );
  return { row: 'contest', competition, contest, name, at, boards, entered: {}, publications: [], events: [ref] };
}

function openedContest(row: ContestRow, pinned: readonly PinnedRules[], ref: string): ContestRow {
  const rules = pinned.find(({ contest }) => contest === row.contest);
  const compiled = rules && rulesOf(rules);
  const minimum = compiled?.document.process?.minimumEntrants;
  const { minimum: _before, ...opened } = { ...row, events: [...row.events, ref] };
  if (compiled === undefined || minimum === undefined) return opened;
  const boards = Object.keys(row.boards).map((group) => [group, compiled.boardsOf(group === '' ? undefined : group)]);
  const onBoards = Object.fromEntries(boards) as ContestRow['boards'];
  return { ...opened, minimum, boards: onBoards };
}

/** What comes behind a freeze is kept in the log and stands on no board. */
export function withEntry(row: YearRow | undefined, { group = '', movedFrom }: EntrySubmitted): YearRow | undefined {
  if (row?.row !== 'contest' || row.frozen !== undefined) return row;
  const entered = { ...row.entered, [group]: (row.entered[group] ?? 0) + 1 };
  return { ...row, entered, ...(movedFrom === undefined ? {} : { moved: (row.moved ?? 0) + 1 }) };
}
