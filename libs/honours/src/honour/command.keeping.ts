import type { CorrectionRejection } from '../correction';
import type { Personal } from '../personal';
import type { Day, ReceiverKind } from '../terms';
import type { DueKind, OfHonour } from './events.keeping';

/** By the wording its organisation has adopted; outside every round. domain-rules 106. */
export type ConferInstantly = Personal & {
  type: 'ConferInstantly';
  organization: string;
  award: string;
  receiver: ReceiverKind;
  subject: string;
  name: string;
  unit?: string;
  reason: string;
  decision: string;
  conferredOn: Day;
  posthumous?: boolean;
  certificateTo?: string;
};

/** The organisation is the one that gave the honour: its adopted wording is what a decision goes by. */
type Of = OfHonour & { organization: string };

export type RevokeHonour = Of & {
  type: 'RevokeHonour';
  revocation: string;
  cause: string;
  decision: string;
  approvedBy: string;
  revokedOn: Day;
  returnBy?: Day;
};
export type ReturnPlaque = Of & { type: 'ReturnPlaque'; revocation: string; returnedOn: Day };
export type CheckHonour = Of & { type: 'CheckHonour'; checkedOn: Day; passed: boolean; report: string };
export type RectifyHonour = Of & { type: 'RectifyHonour'; rectifiedOn: Day; report: string };
export type KeepHonour = Of & { type: 'KeepHonour'; reason: string };
/** What is not stated stays as it is printed. */
export type CorrectHonour = Of & Personal & { type: 'CorrectHonour'; name?: string; unit?: string; reason: string };
export type ConfirmHonourCorrection = Of & { type: 'ConfirmHonourCorrection'; correction: number };
/** Of the machinery; never refused, because nobody would read a refusal. */
export type AnnounceHonour = Of & { type: 'AnnounceHonour' };
/** As above. */
export type NoteDue = Of & { type: 'NoteDue'; due: DueKind; since: Day };
export type NotePlace = Of & {
  type: 'NotePlace';
  competition: string;
  contest: string;
  board: string;
  entry: string;
  was: number;
  rank?: number;
  version: number;
  position: number;
};

export type KeepingCommand =
  | RevokeHonour
  | ReturnPlaque
  | CheckHonour
  | RectifyHonour
  | KeepHonour
  | CorrectHonour
  | ConfirmHonourCorrection
  | AnnounceHonour
  | NoteDue
  | NotePlace;

export type KeepingRejection =
  | { code: 'honour-unknown' }
  /** `id` is that of the honour: a list of many has to be told which. */
  | { code: 'honour-revoked'; id: string; revocation: string; revokedOn: Day }
  | { code: 'honour-not-revoked' }
  /** The organisation has adopted no wording of the award that holds on the day. */
  | { code: 'rules-not-adopted'; award: string; day: Day }
  | { code: 'instant-not-allowed' }
  | { code: 'cause-unknown'; cause: string; known: readonly string[] }
  /** Nothing is due that would make this removal automatic. */
  | { code: 'removal-not-due' }
  | { code: 'keeping-day-unknown'; field: string }
  | { code: 'keeping-day-ahead'; field: string }
  /** Before the honour was given, or before what it answers. */
  | { code: 'keeping-day-early'; field: string; earliest: Day }
  | { code: 'plaque-returned'; returnedOn: Day }
  | { code: 'rectification-missing' }
  | { code: 'rectification-late'; rectifyBy: Day }
  | { code: 'place-settled' }
  | CorrectionRejection;
