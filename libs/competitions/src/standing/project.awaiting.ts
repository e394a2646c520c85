import type { AppealEvent } from '../appeal/events';
import type { CompetitionEvent } from '../competition/events';
import { whatOf, type EntryEvent } from '../entry/events';
import type { AwaitedCorrection, Awaiting } from './project.rows';

type Seen = AppealEvent | CompetitionEvent | EntryEvent;

export const nothingAwaited: Awaiting = { corrections: [], appeals: [] };

/** What may still change what was published, after one more event of the contest; `revision`: of the event in its stream. */
export function stillAwaited(awaiting: Awaiting, event: Seen, revision: number): Awaiting {
  switch (event.type) {
    case 'CorrectionProposed': {
      const { entry, criterion, slot, from, to } = event;
      const what = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      const correction = { ...{ entry, criterion, slot }, ...what, revision };
      return { ...awaiting, corrections: [...awaiting.corrections, correction] };
    }
    case 'CorrectionRefused':
    case 'ScoreCorrected':
      return withoutCorrection(awaiting, event);
    case 'EntryChangeProposed': {
      const { entry, to, clause } = event;
      const change = { entry, to, ...(clause === undefined ? {} : { clause }), revision };
      return { ...awaiting, changes: [...(awaiting.changes ?? []), change] };
    }
    case 'EntryChangeRefused':
    case 'EntryDisqualified':
    case 'EntryVetoed':
    case 'EntryReinstated':
      return withoutChange(awaiting, event.entry);
    case 'EntryAmendmentProposed': {
      const amendment = { entry: event.entry, what: whatOf(event), revision };
      return { ...awaiting, amendments: [...(awaiting.amendments ?? []), amendment] };
    }
    case 'EntryAmendmentRefused':
    case 'EntryAmended':
      return withoutAmendment(awaiting, event.entry);
    case 'AppealFiled':
      return { ...awaiting, appeals: [...awaiting.appeals, event.appeal] };
    case 'AppealWithdrawn':
    case 'AppealDecided':
      return { ...awaiting, appeals: awaiting.appeals.filter((one) => one !== event.appeal) };
    default:
      return awaiting;
  }
}

type At = Pick<AwaitedCorrection, 'entry' | 'criterion' | 'slot'>;

function withoutCorrection(awaiting: Awaiting, at: At): Awaiting {
  const { corrections } = awaiting;
  if (corrections.length === 0) return awaiting;
  const isThis = (one: At) => one.entry === at.entry && one.criterion === at.criterion && one.slot === at.slot;
  return { ...awaiting, corrections: corrections.filter((one) => !isThis(one)) };
}

function withoutChange(awaiting: Awaiting, entry: string): Awaiting {
  const { changes = [], ...others } = awaiting;
  const left = changes.filter((one) => one.entry !== entry);
  return left.length === 0 ? others : { ...others, changes: left };
}

function withoutAmendment(awaiting: Awaiting, entry: string): Awaiting {
  const { amendments = [], ...others } = awaiting;
  const left = amendments.filter((one) => one.entry !== entry);
  return left.length === 0 ? others : { ...others, amendments: left };
}
