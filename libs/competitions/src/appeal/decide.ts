import {
  accept,
  acceptAt,
  assertNever,
  noChange,
  refOf,
  reject,
  type Decider,
  type Decision,
  type Facts,
  type Foldable,
  type Instant,
} from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { processOf } from '../competition/rules';
import { entryCodec, type EntryEvent } from '../entry/events';
import { sanctionFold, type SanctionState } from '../sanction/decide';
import { sanctionStream } from '../sanction/events';
import { competitionStream, entryStream } from '../terms';
import type { AppealCommand, AppealRejection, DecideAppeal, FileAppeal } from './command';
import { appealCodec, appealStream, type AppealEvent, type AppealFiled } from './events';
import { isEarly, isLate, lastMinute } from './rules';

export type AppealState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'filed' | 'withdrawn' | 'decided';
      /** What was filed, without the personal parts. */
      readonly filed: Omit<AppealFiled, 'type' | 'name' | 'about'>;
    };

/** What an appeal has to know of the entry it is about. */
export type Appealed = {
  readonly contest?: string;
  readonly subject: string;
  /** Of its last event. */
  readonly revision: number;
  /** Accounts and places whose marks it has. */
  readonly slots: ReadonlySet<string>;
  /** One of the clauses of the rule document ended it. */
  readonly isVetoed: boolean;
  /** Accounts that proposed, after a publication, that it be out, or confirmed it, or ended it before one. */
  readonly accusers: ReadonlySet<string>;
  /** Who proposed or confirmed that it be corrected after a publication, and when first: a revision in the entry's stream. */
  readonly correctors: ReadonlyMap<string, number>;
  /** Corrections that two people made after a publication: revisions in the entry's stream. */
  readonly corrected: readonly number[];
};

type Known = Exclude<AppealState, { status: 'unknown' }>;
type Answer = Decision<AppealEvent, AppealRejection>;
export type AppealGiven = {
  readonly competition: CompetitionState;
  readonly entry: Appealed;
  /** The sanction the appeal is about. */
  readonly sanction?: SanctionState;
};

export const appealedFold: Foldable<Appealed, EntryEvent> = {
  name: 'appealed-entry',
  codec: entryCodec,
  initial: {
    ...{ subject: '', revision: -1, isVetoed: false, corrected: [] },
    ...{ slots: new Set(), accusers: new Set(), correctors: new Map() },
  },
  evolve(state, event): Appealed {
    const next = { ...state, revision: state.revision + 1 };
    switch (event.type) {
      case 'EntrySubmitted':
        return { ...next, contest: event.contest, subject: event.subject };
      case 'EntryAmended':
        return { ...next, subject: event.subject };
      case 'EntryVetoed':
        return { ...next, isVetoed: true, ...accusedBy(state, event.by) };
      case 'EntryDisqualified':
        return { ...next, ...accusedBy(state, event.by) };
      case 'EntryReinstated':
        return { ...next, isVetoed: false };
      case 'EntryChangeProposed':
        return event.to === 'competing' ? next : { ...next, ...accusedBy(state, event.by) };
      case 'ScoreRecorded':
        return { ...next, slots: new Set(state.slots).add(event.slot) };
      case 'CorrectionProposed':
      case 'EntryAmendmentProposed':
        return correctedBy(next, event.by);
      case 'ScoreCorrected':
        return {
          ...correctedBy(next, event.by),
          ...(event.from === undefined ? { slots: new Set(state.slots).add(event.slot) } : {}),
          ...(event.afterPublication ? { corrected: [...state.corrected, next.revision] } : {}),
        };
      default:
        return next;
    }
  },
};

const accusedBy = ({ accusers }: Appealed, by: string | undefined) =>
  by === undefined ? {} : { accusers: new Set(accusers).add(by) };

function correctedBy(next: Appealed, by: string | undefined): Appealed {
  if (by === undefined || next.correctors.has(by)) return next;
  return { ...next, correctors: new Map(next.correctors).set(by, next.revision) };
}

export const appealFold: Foldable<AppealState, AppealEvent> = {
  name: 'appeal',
  codec: appealCodec,
  initial: { status: 'unknown' },
  evolve(state, event): AppealState {
    switch (event.type) {
      case 'AppealFiled': {
        const { type: _type, name: _name, about: _about, ...filed } = event;
        return { status: 'filed', filed };
      }
      case 'AppealWithdrawn':
        return { ...known(state), status: 'withdrawn' };
      case 'AppealDecided':
        return { ...known(state), status: 'decided' };
      default:
        return assertNever(event);
    }
  },
};

