import { accept, assertNever, noChange, reject, type Decider, type Facts } from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { comesByCode, processOf } from '../competition/rules';
import { competitionStream, entryStream, type EntryStatus } from '../terms';
import type { EntryCommand, EntryRejection, SubmitEntry } from './command';
import {
  amendedNames,
  confirmAmendment,
  correctAttributes,
  correctName,
  refuseAmendment,
  renewCarried,
  wrongAttribute,
} from './decide.amending';
import { checkIn } from './decide.arrival';
import { confirm, correct, refuseCorrection, takeBack } from './decide.corrections';
import { confirmChange, leaveOrReturn, refuseChange, zero } from './decide.leaving';
import { comparedWith, sameAgain } from './decide.again';
import { drop, letStand, record, remark, take } from './decide.scores';
import { seatsBeside, unitOf } from './decide.seats';
import { evolve, type Answer, type EntryState, type Known, type Open } from './decide.state';
import { entryCodec, type EntryEvent } from './events';

export type { EntryState } from './decide.state';

export const entry: Decider<EntryState, EntryCommand, EntryEvent, EntryRejection, CompetitionState> = {
  name: 'entry',
  codec: entryCodec,
  stream: (command) => entryStream(command.competition, command.entry),
  given: (command, read) => read(competitionFold, competitionStream(command.competition)),
  initial: { status: 'unknown' },
  evolve,
  decide(command, state, facts) {
    const contest =
      command.type === 'SubmitEntry'
        ? command.contest
        : state.status === 'unknown'
          ? undefined
          : state.submitted.contest;
    if (contest === undefined) return reject({ code: 'entry-unknown' });
    const found = openContest(facts.given, contest);
    if ('rejected' in found) return found;
    if (command.type === 'SubmitEntry') return submit(command, state, found.contest, facts);
    if (state.status === 'unknown') return reject({ code: 'entry-unknown' });
    return change(command, state, found.contest, facts);
  },
  beside: seatsBeside,
  compares(command, state) {
    if (command.type === 'SubmitEntry') return comparedWith(state);
    if (command.type === 'CorrectName') return [...comparedWith(state), ...amendedNames(state)];
    return command.type === 'ConfirmAmendment' ? amendedNames(state) : [];
  },
};

function submit(command: SubmitEntry, state: EntryState, contest: Open, facts: Pick<Facts, 'opened'>): Answer {
  const {
    competition,
    entry: id,
    number,
    group,
    kind,
    subject,
    name,
    unit,
    idNumber,
    phone,
    members,
    attributes,
    from,
    movedFrom,
  } = command;
  const plan = contest.contest;
  if (kind !== plan.receiver) return reject({ code: 'receiver-mismatch', expected: plan.receiver });
  if (group === undefined && plan.groups.length > 0) return reject({ code: 'group-missing' });
  if (group !== undefined && !plan.groups.some((one) => one.group === group))
    return reject({ code: 'group-unknown', group });
  if (state.status !== 'unknown') return sameAgain(command, state, facts);
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  const { entriesPerUnit } = processOf(contest.rules.document);
  if (entriesPerUnit !== undefined && unitOf(kind, unit, name) === undefined) return reject({ code: 'unit-missing' });
  const people = (members ?? []).map(({ person }) => person);
  const member = people.findIndex((person, n) => people.indexOf(person) < n);
  if (member >= 0) return reject({ code: 'member-repeated', member });
  const wrong = wrongAttribute(attributes ?? {}, contest);
  if (wrong !== undefined) return reject(wrong);
  return accept({
    type: 'EntrySubmitted',
    competition,
    contest: plan.contest,
    entry: id,
    number,
    kind,
    subject,
    ...(kind === 'person' ? { name } : { title: name }),
    ...(group === undefined ? {} : { group }),
    ...(unit === undefined ? {} : { unit }),
    ...(idNumber === undefined ? {} : { idNumber }),
    ...(phone === undefined ? {} : { phone }),
    ...(members === undefined ? {} : { members }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(from === undefined ? {} : { from }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
  });
}

function change(
  command: Exclude<EntryCommand, SubmitEntry>,
  state: Known,
  contest: Open,
  facts: Facts<CompetitionState>,
): Answer {
  const on = { competition: command.competition, contest: contest.contest.contest, entry: command.entry };
  if (isByNumber(command) && comesByCode(contest, command.criterion)) {
    return reject({ code: 'codes-only', criterion: command.criterion });
  }
  switch (command.type) {
    case 'RecordScore':
      return record(command, state, contest);
    case 'TakeScore':
      return take(command, state, contest, facts.actor);
    case 'DropScore':
      return drop(command, state, contest, facts.actor);
    case 'CorrectScore':
      return correct(command, state, contest, facts.actor);
    case 'ConfirmCorrection':
      return confirm(command, state, contest, facts.actor);
    case 'RefuseCorrection':
      return refuseCorrection(command, state, contest, facts.actor);
    case 'VoidScore':
      return takeBack(command, state, contest, facts.actor);
    case 'RemarkScore':
      return remark(command, state, contest);
    case 'LetSpreadStand':
      return letStand(command, state, contest, facts.actor);
    case 'WithdrawEntry':
      if (contest.frozen) return reject({ code: 'scores-frozen' });
      return leave(state, { type: 'EntryWithdrawn', ...on, reason: command.reason }, 'withdrawn');
    case 'MarkAbsent':
      if (contest.frozen) return reject({ code: 'scores-frozen' });
      return leave(state, { type: 'EntryAbsent', ...on, reason: command.reason }, 'absent');
    case 'CheckInEntry':
      return checkIn(command, state, contest, facts.now);
    case 'DisqualifyEntry':
    case 'VetoEntry':
    case 'ReinstateEntry':
      return leaveOrReturn(command, state, contest, facts.actor);
    case 'ZeroEntry':
    case 'LiftZero':
      return zero(command, state, contest);
    case 'ConfirmChange':
      return confirmChange(command, state, contest, facts.actor);
    case 'RefuseChange':
      return refuseChange(command, state, contest, facts.actor);
    case 'CorrectName':
      return correctName(command, state, contest, facts);
    case 'CorrectAttributes':
      return correctAttributes(command, state, contest, facts);
    case 'RenewCarried':
      return renewCarried(command, state, contest, facts);
    case 'ConfirmAmendment':
      return confirmAmendment(command, state, contest, facts);
    case 'RefuseAmendment':
      return refuseAmendment(command, state, contest, facts.actor);
    default:
      return assertNever(command);
  }
}

/** A mark that somebody gives or changes who names its entry; what a sanction takes off is no judge's mark. */
function isByNumber(
  command: EntryCommand,
): command is Extract<EntryCommand, { type: 'RecordScore' | 'CorrectScore' | 'VoidScore' | 'RemarkScore' }> {
  switch (command.type) {
    case 'RecordScore':
      return command.coded !== true && command.deducted === undefined;
    case 'RemarkScore':
      return command.coded !== true;
    case 'CorrectScore':
      return true;
    case 'VoidScore':
      return command.decided !== true;
    default:
      return false;
  }
}

/** Leaving the ranking: once is enough, and one reason does not silently replace another. */
function leave(state: Known, event: EntryEvent, status: EntryStatus): Answer {
  if (state.status === status) return noChange;
  if (state.status !== 'competing') return reject({ code: 'entry-not-competing', status: state.status });
  return accept(event);
}
