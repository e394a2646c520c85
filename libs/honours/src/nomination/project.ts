import { assertNever, unionOf, type Place, type Position, type Projection, type Recorded } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import { withAsked, withCorrection, type Correctable } from '../correction';
import { printDecisionNumber } from '../decision-number';
import type { Embargoed } from '../embargo';
import { honourCodec, type HonourEvent } from '../honour/events';
import {
  roundCodec,
  type Held,
  type Omission,
  type OmittedOthers,
  type PinnedAward,
  type PinnedRules,
  type RoundEvent,
} from '../round/events';
import type { Personal } from '../personal';
import { padded, type Day, type ReceiverKind } from '../terms';
import { nominationCodec, type Basis, type NamedMember, type NominationEvent, type PassedOver } from './events';

export type HonoursEvent = RoundEvent | NominationEvent | HonourEvent;
export const honoursCodec = unionOf<HonoursEvent>(roundCodec as never, nominationCodec as never, honourCodec as never);

export type ShortlistRow = {
  readonly version: number;
  readonly position: Position;
  readonly at: number;
  readonly nominations: readonly string[];
  readonly omitted: readonly Omission[];
  readonly others?: OmittedOthers;
} & Held;

export type AwardRow = {
  readonly award: string;
  readonly hash: string;
  readonly document: AwardDocument;
  /** Every version, oldest first; the last one holds. */
  readonly shortlists: readonly ShortlistRow[];
  readonly decision?: Embargoed & {
    readonly number: string;
    readonly conferredOn: Day;
    readonly count: number;
    readonly shortlist: number;
    readonly position: Position;
  };
};

export type RoundRow = {
  readonly kind: 'round';
  readonly round: string;
  readonly organization: string;
  readonly name: string;
  readonly year: number;
  readonly openedAt: Position;
  readonly awards: readonly AwardRow[];
  readonly rules?: PinnedRules;
};

export type NominationStatus = 'proposed' | 'shortlisted' | 'omitted' | 'withdrawn' | 'ruled-out' | 'conferred';

export type NominationRow = {
  readonly kind: 'nomination';
  readonly round: string;
  readonly award: string;
  readonly nomination: string;
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** Sealed. */
  readonly name?: string;
  readonly title?: string;
  readonly unit?: string;
  /** Names sealed. */
  readonly members?: readonly NamedMember[];
  readonly basis: Basis;
  readonly passedOver: readonly PassedOver[];
  readonly proposedAt: Position;
  readonly status: NominationStatus;
  /** Why it was omitted, withdrawn or ruled out. */
  readonly reason?: string;
  /** The decision that conferred it, or that ruled it out. */
  readonly decision?: string;
  readonly conferredOn?: Day;
} & Personal &
  Pick<Correctable, 'asked' | 'corrections'>;

export type HonoursRow = RoundRow | NominationRow;

export const roundKey = (round: string): string => `round/${round}`;
export const nominationKey = (round: string, nomination: string): string => `nomination/${round}/${nomination}`;
export const roundsSet = 'rounds';
export const nominationsSet = (round: string, award: string): string => `nominations/${round}/${award}`;

/** Rounds with their awards, and nominations with what became of them. */
export const nominations: Projection<HonoursEvent, HonoursRow> = {
  name: 'nominations',
  version: 2,
  codec: honoursCodec,
  keys({ event }) {
    switch (event.type) {
      case 'RoundOpened':
      case 'HonoursDecided':
        return [roundKey(event.round)];
      case 'ShortlistConfirmed': {
        const named = [...event.nominations, ...event.omitted].map(({ nomination }) => nomination);
        const all = [...named, ...(event.others?.nominations ?? [])];
        return [roundKey(event.round), ...all.map((nomination) => nominationKey(event.round, nomination))];
      }
      case 'NominationProposed':
      case 'NominationRuledOut':
      case 'NominationWithdrawn':
      case 'NominationCorrectionAsked':
      case 'NominationMemberCorrectionAsked':
      case 'NominationCorrected':
      case 'HonourConferred':
        return [nominationKey(event.round, event.nomination)];
      case 'NominationAnnounced':
      case 'NominationLeft':
      case 'SeatsMoved':
      case 'HonourRegistered':
      case 'InstantHonourConferred':
      case 'HonourRevoked':
      case 'PlaqueReturned':
      case 'HonourChecked':
      case 'HonourRectified':
      case 'HonourAnnounced':
      case 'HonourFellDue':
      case 'HonourPlaceChanged':
      case 'HonourKept':
      case 'HonourCorrectionAsked':
      case 'HonourCorrected':
      case 'HonourNameKept':
        return [];
      default:
        return assertNever(event);
    }
  },
  fold(row, recorded, key) {
    return key.startsWith('round/') ? foldRound(row, recorded) : foldNomination(row, recorded);
  },
  places(row): readonly Place[] {
    if (row.kind === 'round') return [{ set: roundsSet, sort: `${padded(9999 - row.year, 4)}/${row.round}` }];
    return [{ set: nominationsSet(row.round, row.award), sort: sortOf(row) }];
  },
};

