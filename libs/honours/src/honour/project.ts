import {
  assertNever,
  refOf,
  unionOf,
  type Instant,
  type Place,
  type Position,
  type Projection,
  type Recorded,
} from '@xf/es';
import { adoptionCodec, type AdoptionEvent } from '../adoption/events';
import type { Wording } from '../adoption/rules';
import { certificateCodec, type CertificateEvent } from '../certificate/events';
import { withAsked, withCorrection, withoutAsked, type Correctable } from '../correction';
import { printDecisionNumber } from '../decision-number';
import type { Basis } from '../nomination/events';
import { revocationCodec, type RevocationEvent } from '../revocation/events';
import { personalIn, type Personal } from '../personal';
import { honourIdAt, honourStream, padded, type Day, type Level, type ReceiverKind } from '../terms';
import { honourCodec, type HonourEvent, type HonourGivenEvent } from './events';
import type { KeepingEvent, OfHonour } from './events.keeping';
import { checkedUpTo, type Due } from './rules.due';

export type RegisterEvent = HonourEvent | CertificateEvent | RevocationEvent | AdoptionEvent;
export const registerCodec = unionOf<RegisterEvent>(
  honourCodec as never,
  certificateCodec as never,
  revocationCodec as never,
  adoptionCodec as never,
);

type Revoked = Extract<KeepingEvent, { type: 'HonourRevoked' }>;
type PlaceChanged = Extract<KeepingEvent, { type: 'HonourPlaceChanged' }>;

export type CertificateRow = {
  readonly series: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly issuers?: readonly string[];
  readonly replaces?: string;
  readonly voided?: { readonly on: Day; readonly reason: string };
};
export type CheckRow = {
  readonly on: Day;
  readonly passed: boolean;
  readonly report: string;
  readonly rectifyBy?: Day;
  readonly rectified?: Day;
};

/** Held honours under an embargo, by the moment at which it ends. */
export const embargoesSet = 'embargoes';

/** One honour with everything that became of it, for those who keep the register. */
export type HonourRow = {
  readonly kind: 'honour';
  /** An opaque id for addresses. */
  readonly id: string;
  readonly honour: number;
  readonly source: HonourGivenEvent['type'];
  readonly award: string;
  readonly awardTitle: string;
  readonly level: Level;
  readonly organization: string;
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** Sealed. */
  readonly name?: string;
  readonly title?: string;
  readonly unit?: string;
  readonly decision: string;
  readonly conferredOn: Day;
  readonly round?: string;
  readonly basis?: Basis;
  readonly posthumous?: boolean;
  /** There until it is announced. */
  readonly embargoUntil?: Instant;
  /** The year whose list takes it, of one given outside a round. */
  readonly listYear?: number;
  readonly certificates: readonly CertificateRow[];
  /** Oldest first. */
  readonly checks: readonly CheckRow[];
  /** What was found due since the last check, and not done. */
  readonly due?: Due;
  readonly placeChanged?: Omit<PlaceChanged, 'type' | keyof OfHonour>;
  readonly revoked?: Omit<Revoked, 'type' | 'decision' | keyof OfHonour> & { readonly decision: string };
  readonly returnedOn?: Day;
  readonly position: Position;
} & Personal &
  Pick<Correctable, 'asked' | 'corrections'>;

/** A decision that took honours back; its open returns are the members of `openSet`. */
export type RevocationRow = Omit<RevocationEvent, 'type' | 'kind' | 'decision'> & {
  readonly kind: 'revocation';
  readonly removal: RevocationEvent['kind'];
  readonly decision: string;
};

/** The wordings of an award that its organisation has adopted, oldest first. */
export type AdoptionRow = {
  readonly kind: 'adoption';
  readonly organization: string;
  readonly award: string;
  readonly wordings: readonly Wording[];
};

export type RegisterRow = HonourRow | RevocationRow | AdoptionRow;

export const revocationKey = (revocation: string): string => `revocation/${revocation}`;
export const adoptionKey = (organization: string, award: string): string => `adoption/${organization}/${award}`;
const honourKey = (ref: string): string => `honour/${ref}`;

export type RegisterFilter = {
  readonly organization?: string | undefined;
  readonly award?: string | undefined;
  readonly year?: number | undefined;
};
/** Honours of an organisation, newest first; revoked ones too. Of all organisations only by award alone. */
export const registerSet = ({ organization, award, year }: RegisterFilter): string =>
  `register/${organization ?? '*'}/${award ?? '*'}/${year ?? '*'}`;
