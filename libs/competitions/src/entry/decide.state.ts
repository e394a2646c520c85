import { assertNever, type Decision, type Instant } from '@xf/es';
import type { ContestState } from '../competition/decide';
import type { PinnedRules } from '../competition/events';
import type { EntryStatus, Source } from '../terms';
import type { EntryCommand, EntryRejection, Score } from './command';
import { amended, type Amendment, type EntryEvent, type EntrySubmitted, type ProposedStatus } from './events';

/** `source`: of the publication that gave this very value; absent where a person did. */
type Recorded = { readonly value: string; readonly validAt: Instant; readonly source?: Source };
/** When an entry was due and when it was there. */
export type Arrival = { readonly dueAt: Instant; readonly arrivedAt: Instant };
/** `at`: when a mark that it adds happened. Without `to` it takes one back. */
type Proposal = {
  readonly to?: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly source?: Source;
};

/** What is to become of an entry, and who proposed it. */
export type Change = {
  readonly to: ProposedStatus;
  readonly clause?: string;
  readonly reason: string;
  readonly by: string;
};

type Told = 'contest' | 'number' | 'group' | 'kind' | 'subject' | 'title' | 'unit' | 'name' | 'phone' | 'members';
export type Submitted = Pick<EntrySubmitted, Told | 'attributes' | 'from'>;

export type EntryState =
  | { readonly status: 'unknown' }
  | {
      readonly status: EntryStatus;
      /** What was submitted, as it was put right since; the personal parts are sealed by the time they are read back. */
      readonly submitted: Submitted;
      /** Absent until it is checked in, and again once an absence is taken back. */
      readonly arrival?: Arrival;
      readonly scores: ReadonlyMap<string, Recorded>;
      readonly proposals: ReadonlyMap<string, Proposal>;
      /** Waits for a second person; nothing does once the entry has come to stand otherwise. */
      readonly change?: Change;
      /** What is to be put right, while that waits for a second person. */
      readonly amendment?: Amendment & { readonly by: string };
      /** Sanctions that set its total to 0; absent where none does. */
      readonly zeroedBy?: readonly string[];
      /** The sanction that ended it, while it is out for that. */
      readonly endedBy?: string;
      /** Values whose marks lie too far apart and stand nevertheless, until one of them changes. */
      readonly stands: ReadonlySet<string>;
    };

export type Known = Exclude<EntryState, { status: 'unknown' }>;
export type Open = ContestState & { readonly rules: PinnedRules };
export type Answer = Decision<EntryEvent, EntryRejection>;
export type Command<T extends EntryCommand['type']> = Extract<EntryCommand, { type: T }>;

