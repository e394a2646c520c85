import { assertNever, type Position, type Recorded } from '@xf/es';
import { amended, type EntryEvent, type EntrySubmitted } from '../entry/events';
import type { Amended, EntryRow, Mark } from './project.rows';

/** An entry's row after one more of its events; undefined while it was never submitted. */
export function foldEntry(row: EntryRow | undefined, recorded: Recorded<EntryEvent>): EntryRow | undefined {
  const { event, position, revision } = recorded;
  if (event.type === 'EntrySubmitted') return submitted(event, position);
  if (row === undefined) return undefined;
  switch (event.type) {
    case 'ScoreRecorded':
      return withMark(row, event.criterion, event.slot, [event.value, revision, position]);
    case 'ScoreCorrected': {
      // What a correction adds counts wherever its entry does: it stands for a mark that was left out.
      const first = row.marks[event.criterion]?.[event.slot]?.[2] ?? row.submittedAt;
      const mark = event.to === undefined ? undefined : ([event.to, revision, first] as const);
      return withMark(row, event.criterion, event.slot, mark);
    }
    case 'SpreadStands':
      return { ...row, stands: [...(row.stands ?? []), event.criterion].sort() };
    case 'EntryWithdrawn':
      return { ...row, status: 'withdrawn', reason: event.reason };
    case 'EntryAbsent':
      return { ...row, status: 'absent', reason: event.reason };
    case 'EntryCheckedIn':
      return { ...row, arrival: { dueAt: event.dueAt, arrivedAt: event.arrivedAt } };
    case 'EntryDisqualified':
      return { ...row, status: 'disqualified', reason: event.reason };
    case 'EntryVetoed':
      return { ...row, status: 'vetoed', reason: event.reason, clause: event.clause };
    case 'EntryZeroed':
      return { ...row, zeroed: [...(row.zeroed ?? []), { sanction: event.sanction, reason: event.reason }] };
    case 'EntryZeroLifted': {
      const { zeroed = [], ...rest } = row;
      const left = zeroed.filter(({ sanction }) => sanction !== event.sanction);
      return left.length === 0 ? rest : { ...rest, zeroed: left };
    }
    case 'EntryReinstated': {
      const { reason: _reason, clause: _clause, ...rest } = row;
      return { ...rest, status: 'competing' };
    }
    case 'CorrectionProposed':
    case 'CorrectionRefused':
    case 'EntryChangeProposed':
    case 'EntryChangeRefused':
    case 'EntryAmendmentProposed':
    case 'EntryAmendmentRefused':
      return row;
    case 'EntryAmended':
      return { ...amended(row, event), amendments: [...(row.amendments ?? []), amendmentOf(event, revision)] };
    default:
      return assertNever(event);
  }
}

function amendmentOf(event: Extract<EntryEvent, { type: 'EntryAmended' }>, revision: number): Amended {
  const { reason, afterPublication, carried, from, wasFrom } = event;
  const [is, was] = [event.name ?? event.title, event.was?.name ?? event.was?.title];
  return {
    ...{ revision, reason, afterPublication },
    ...(is === undefined ? {} : { name: { ...(was === undefined ? {} : { was }), is } }),
    ...(carried === undefined ? {} : { carried }),
    ...(from === undefined ? {} : { from: { ...(wasFrom === undefined ? {} : { was: wasFrom }), is: from } }),
  };
}

/** Field by field: taking the rest of an event apart costs a rebuild more than all of this. */
function submitted(event: EntrySubmitted, position: Position): EntryRow {
  const { competition, contest, entry, number, group, kind, subject, name, title, unit } = event;
  const { members, attributes, from, movedFrom } = event;
  return {
    kind: 'entry',
    competition,
    contest,
    entry,
    number,
    ...(group === undefined ? undefined : { group }),
    receiver: kind,
    subject,
    ...(name === undefined ? undefined : { name }),
    ...(title === undefined ? undefined : { title }),
    ...(unit === undefined ? undefined : { unit }),
    ...(members === undefined ? undefined : { members }),
    ...(attributes === undefined ? undefined : { attributes }),
    ...(from === undefined ? undefined : { from }),
    ...(movedFrom === undefined ? undefined : { movedFrom }),
    submittedAt: position,
    status: 'competing',
    marks: {},
  };
}

function withMark(row: EntryRow, criterion: string, slot: string, mark: Mark | undefined): EntryRow {
  const { [slot]: _before, ...others } = row.marks[criterion] ?? {};
  const kept = mark === undefined ? others : { ...row.marks[criterion], [slot]: mark };
  const marks = { ...row.marks, [criterion]: kept };
  // Another mark is another question: what stood as it was stands no more.
  if (row.stands?.includes(criterion) !== true) return { ...row, marks };
  return { ...row, marks, stands: row.stands.filter((one) => one !== criterion) };
}
