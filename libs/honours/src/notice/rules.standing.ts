import type { YearTable } from '@xf/calendar';
import { assertNever, type Foldable, type Instant } from '@xf/es';
import {
  noticeCodec,
  type NoticeEvent,
  type NoticeOpened,
  type ObjectionFiled,
  type Outcome,
  type Window,
} from './events';
import type { NoticeDocument, NoticeLevel } from './rules';

export type NoticeState = Omit<NoticeOpened, 'type' | 'round' | 'window' | 'by'> & {
  /** Whom each nomination on it is of; lists are long, and every entry is looked up for each question. */
  readonly subjects: ReadonlyMap<string, string>;
  readonly status: 'open' | 'closed';
  /** The first one and one for each reopening; the last one runs. */
  readonly windows: readonly [Window, ...Window[]];
  /** Made to nominees on it since it was posted. */
  readonly corrections: readonly {
    readonly nomination: string;
    readonly correction: number;
    readonly anew: boolean;
  }[];
};

/** An objection without its personal parts. */
export type ObjectionState = Pick<
  ObjectionFiled,
  | 'notice'
  | 'objection'
  | 'nomination'
  | 'subject'
  | 'number'
  | 'from'
  | 'way'
  | 'person'
  | 'late'
  | 'blocking'
  | 'answerBy'
  | 'recordBy'
> & {
  readonly status: 'open' | 'resolved' | 'abandoned';
  readonly receivedAt: Instant;
  readonly verifiedBy?: string;
  readonly outcome?: Outcome;
};

export type NoticesState = {
  readonly document?: NoticeDocument;
  /** Added to the round since its rules were pinned. */
  readonly years: readonly YearTable[];
  readonly notices: ReadonlyMap<string, NoticeState>;
  readonly objections: ReadonlyMap<string, ObjectionState>;
};

/** The notices of a round and the objections to them. */
export const noticeFold: Foldable<NoticesState, NoticeEvent> = {
  name: 'notice',
  codec: noticeCodec,
  initial: { years: [], notices: new Map(), objections: new Map() },
  evolve(state, event, validAt): NoticesState {
    switch (event.type) {
      case 'NoticeRulesPinned':
        return { ...state, document: event.document };
      case 'NoticeYearAdded': {
        const years = [...state.years, event.table];
        const counted = event.terms.map(({ objection, answerBy }) => ({ ...objectionIn(state, objection), answerBy }));
        return counted.reduce(withObjection, { ...state, years });
      }
      case 'NoticeOpened': {
        const { type: _type, round: _round, by: _by, window, ...opened } = event;
        const subjects = new Map(opened.entries.map(({ nomination, subject }) => [nomination, subject]));
        return withNotice(state, { ...opened, subjects, status: 'open', windows: [window], corrections: [] });
      }
      case 'NoticeClosed':
        return withNotice(state, { ...noticeIn(state, event.notice), status: 'closed' });
      case 'NoticeReopened': {
        const found = noticeIn(state, event.notice);
        return withNotice(state, { ...found, status: 'open', windows: [...found.windows, event.window] });
      }
      case 'NomineeCorrected': {
        const { nomination, correction, anew } = event;
        const made = { nomination, correction, anew };
        const on = noticesOf(state, nomination);
        return on.reduce((all, one) => withNotice(all, { ...one, corrections: [...one.corrections, made] }), state);
      }
      case 'ObjectionFiled': {
        const {
          notice,
          objection,
          nomination,
          subject,
          number,
          from,
          way,
          person,
          late,
          blocking,
          answerBy,
          recordBy,
        } = event;
        const filed = { notice, objection, nomination, subject, number, from, way, person, late, blocking };
        const due = {
          ...(answerBy === undefined ? {} : { answerBy }),
          ...(recordBy === undefined ? {} : { recordBy }),
        };
        return withObjection(state, { ...filed, ...due, status: 'open', receivedAt: validAt });
      }
      case 'ObjectionVerified':
        return withObjection(state, { ...objectionIn(state, event.objection), verifiedBy: event.by });
      case 'ObjectionResolved': {
        const { objection, outcome } = event;
        return withObjection(state, { ...objectionIn(state, objection), status: 'resolved', outcome });
      }
      case 'NominationAbandoned':
        return withObjection(state, { ...objectionIn(state, event.objection), status: 'abandoned' });
      default:
        return assertNever(event);
    }
  },
};

