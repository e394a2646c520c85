import { unionOf, type Instant, type Place, type Position, type Projection } from '@xf/es';
import { nominationCodec, type NominationEvent } from '../nomination/events';
import { padded } from '../terms';
import { candidacyCodec, type CandidacyEvent } from './events';
import { candidacyFold, seatOf, type FiledCandidacy } from './rules.standing';

/** One step up or down, for the record of a nomination's way. */
export type Step = {
  readonly what: 'filed' | 'sent' | 'accepted' | 'returned' | 'vetoed' | 'lifted';
  /** The level; of a veto the department. */
  readonly level: string;
  readonly by: string;
  readonly at: Instant;
  /** Why it was returned; sealed. */
  readonly reason?: string;
};

export type CandidacyRow = {
  readonly round: string;
  readonly filed: FiledCandidacy;
  /** Where in the log it came to where it stands. */
  readonly since: Position;
  /** Sealed, by material. */
  readonly texts: Readonly<Record<string, string>>;
  /** Sealed, by department. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** The nomination was withdrawn or ruled out: it waits for nobody. */
  readonly ended: boolean;
};

type Event = CandidacyEvent | NominationEvent;

export const candidacyKey = (round: string, nomination: string): string => `candidacy/${round}/${nomination}`;
/** All of a round by level and stage; of one organisation those it holds a level of, first what waits for it. */
export const candidaciesSet = (round: string, organization?: string): string =>
  organization === undefined ? `candidacies/${round}` : `candidacies/${round}/${organization}`;

/** Whose turn it is; nobody's once it was accepted at the last level, vetoed, or withdrawn. */
export function waitsFor({ filed, ended }: CandidacyRow): string | undefined {
  const isThere = filed.stage === 'accepted' && filed.at === filed.seats.length - 1;
  return ended || isThere || filed.vetoedBy !== undefined ? undefined : seatOf(filed).organization;
}

/** Nominations on their way up: where each stands, and what waits for whom. */
export const candidacies: Projection<Event, CandidacyRow> = {
  name: 'candidacies',
  version: 2,
  codec: unionOf<Event>(candidacyCodec as never, nominationCodec as never),
  keys: ({ event }) => (isNoStep(event) ? [] : [candidacyKey(event.round, event.nomination)]),
  fold(row, { event, position, validAt }): CandidacyRow | undefined {
    if (isNoStep(event)) return row;
    if (event.type === 'NominationWithdrawn' || event.type === 'NominationRuledOut')
      return row && { ...row, ended: true };
    const { filed } = candidacyFold.evolve(row === undefined ? {} : { filed: row.filed }, event, validAt);
    if (filed === undefined) return undefined;
    const step = stepOf(event, validAt);
    return {
      round: event.round,
      filed,
      since: step === undefined ? (row?.since ?? position) : position,
      texts: { ...row?.texts, ...(event.type === 'MaterialAttached' ? { [event.material]: event.text } : {}) },
      reasons: { ...row?.reasons, ...reasonIn(event) },
      steps: [...(row?.steps ?? []), ...(step === undefined ? [] : [step])],
      ended: row?.ended ?? false,
    };
  },
  places(row): readonly Place[] {
    const { round, filed, since } = row;
    const sort = `${padded(filed.at, 3)}/${filed.stage}/${padded(since, 16)}`;
    const waiting = waitsFor(row);
    const holders = [...new Set(filed.seats.map(({ organization }) => organization))];
    return [
      { set: candidaciesSet(round), sort },
      ...holders.map((one) => ({ set: candidaciesSet(round, one), sort: `${one === waiting ? 0 : 1}/${sort}` })),
    ];
  },
};

type NoStep = Extract<NominationEvent, { type: (typeof noSteps)[number] }>;
const noSteps = [
  ...(['NominationProposed', 'NominationCorrectionAsked'] as const),
  ...(['NominationMemberCorrectionAsked', 'NominationCorrected'] as const),
] as const;
const isNoStep = (event: Event): event is NoStep => noSteps.some((type) => type === event.type);

const reasonIn = (event: CandidacyEvent): Readonly<Record<string, string>> =>
  event.type === 'OpinionRecorded' && event.reason !== undefined ? { [event.department]: event.reason } : {};

function stepOf(event: CandidacyEvent, at: Instant): Step | undefined {
  const { by } = event;
  switch (event.type) {
    case 'CandidacyFiled':
      return { what: 'filed', level: event.seats[0]?.level ?? '', by, at };
    case 'SentUp':
      return { what: 'sent', level: event.to, by, at };
    case 'AcceptedAt':
      return { what: 'accepted', level: event.level, by, at };
    case 'ReturnedFrom':
      return { what: 'returned', level: event.to, by, at, reason: event.reason };
    case 'Vetoed':
      return { what: 'vetoed', level: event.department, by, at };
    case 'VetoLifted':
      return { what: 'lifted', level: event.department, by, at };
    case 'FactsStated':
    case 'MaterialAttached':
    case 'ResolutionAttached':
    case 'OpinionRecorded':
      return undefined;
  }
}