/** Winners by contest, board, rank and the board's own order; recommendations after them in the order they came. */
function sortOf({ basis, proposedAt }: NominationRow): string {
  if (basis.kind !== 'contest') return `1/${padded(proposedAt, 16)}`;
  return `0/${basis.competition}/${basis.contest}/${basis.board}/${padded(basis.rank, 6)}/${padded(proposedAt, 16)}`;
}

function foldRound(
  row: HonoursRow | undefined,
  { event, position, recordedAt }: Recorded<HonoursEvent>,
): HonoursRow | undefined {
  if (event.type === 'RoundOpened') {
    const { round, organization, name, year, rules } = event;
    const awards = event.awards.map((pinned: PinnedAward) => ({ ...pinned, shortlists: [] }));
    return {
      kind: 'round',
      round,
      organization,
      name,
      year,
      openedAt: position,
      awards,
      ...(rules && { rules }),
    };
  }
  if (row?.kind !== 'round') return undefined;
  if (event.type === 'ShortlistConfirmed') {
    const { type: _type, round: _round, award: _award, nominations: named, ...confirmed } = event;
    const listed = named.map(({ nomination }) => nomination);
    const shortlist = { ...confirmed, position, at: recordedAt, nominations: listed };
    return withAward(row, event.award, (award) => ({ ...award, shortlists: [...award.shortlists, shortlist] }));
  }
  if (event.type !== 'HonoursDecided') return row;
  const { conferredOn, count, shortlist, embargoUntil } = event;
  const embargo = embargoUntil === undefined ? {} : { embargoUntil };
  const decision = { number: printDecisionNumber(event), conferredOn, count, shortlist, position, ...embargo };
  return withAward(row, event.award, (award) => ({ ...award, decision }));
}

const withAward = (row: RoundRow, award: string, change: (award: AwardRow) => AwardRow): RoundRow => ({
  ...row,
  awards: row.awards.map((one) => (one.award === award ? change(one) : one)),
});

function foldNomination(
  row: HonoursRow | undefined,
  { event, position }: Recorded<HonoursEvent>,
): HonoursRow | undefined {
  if (event.type === 'NominationProposed') {
    const { type: _type, ...rest } = event;
    return { ...rest, kind: 'nomination', proposedAt: position, status: 'proposed' };
  }
  if (row?.kind !== 'nomination') return undefined;
  switch (event.type) {
    case 'NominationRuledOut': {
      const { reason, decision, conferredOn } = event;
      return { ...row, status: 'ruled-out', reason, decision, conferredOn };
    }
    case 'NominationWithdrawn':
      return { ...undecided(row), status: 'withdrawn', reason: event.reason };
    case 'NominationCorrectionAsked':
    case 'NominationMemberCorrectionAsked':
      return withAsked(row, event);
    case 'NominationCorrected':
      return withCorrection(row, event.correction, position);
    case 'ShortlistConfirmed': {
      const { omitted, others } = event;
      const omission = omitted.find((one) => one.nomination === row.nomination);
      const reason = omission?.reason ?? (others?.nominations.includes(row.nomination) ? others.reason : undefined);
      if (reason !== undefined) return { ...undecided(row), status: 'omitted', reason };
      return { ...undecided(row), status: 'shortlisted' };
    }
    case 'HonourConferred': {
      const { decision, conferredOn } = event;
      return { ...undecided(row), status: 'conferred', decision: printDecisionNumber(decision), conferredOn };
    }
    default:
      return row;
  }
}

function undecided(row: NominationRow): NominationRow {
  const { reason: _reason, ...rest } = row;
  return rest;
}