/** The notices as a round whose document has rules for them sees them: those rules, whatever was pinned apart. */
export const underRules = (state: NoticesState, rules: NoticeDocument | undefined): NoticesState =>
  rules === undefined ? state : { ...state, document: rules };

const withNotice = (state: NoticesState, notice: NoticeState): NoticesState => ({
  ...state,
  notices: new Map(state.notices).set(notice.notice, notice),
});

const withObjection = (state: NoticesState, objection: ObjectionState): NoticesState => ({
  ...state,
  objections: new Map(state.objections).set(objection.objection, objection),
});

function noticeIn(state: NoticesState, notice: string): NoticeState {
  const found = state.notices.get(notice);
  if (found === undefined) throw new Error(`an event on notice ${notice}, which was never opened`);
  return found;
}

function objectionIn(state: NoticesState, objection: string): ObjectionState {
  const found = state.objections.get(objection);
  if (found === undefined) throw new Error(`an event on objection ${objection}, which was never filed`);
  return found;
}

/** After which an objection without an answer on record ends as abandoned; undefined before its term is counted. domain-rules 37. */
export const lastMinuteOf = ({
  answerBy,
  recordBy,
}: Pick<ObjectionFiled, 'answerBy' | 'recordBy'>): Instant | undefined =>
  answerBy === undefined ? undefined : Math.max(answerBy, recordBy ?? answerBy);

/** The window that runs, or ran last. */
export const windowOf = ({ windows }: NoticeState): Window => windows[windows.length - 1] ?? windows[0];

/**
 * How a nominee stands on one notice. An open objection holds the person, on every notice and for every award of the round, and
 * one that was upheld or left unanswered puts the person out of it; an adjustment is of the one nomination. domain-rules 36-38.
 */
export type EntryStatus = 'listed' | 'held' | 'passed' | Exclude<Outcome, 'kept'> | 'abandoned';

export function entryStatus(state: NoticesState, notice: NoticeState, nomination: string): EntryStatus {
  const subject = notice.subjects.get(nomination);
  let held = false;
  // Whoever was posted under another name or unit is not through as who they are. domain-rules 38, 40.
  let adjusted = notice.corrections.some((one) => one.nomination === nomination && one.anew);
  for (const one of state.objections.values()) {
    if (one.subject !== subject) continue;
    const out = outBy(one);
    if (out !== undefined) return out;
    const isOfEntry = one.nomination === nomination && one.notice === notice.notice;
    if (one.outcome === 'adjusted' && isOfEntry) adjusted = true;
    if (isHolding(one)) held = true;
  }
  if (adjusted) return 'adjusted';
  if (held) return 'held';
  return notice.status === 'open' ? 'listed' : 'passed';
}

function outBy({ status, outcome }: ObjectionState): 'abandoned' | 'cancelled' | undefined {
  if (status === 'abandoned') return 'abandoned';
  return outcome === 'cancelled' ? 'cancelled' : undefined;
}

const isHolding = ({ status, blocking }: ObjectionState): boolean => status === 'open' && blocking;

/** How an objection put a receiver out of the round; undefined while none has. domain-rules 37, 38. */
export function outOfRound({ objections }: NoticesState, subject: string): 'abandoned' | 'cancelled' | undefined {
  for (const one of objections.values()) {
    const out = one.subject === subject ? outBy(one) : undefined;
    if (out !== undefined) return out;
  }
  return undefined;
}

/** Whether an objection keeps a receiver out of the round: one that was upheld or left unanswered, or holds them still. */
export const isObjectedTo = (state: NoticesState, subject: string): boolean =>
  outOfRound(state, subject) !== undefined ||
  [...state.objections.values()].some((one) => one.subject === subject && isHolding(one));

