import { refOf, unionOf, type Lookup, type Place, type Projection, type Recorded } from '@xf/es';
import type { EntryInput, Scored } from '@xf/rules';
import { appealCodec, type AppealEvent } from '../appeal/events';
import { competitionCodec, type CompetitionEvent } from '../competition/events';
import { rulesOf } from '../competition/rules';
import { entryCodec, type EntryEvent } from '../entry/events';
import { contestKey, entryKey, sourceKey, type LeftOut } from '../terms';
import { nothingAwaited, stillAwaited } from './project.awaiting';
import { foldEntry } from './project.entry';
import { statusOf } from './project.held';
import {
  contestsSet,
  entriesSet,
  setsOf,
  type ContestRow,
  type EntryRow,
  type Mark,
  type StandingRow,
} from './project.rows';

export type StandingEvent = CompetitionEvent | EntryEvent;
export const standingCodec = unionOf<StandingEvent>(competitionCodec as never, entryCodec as never);

/** What the boards stand on: appeals change no place, but while one is open its contest waits for something. */
export type BoardEvent = StandingEvent | AppealEvent;
const boardCodec = unionOf<BoardEvent>(standingCodec as never, appealCodec as never);

export * from './project.rows';

/**
 * The standings: one row a contest, one row an entry, boards as ordered sets of entries by rank key. A freeze is a
 * position: a first mark or an entry that landed behind it stays in the log and in the row, and does not count.
 */
export const standings: Projection<BoardEvent, StandingRow> = {
  name: 'standings',
  version: 2,
  codec: boardCodec,
  keys(recorded) {
    const { event } = recorded;
    switch (event.type) {
      case 'CompetitionPlanned':
      case 'CompetitionReplanned':
        return event.contests.map(({ contest }) => contestKey(event.competition, contest));
      case 'CompetitionOpened':
        return event.rules.map(({ contest }) => contestKey(event.competition, contest));
      case 'HeadJudgeNamed':
        return [];
      case 'RulesRevised':
      case 'ContestCancelled':
      case 'ContestMerged':
      case 'AdvancingLeftOut':
      case 'StartScheduled':
      case 'ScoresFrozen':
      case 'ResultsPublished':
      case 'CorrectionProposed':
      case 'CorrectionRefused':
      case 'EntryChangeProposed':
      case 'EntryChangeRefused':
      case 'EntryAmendmentProposed':
      case 'EntryAmendmentRefused':
      case 'AppealFiled':
      case 'AppealWithdrawn':
      case 'AppealDecided':
        return [contestKey(event.competition, event.contest)];
      default:
        return [contestKey(event.competition, event.contest), entryKey(event.competition, event.entry)];
    }
  },
  fold(row, recorded, key) {
    return key.startsWith('contest/')
      ? foldContest(row as ContestRow | undefined, recorded, key)
      : foldEntry(row as EntryRow | undefined, recorded as Recorded<EntryEvent>);
  },
  derive,
  places(row, _key, get): readonly Place[] {
    if (row.kind === 'contest') return [{ set: contestsSet, sort: `${row.competition}/${row.contest.contest}` }];
    const contest = contestOf(get, row);
    if (contest === undefined) return [{ set: entriesSet(row.competition, row.contest), sort: row.number }];
    const sets = setsOf(contest);
    const places = [{ set: sets.entries, sort: row.number }];
    const standing = standingOf(row, contest);
    if (standing === undefined) return places;
    for (const board of standing.boards) places.push({ set: sets.board(board), sort: standing.scored.key });
    return places;
  },
};

function foldContest(row: ContestRow | undefined, recorded: Recorded<BoardEvent>, key: string): ContestRow | undefined {
  const { event, position, revision } = recorded;
  switch (event.type) {
    case 'CompetitionPlanned':
    case 'CompetitionReplanned': {
      const contest = event.contests.find((one) => contestKey(event.competition, one.contest) === key);
      if (contest === undefined) return row;
      const { competition, name, organization, level } = event;
      return {
        kind: 'contest',
        competition,
        competitionName: name,
        organization,
        level,
        contest,
        publications: [],
        changedAt: position,
        awaiting: nothingAwaited,
      };
    }
    case 'CompetitionOpened': {
      const rules = event.rules.find((one) => contestKey(event.competition, one.contest) === key);
      return row === undefined || rules === undefined ? row : { ...row, rules };
    }
    case 'RulesRevised': {
      const { contest, hash, document, reason } = event;
      const revision = { position, at: recorded.recordedAt, hash, reason };
      const revisions = [...(row?.revisions ?? []), revision];
      return row && { ...row, rules: { contest, hash, document }, revisions, unplaced: true, changedAt: position };
    }
    case 'ContestCancelled':
    case 'ContestMerged': {
      const { entered, needed, reason } = event;
      const into = event.type === 'ContestMerged' ? { into: event.into } : {};
      return (
        row && { ...row, ended: { at: recorded.recordedAt, entered, needed, reason, ...into }, changedAt: position }
      );
    }
    case 'AdvancingLeftOut':
      return row && { ...row, leftOut: withLeftOut(row, event.left) };
    case 'StartScheduled':
      return row && { ...row, startsAt: event.startsAt };
    case 'ScoresFrozen':
      return row && { ...row, frozenAt: position };
    case 'ResultsPublished': {
      const { version, digest, reason } = event;
      const publication = {
        version,
        position,
        at: recorded.recordedAt,
        digest,
        ...(reason === undefined ? {} : { reason }),
      };
      return row && { ...row, publications: [...row.publications, publication] };
    }
    case 'CorrectionProposed':
    case 'CorrectionRefused':
    case 'EntryChangeProposed':
    case 'EntryChangeRefused':
    case 'EntryAmendmentProposed':
    case 'EntryAmendmentRefused':
    case 'AppealFiled':
    case 'AppealWithdrawn':
    case 'AppealDecided':
      return row && { ...row, awaiting: stillAwaited(row.awaiting, event, revision) };
    default:
      return row && { ...row, changedAt: position, awaiting: stillAwaited(row.awaiting, event, revision) };
  }
}