export const idSet = (id: string): string => `id/${id}`;
/** Honours a decision took back, in its order; those whose plaque is out, the earliest day first. */
export const revokedBySet = (revocation: string): string => `revoked-by/${revocation}`;
export const openSet = (revocation: string): string => `open/${revocation}`;
/** Held honours by the day they were last looked at; those under rectification by its last day. */
export const lookedSet = (organization: string, award: string): string => `looked/${organization}/${award}`;
export const failedSet = (organization: string, award: string): string => `failed/${organization}/${award}`;
/** Held honours whose place has changed. */
export const placesSet = (organization: string): string => `places/${organization}`;
/** Given at once, for the list of a year. */
export const instantSet = (organization: string, award: string, listYear: number): string =>
  `instant/${organization}/${award}/${listYear}`;
export const adoptionsSet = 'adoptions';

/** Every honour with what became of it, decisions that took some back, and the wordings they go by. */
export const register: Projection<RegisterEvent, RegisterRow> = {
  name: 'honour-register',
  version: 2,
  codec: registerCodec,
  keys({ event, ...at }) {
    switch (event.type) {
      case 'HonourConferred':
      case 'HonourRegistered':
      case 'InstantHonourConferred':
        return [honourKey(refOf(at))];
      case 'HonourNameKept':
        return event.honours.map(({ revision }) => honourKey(refOf({ stream: at.stream, revision })));
      case 'RevocationDecided':
        return [revocationKey(event.revocation)];
      case 'AwardRulesAdopted':
        return [adoptionKey(event.organization, event.award)];
      case 'CertificateIssued':
      case 'CertificateVoided':
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
        return [honourKey(refOf({ stream: honourStream(event.award, event.subject), revision: event.honour }))];
      default:
        return assertNever(event);
    }
  },
  fold(row, recorded) {
    const { event } = recorded;
    switch (event.type) {
      case 'HonourConferred':
      case 'HonourRegistered':
      case 'InstantHonourConferred':
        return honourRow(recorded as Recorded<HonourGivenEvent>);
      case 'HonourNameKept':
        return row?.kind === 'honour' ? { ...withoutAsked(row), name: event.name } : row;
      case 'RevocationDecided': {
        const { type: _type, kind: removal, decision, ...rest } = event;
        return { ...rest, kind: 'revocation', removal, decision: printDecisionNumber(decision) };
      }
      case 'AwardRulesAdopted': {
        const { organization, award, from, hash, document } = event;
        const wordings = row?.kind === 'adoption' ? row.wordings : [];
        return { kind: 'adoption', organization, award, wordings: [...wordings, { from, hash, document }] };
      }
      default:
        return row?.kind === 'honour' ? changedRow(row, event, recorded.position) : row;
    }
  },
  places(row): readonly Place[] {
    switch (row.kind) {
      case 'adoption':
        return [{ set: adoptionsSet, sort: `${row.organization}/${row.award}` }];
      case 'revocation':
        return [];
      case 'honour':
        return honourPlaces(row);
      default:
        return assertNever(row);
    }
  },
};

/** The register of one award alone, from the partition of its honours: without certificates and decisions. */
export const registerOfAward: Projection<HonourEvent, RegisterRow> = {
  ...(register as unknown as Projection<HonourEvent, RegisterRow>),
  name: 'honour-register-of-award',
  codec: honourCodec,
};

function honourRow({ event, position, stream, revision }: Recorded<HonourGivenEvent>): HonourRow {
  const { type: source, decision, ...said } = event;
  const { award, awardTitle, level, organization, receiver, subject, name, title, unit, conferredOn } = said;
  return {
    kind: 'honour',
    ...{ id: honourIdAt({ stream, revision }), honour: revision, source },
    ...{ award, awardTitle, level, organization, receiver, subject },
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(unit === undefined ? {} : { unit }),
    ...personalIn(said),
    ...{ decision: printDecisionNumber(decision), conferredOn },
    ...('round' in said ? { round: said.round, basis: said.basis } : {}),
    ...('posthumous' in said ? { posthumous: said.posthumous } : {}),
    ...('embargoUntil' in said ? { embargoUntil: said.embargoUntil } : {}),
    ...('listYear' in said ? { listYear: said.listYear } : {}),
    ...{ certificates: [], checks: [], position },
  };
}