/** Every nomination of a receiver that some notice of the round lists. */
export const listedOf = ({ notices }: NoticesState, subject: string): readonly string[] => {
  const entries = [...notices.values()].flatMap((one) => one.entries);
  return [...new Set(entries.flatMap((one) => (one.subject === subject ? [one.nomination] : [])))];
};

/** The notices that list a nomination. */
export const noticesOf = ({ notices }: NoticesState, nomination: string): readonly NoticeState[] =>
  [...notices.values()].filter(({ subjects }) => subjects.has(nomination));

/** The notices of a level that list a nominee. */
export const noticesWith = (state: NoticesState, level: string, nomination: string): readonly NoticeState[] =>
  noticesOf(state, nomination).filter((one) => one.level === level);

/** Whether a notice of the level lists the nominee as they are now; after an adjustment it takes a new one. */
export const isListedAt = (state: NoticesState, level: string, nomination: string): boolean =>
  noticesWith(state, level, nomination).some((one) => entryStatus(state, one, nomination) !== 'adjusted');

/**
 * Whether a nominee is through a level: its notice is over without open objection, and none that lists them runs again. Beside
 * those that an adjustment ended, a level has one notice for a nominee. domain-rules 12, 39.
 */
export function hasPassed(state: NoticesState, level: string, nomination: string): boolean {
  const on = noticesWith(state, level, nomination);
  const isRunning = on.some(({ status }) => status === 'open');
  return !isRunning && on.some((one) => entryStatus(state, one, nomination) === 'passed');
}

/**
 * What a nominee still lacks for being through a level: that level itself, and every earlier one where a notice lists them and has
 * not passed, or no longer passes. Without a level, all that list them. In the order of the levels. domain-rules 12, 39, 40.
 */
export function levelsNotPassed(state: NoticesState, nomination: string, upTo?: string): readonly string[] {
  const levels = state.document?.levels.map(({ level }) => level) ?? [];
  const concerned = upTo === undefined ? levels : levels.slice(0, levels.indexOf(upTo) + 1);
  return concerned.filter((level) => {
    const isDue = level === upTo || noticesWith(state, level, nomination).length > 0;
    return isDue && !hasPassed(state, level, nomination);
  });
}

/** Who is through a notice and every level before it, and who is through the notice alone. domain-rules 40. */
export function certified(
  state: NoticesState,
  notice: NoticeState,
): { readonly through: ReadonlySet<string>; readonly behind: readonly string[] } {
  const passed = notice.entries
    .map(({ nomination }) => nomination)
    .filter((one) => entryStatus(state, notice, one) === 'passed');
  const behind = passed.filter((one) => levelsNotPassed(state, one, notice.level).length > 0);
  return { through: new Set(passed.filter((one) => !behind.includes(one))), behind };
}

/** The first level, up to one, that some of these are not through, and who those are. */
export function waitingBelow(
  state: NoticesState,
  nominations: readonly string[],
  upTo: string,
): { readonly level: string; readonly nominations: readonly string[] } | undefined {
  const lacking = nominations.map((id) => ({ id, levels: levelsNotPassed(state, id, upTo) }));
  const level = state.document?.levels.find((one) => lacking.some(({ levels }) => levels.includes(one.level)))?.level;
  if (level === undefined) return undefined;
  return { level, nominations: lacking.flatMap(({ id, levels }) => (levels.includes(level) ? [id] : [])) };
}

/** Who posted the notices of a level that list a nominee. */
export const postersAt = (state: NoticesState, level: string, nomination: string): readonly string[] =>
  noticesWith(state, level, nomination).map(({ organization }) => organization);

export const levelOf = ({ document }: NoticesState, level: string): NoticeLevel | undefined =>
  document?.levels.find((one) => one.level === level);

/** Objections that stand in the way of 公示无异议: those that hold somebody on the notice, wherever they were filed. domain-rules 40. */
export function openObjections(state: NoticesState, notice: NoticeState): readonly ObjectionState[] {
  const listed = new Set(notice.subjects.values());
  return [...state.objections.values()].filter((one) => listed.has(one.subject) && isHolding(one));
}