export const appeal: Decider<AppealState, AppealCommand, AppealEvent, AppealRejection, AppealGiven> = {
  ...appealFold,
  stream: (command) => appealStream(command.competition, command.appeal),
  async given(command, read) {
    const { competition: id } = command;
    const competition = await read(competitionFold, competitionStream(id));
    const state = await read(appealFold, appealStream(id, command.appeal));
    const filed = command.type === 'FileAppeal' ? command : state.status === 'unknown' ? undefined : state.filed;
    if (filed === undefined) return { competition, entry: appealedFold.initial };
    const entry = await read(appealedFold, entryStream(id, filed.entry));
    if (filed.sanction === undefined) return { competition, entry };
    return { competition, entry, sanction: await read(sanctionFold, sanctionStream(id, filed.sanction)) };
  },
  decide(command, state, facts) {
    if (command.type === 'FileAppeal') return file(command, state, facts);
    if (state.status === 'unknown') return reject({ code: 'appeal-unknown' });
    const on = { competition: command.competition, contest: state.filed.contest, appeal: command.appeal };
    if (state.status !== 'filed') return reject({ code: 'appeal-closed', status: state.status });
    switch (command.type) {
      case 'WithdrawAppeal':
        return accept({ type: 'AppealWithdrawn', ...on, reason: command.reason, by: facts.actor });
      case 'DecideAppeal':
        return settle(command, state.filed, facts);
      default:
        return assertNever(command);
    }
  },
};

function file(command: FileAppeal, state: AppealState, { now, actor, given }: Facts<AppealGiven>): Answer {
  const found = openContest(given.competition, command.contest);
  if ('rejected' in found) return found;
  const { contest } = found;
  const { appeals } = processOf(contest.rules.document);
  if (appeals === undefined) return reject({ code: 'appeals-not-taken' });
  if (given.entry.contest !== command.contest) return reject({ code: 'entry-unknown' });
  if (given.sanction !== undefined) {
    if (given.sanction.status === 'unknown' || given.sanction.recorded.entry !== command.entry)
      return reject({ code: 'sanction-unknown' });
    // Until a judge signs it nobody outside knows of it. domain-rules 86.
    if (given.sanction.status === 'pending' && command.via === 'representative')
      return reject({ code: 'sanction-unknown' });
    if (given.sanction.status === 'lifted') return reject({ code: 'sanction-lifted' });
  }
  if (state.status !== 'unknown') return sameAgain(command, state);
  const publication = command.publication ?? contest.published;
  const published = contest.publishedAt[publication - 1];
  if (published === undefined) {
    return reject({ code: 'publication-unknown', publication, published: contest.published });
  }
  const received: Instant = command.receivedAt ?? now;
  if (isEarly(received, published)) return reject({ code: 'appeal-early' });
  const until = lastMinute(published, appeals.windowMinutes);
  if (isLate(received, until)) return reject({ code: 'appeal-late', until });
  const { type: _type, receivedAt: _receivedAt, ...content } = command;
  const { subject, revision: entryRevision } = given.entry;
  const filed = { ...content, publication, subject, entryRevision, by: actor };
  return acceptAt(received, { type: 'AppealFiled', ...filed });
}

/** The texts are sealed by now: the same number, entry and person mean the same paper. domain-rules 132. */
function sameAgain(command: FileAppeal, { filed }: Known): Answer {
  const fields = ['number', 'entry', 'sanction', 'via', 'person', 'asks'] as const;
  const differs = fields.some((field) => filed[field] !== command[field]);
  return differs ? reject({ code: 'appeal-exists' }) : noChange;
}

/**
 * By nobody who has a part in it: who filed it, who marked the entry, who proposed or confirmed that it be out or, before the
 * appeal, that it be corrected, who wrote or signed the sanction. A correction that came later answers the appeal.
 */
function settle(command: DecideAppeal, filed: Known['filed'], { actor, given }: Facts<AppealGiven>): Answer {
  if (filed.by === actor) return reject({ code: 'own-appeal' });
  if (given.entry.slots.has(actor) || given.entry.accusers.has(actor)) return reject({ code: 'judge-concerned' });
  const correctedAt = given.entry.correctors.get(actor);
  if (correctedAt !== undefined && correctedAt <= filed.entryRevision) return reject({ code: 'judge-concerned' });
  const { sanction } = given;
  if (sanction !== undefined && sanction.status !== 'unknown') {
    if (sanction.judge === actor || sanction.recorded.by === actor) return reject({ code: 'judge-concerned' });
  }
  const wrong = wrongOutcome(command, filed, given);
  if (wrong !== undefined) return reject(wrong);
  const { competition, appeal: id, outcome, reason, clause, corrections } = command;
  const on = { competition, contest: filed.contest, appeal: id };
  return accept({ type: 'AppealDecided', ...on, outcome, reason, clause, corrections, by: actor });
}

/** What a decision says it led to must have happened. */
function wrongOutcome(
  { competition, outcome, corrections }: DecideAppeal,
  filed: Known['filed'],
  { entry }: AppealGiven,
): AppealRejection | undefined {
  if (outcome === 'lifted' && filed.sanction === undefined && !entry.isVetoed) return { code: 'sanction-not-appealed' };
  if (outcome !== 'corrected') return corrections.length === 0 ? undefined : { code: 'corrections-misplaced' };
  if (corrections.length === 0) return { code: 'corrections-missing' };
  const stream = entryStream(competition, filed.entry);
  const later = entry.corrected.filter((revision) => revision > filed.entryRevision);
  const refs = new Set(later.map((revision) => refOf({ stream, revision })));
  const correction = corrections.find((one) => !refs.has(one));
  return correction === undefined ? undefined : { code: 'correction-unnamed', correction };
}

function known(state: AppealState): Known {
  if (state.status === 'unknown') throw new Error('an event on an appeal that was never filed');
  return state;
}