function changedRow(row: HonourRow, event: KeepingEvent | CertificateEvent, position: Position): HonourRow {
  switch (event.type) {
    case 'CertificateIssued': {
      const { series, number, issuedOn, issuers, replaces } = event;
      const optional = { ...(issuers && { issuers }), ...(replaces === undefined ? {} : { replaces }) };
      return { ...row, certificates: [...row.certificates, { series, number, issuedOn, ...optional }] };
    }
    case 'CertificateVoided': {
      const voided = { on: event.voidedOn, reason: event.reason };
      const isOld = (one: CertificateRow): boolean => one.series === event.series && one.number === event.number;
      return { ...row, certificates: row.certificates.map((one) => (isOld(one) ? { ...one, voided } : one)) };
    }
    case 'HonourRevoked': {
      const { type: _type, award: _award, subject: _subject, honour: _honour, decision, ...revoked } = event;
      return { ...row, revoked: { ...revoked, decision: printDecisionNumber(decision) } };
    }
    case 'PlaqueReturned':
      return { ...row, returnedOn: event.returnedOn };
    case 'HonourChecked': {
      const { checkedOn: on, passed, report, rectifyBy } = event;
      const check = { on, passed, report, ...(rectifyBy === undefined ? {} : { rectifyBy }) };
      return { ...notDue(row), checks: [...row.checks, check] };
    }
    case 'HonourRectified': {
      const last = row.checks.length - 1;
      const checks = row.checks.map((one, n) => (n === last ? { ...one, rectified: event.rectifiedOn } : one));
      return { ...notDue(row), checks };
    }
    case 'HonourAnnounced': {
      const { embargoUntil: _over, ...announced } = row;
      return announced;
    }
    case 'HonourFellDue':
      return { ...row, due: { due: event.due, since: event.since } };
    case 'HonourPlaceChanged': {
      const { type: _type, award: _award, subject: _subject, honour: _honour, ...placeChanged } = event;
      return event.rank === event.was ? settled(row) : { ...row, placeChanged };
    }
    case 'HonourKept':
      return settled(row);
    case 'HonourCorrectionAsked':
      return withAsked(row, event);
    case 'HonourCorrected':
      return withCorrection(row, event.correction, position);
    default:
      return assertNever(event);
  }
}

function notDue({ due: _due, ...row }: HonourRow): HonourRow {
  return row;
}

function settled({ placeChanged: _changed, ...row }: HonourRow): HonourRow {
  return row;
}

function honourPlaces(row: HonourRow): readonly Place[] {
  const { id, organization, award, conferredOn, revoked, position, listYear, placeChanged, embargoUntil } = row;
  const newest = `${conferredOn.replace(/\d/g, (digit) => String(9 - Number(digit)))}/${padded(position, 15)}`;
  const year = Number(conferredOn.slice(0, 4));
  const filters = [{}, { award }, { year }, { award, year }];
  const always = [
    ...filters.map((filter) => ({ set: registerSet({ organization, ...filter }), sort: newest })),
    { set: registerSet({ award }), sort: newest },
    { set: idSet(id), sort: '' },
  ];
  if (revoked !== undefined) {
    const { revocation, returnBy } = revoked;
    const isOut = returnBy !== undefined && row.returnedOn === undefined;
    const open = isOut ? [{ set: openSet(revocation), sort: `${returnBy}/${padded(position, 15)}` }] : [];
    return [...always, { set: revokedBySet(revocation), sort: padded(position, 15) }, ...open];
  }
  const check = row.checks.at(-1);
  const failing = check !== undefined && !check.passed && check.rectified === undefined;
  const [set, from] = failing
    ? [failedSet(organization, award), check.rectifyBy ?? check.on]
    : [lookedSet(organization, award), checkedUpTo(lookedOf(row))];
  const looked = { set, sort: `${from}/${padded(position, 15)}` };
  return [
    ...always,
    looked,
    ...(embargoUntil === undefined ? [] : [{ set: embargoesSet, sort: padded(embargoUntil, 15) }]),
    ...(placeChanged === undefined ? [] : [{ set: placesSet(organization), sort: newest }]),
    ...(listYear === undefined ? [] : [{ set: instantSet(organization, award, listYear), sort: newest }]),
  ];
}

/** What its due days are worked out from. */
export function lookedOf({ conferredOn, checks }: HonourRow): Parameters<typeof checkedUpTo>[0] {
  const check = checks.at(-1);
  return check === undefined ? { conferredOn } : { conferredOn, check };
}