/** What was said of somebody last stands. */
function withLeftOut({ leftOut = [] }: ContestRow, left: readonly LeftOut[]): readonly LeftOut[] {
  const again = new Set(left.map(({ from }) => sourceKey(from)));
  return [...leftOut.filter(({ from }) => !again.has(sourceKey(from))), ...left];
}

/**
 * A score that depends on the whole field is worked out for the whole field, once a batch; and where the rules were
 * changed every entry is placed anew.
 */
function derive(touched: readonly string[], lookup: Lookup<StandingRow>): ReadonlyMap<string, StandingRow> {
  const fields = new Map<string, ContestRow>();
  const derived = new Map<string, StandingRow>();
  for (const key of touched) {
    const row = lookup.get(key);
    const contest = row?.kind === 'entry' ? contestOf(lookup.get, row) : row;
    if (contest?.rules === undefined) continue;
    const contestAt = contestKey(contest.competition, contest.contest.contest);
    if (contest.unplaced === true) {
      const { unplaced: _done, ...placed } = contest;
      derived.set(contestAt, placed);
      fields.set(contestAt, placed);
    } else if (row?.kind === 'entry' && rulesOf(contest.rules).fieldSteps) fields.set(contestAt, contest);
  }
  for (const contest of fields.values()) {
    for (const [key, row] of scoredField(contest, touched, lookup)) derived.set(key, row);
  }
  return derived;
}

function scoredField(
  contest: ContestRow,
  touched: readonly string[],
  lookup: Lookup<StandingRow>,
): ReadonlyMap<string, EntryRow> {
  const out = new Map<string, EntryRow>();
  if (contest.rules === undefined) return out;
  const { competition } = contest;
  const id = contest.contest.contest;
  const own = (row: StandingRow | undefined): row is EntryRow =>
    row?.kind === 'entry' && row.competition === competition && row.contest === id;
  const rows = new Map<string, EntryRow>();
  for (const key of [...lookup.members(entriesSet(competition, id)), ...touched].sort()) {
    const row = lookup.get(key);
    if (own(row)) rows.set(key, row);
  }
  const rules = rulesOf(contest.rules);
  const counted = rules.fieldSteps ? [...rows.values()].filter((row) => counts(row, contest)) : [];
  const scored = rules.scoreField(counted.map((row) => inputOf(row, contest)));
  const byEntry = new Map(scored.map((one) => [one.entry, one]));
  for (const [key, row] of rows) {
    // The score stands last in every row whatever the batches were, so that a rebuild has the same bytes.
    const { scored: _old, ...rest } = row;
    const one = byEntry.get(row.entry);
    out.set(key, one === undefined ? rest : { ...rest, scored: one });
  }
  return out;
}

const contestOf = (get: Lookup<StandingRow>['get'], row: EntryRow): ContestRow | undefined => {
  const found = get(contestKey(row.competition, row.contest));
  return found?.kind === 'contest' ? found : undefined;
};

/** Where an entry stands: its score under the pinned rules and its boards. Undefined when it counts for nothing. */
export function standingOf(
  row: EntryRow,
  contest: ContestRow,
): { readonly scored: Scored; readonly boards: readonly string[] } | undefined {
  if (contest.rules === undefined || !counts(row, contest)) return undefined;
  const rules = rulesOf(contest.rules);
  const scored = rules.fieldSteps ? row.scored : rules.score(inputOf(row, contest));
  return scored === undefined ? undefined : { scored, boards: rules.boardsOf(row.group) };
}

/** An entry that landed behind the freeze is kept and shown to staff, and stands on no board. */
export const counts = (row: EntryRow, contest: ContestRow): boolean =>
  contest.frozenAt === undefined || row.submittedAt < contest.frozenAt;

/** What the rule engine sees of an entry: marks first recorded behind the freeze are left out. */
export function inputOf(row: EntryRow, contest: ContestRow): EntryInput {
  const frozenAt = contest.frozenAt ?? Number.MAX_SAFE_INTEGER;
  const marks: Record<string, Record<string, string>> = {};
  for (const [criterion, slots] of Object.entries(row.marks)) {
    const kept: Record<string, string> = {};
    for (const slot in slots) {
      const mark = slots[slot];
      if (mark !== undefined && mark[2] < frozenAt) kept[slot] = mark[0];
    }
    marks[criterion] = kept;
  }
  return {
    entry: row.entry,
    number: row.number,
    status: statusOf(row, contest, marks),
    marks,
    ...(row.group === undefined ? {} : { group: row.group }),
    ...(row.attributes === undefined ? {} : { attributes: row.attributes }),
    ...(row.zeroed === undefined ? {} : { zeroed: row.zeroed.map(({ reason }) => reason).join('；') }),
  };
}

/** The event a mark stands on, for the explanation. */
export const markRef = (row: EntryRow, mark: Mark): string =>
  refOf({ stream: `entry-${row.competition}.${row.entry}`, revision: mark[1] });
