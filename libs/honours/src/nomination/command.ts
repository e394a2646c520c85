import type { CorrectionRejection } from '../correction';
import type { Phase } from '../document/rules';
import type { UnitBarred } from '../fraud/rules';
import type { Personal } from '../personal';
import type { ReceiverKind } from '../terms';
import type { Basis, NamedMember, PassedOver } from './events';

export type ProposeNomination = Personal & {
  type: 'ProposeNomination';
  round: string;
  award: string;
  nomination: string;
  receiver: ReceiverKind;
  /** The opaque id of the person, team or unit; the same id wherever they appear. */
  subject: string;
  /** A person told by no ID number: the id above is good for this nomination alone. domain-rules 121. */
  unidentified?: true;
  /** What it is called: a person's name (sealed), a team's or unit's title. */
  name: string;
  unit?: string;
  members?: readonly NamedMember[];
  basis: Basis;
  passedOver?: readonly PassedOver[];
};

type OfNomination = { round: string; nomination: string };
/** What is not stated stays as it is written. */
export type CorrectNomination = OfNomination &
  Personal & {
    type: 'CorrectNomination';
    name?: string;
    unit?: string;
    reason: string;
  };
/** A member of a team, counted from 1. Also of a team that was honoured: who is in it stands in its nomination. */
export type CorrectNominationMember = OfNomination & {
  type: 'CorrectNominationMember';
  member: number;
  name: string;
  reason: string;
};
export type ConfirmNominationCorrection = OfNomination & {
  type: 'ConfirmNominationCorrection';
  correction: number;
  /** The same name or unit, written wrong: the notices that told it count on. Of no account where none lists the nominee. */
  slip?: true;
};

export type NominationCommand =
  | ProposeNomination
  | (OfNomination & { type: 'WithdrawNomination'; reason: string })
  | CorrectNomination
  | CorrectNominationMember
  | ConfirmNominationCorrection;

export type NominationRejection =
  | { code: 'round-unknown' }
  | { code: 'award-not-in-round'; award: string }
  | { code: 'receiver-mismatch'; expected: ReceiverKind }
  | UnitBarred
  | { code: 'phase-closed'; phases: readonly Phase[] }
  /** Out by an objection, or held by one; who withdraws the nomination is not rid of it. domain-rules 36, 39. */
  | { code: 'nominee-objected' }
  | { code: 'already-holder'; decision: string; conferredOn: string }
  | { code: 'honours-decided'; decision: string; conferredOn: string }
  | { code: 'nomination-exists' }
  | { code: 'nomination-unknown' }
  | { code: 'nomination-not-open'; status: string }
  | CorrectionRejection
  /** What was given by the decision is corrected as an honour. */
  | { code: 'nomination-decided'; decision: string }
  | { code: 'nomination-holds-id'; pointers: readonly string[] }
  | { code: 'nominated-member-unknown'; members: number };