export function evolve(state: EntryState, event: EntryEvent, validAt: Instant): EntryState {
  if (event.type === 'EntrySubmitted') {
    const { contest, number, group, kind, subject, title, unit, name, phone, members, attributes, from } = event;
    const submitted: Submitted = {
      contest,
      number,
      kind,
      subject,
      ...(group === undefined ? {} : { group }),
      ...(title === undefined ? {} : { title }),
      ...(unit === undefined ? {} : { unit }),
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(members === undefined ? {} : { members }),
      ...(attributes === undefined ? {} : { attributes }),
      ...(from === undefined ? {} : { from }),
    };
    const none = { scores: new Map(), proposals: new Map(), stands: new Set<string>() };
    return { status: 'competing', submitted, ...none };
  }
  if (state.status === 'unknown') throw new Error(`${event.type} on an entry that was never submitted`);
  switch (event.type) {
    case 'ScoreRecorded':
      return { ...state, ...marked(state, event, { value: event.value, validAt, ...sourceOf(event.from) }) };
    case 'SpreadStands':
      return { ...state, stands: new Set(state.stands).add(event.criterion) };
    case 'CorrectionProposed':
      return {
        ...state,
        proposals: new Map(state.proposals).set(keyOf(event), {
          ...(event.to === undefined ? {} : { to: event.to }),
          ...{ reason: event.reason, by: event.by, at: validAt, ...sourceOf(event.source) },
        }),
      };
    case 'ScoreCorrected':
      return corrected(state, event, validAt);
    case 'CorrectionRefused':
      return { ...state, proposals: withoutProposal(state, event) };
    case 'EntryChangeProposed': {
      const { to, clause, reason, by } = event;
      return { ...state, change: { to, ...(clause === undefined ? {} : { clause }), reason, by } };
    }
    case 'EntryChangeRefused':
      return settled(state);
    case 'EntryAmendmentProposed':
    case 'EntryAmended':
    case 'EntryAmendmentRefused':
      return amending(state, event);
    case 'EntryWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'EntryAbsent':
      return { ...state, status: 'absent' };
    case 'EntryCheckedIn':
      return { ...state, arrival: { dueAt: event.dueAt, arrivedAt: event.arrivedAt } };
    case 'EntryDisqualified':
      return { ...settled(state), status: 'disqualified', ...(event.sanction && { endedBy: event.sanction }) };
    case 'EntryVetoed':
      return { ...settled(state), status: 'vetoed' };
    case 'EntryZeroed':
      return { ...state, zeroedBy: [...(state.zeroedBy ?? []), event.sanction] };
    case 'EntryZeroLifted':
      return { ...state, zeroedBy: (state.zeroedBy ?? []).filter((one) => one !== event.sanction) };
    case 'EntryReinstated':
      return reinstated(state);
    default:
      return assertNever(event);
  }
}

function corrected(state: Known, event: Extract<EntryEvent, { type: 'ScoreCorrected' }>, validAt: Instant): Known {
  const proposals = withoutProposal(state, event);
  const { to, source } = event;
  const mark = to === undefined ? undefined : { value: to, validAt, ...sourceOf(source) };
  return { ...state, proposals, ...marked(state, event, mark) };
}

function withoutProposal({ proposals }: Known, of: Pick<Score, 'criterion' | 'slot'>): Known['proposals'] {
  const left = new Map(proposals);
  left.delete(keyOf(of));
  return left;
}

function reinstated(state: Known): Known {
  const { arrival, endedBy: _ended, ...rest } = settled(state);
  // An absence is taken back because of when they were there, so that is to be told anew.
  const kept = state.status === 'absent' || arrival === undefined ? {} : { arrival };
  return { ...rest, ...kept, status: 'competing' };
}

type Amending = Extract<EntryEvent, { type: 'EntryAmendmentProposed' | 'EntryAmended' | 'EntryAmendmentRefused' }>;

function amending(state: Known, event: Amending): Known {
  if (event.type === 'EntryAmendmentProposed') return { ...state, amendment: event };
  const { amendment: _settled, ...rest } = state;
  return event.type === 'EntryAmended' ? { ...rest, submitted: amended(rest.submitted, event) } : rest;
}

function sourceOf(of: Source | undefined): { readonly source?: Source } {
  if (of === undefined) return {};
  const { competition, contest, version } = of;
  return { source: { competition, contest, version } };
}

/** Nothing waits any more. */
function settled({ change: _change, ...rest }: Known): Known {
  return rest;
}

/** A mark that is new, or gone, makes the marks of its value another question. */
function marked(
  state: Known,
  event: Pick<Score, 'criterion' | 'slot'>,
  recorded: Recorded | undefined,
): Pick<Known, 'scores' | 'stands'> {
  const scores = new Map(state.scores);
  if (recorded === undefined) scores.delete(keyOf(event));
  else scores.set(keyOf(event), recorded);
  if (!state.stands.has(event.criterion)) return { scores, stands: state.stands };
  return { scores, stands: new Set([...state.stands].filter((criterion) => criterion !== event.criterion)) };
}

/** The slots of a value that have a mark. */
export function slotsOf({ scores }: Pick<Known, 'scores'>, criterion: string): readonly string[] {
  const start = `${criterion}/`;
  return [...scores.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}

export const keyOf = (score: Pick<Score, 'criterion' | 'slot'>): string => `${score.criterion}/${score.slot}`;
