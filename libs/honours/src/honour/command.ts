import type { Problem } from '@xf/rules';
import type { YearOff } from '../decision-number';
import type { Embargoed } from '../embargo';
import type { Personal, PersonalRejection } from '../personal';
import type { Day, ReceiverKind } from '../terms';
import type { ConferInstantly, KeepingCommand, KeepingRejection } from './command.keeping';

export type RegisterEarlierHonour = Personal & {
  type: 'RegisterEarlierHonour';
  award: string;
  /** The award document under which it was given. */
  document: unknown;
  organization: string;
  receiver: ReceiverKind;
  subject: string;
  name: string;
  unit?: string;
  decision: string;
  conferredOn: Day;
};

export type ConferHonour = Personal &
  Embargoed & {
    type: 'ConferHonour';
    round: string;
    award: string;
    nomination: string;
    subject: string;
    name: string;
    decision: string;
    conferredOn: Day;
    posthumous?: boolean;
    certificateTo?: string;
  };

export type KeepHonourName = {
  type: 'KeepHonourName';
  award: string;
  subject: string;
  /** Whose key the name is sealed under from now on; nobody else's, and never one that was destroyed. */
  keeper: string;
  name: string;
  ground: string;
  honours: readonly { readonly revision: number }[];
};

export type HonourCommand = RegisterEarlierHonour | ConferHonour | ConferInstantly | KeepHonourName | KeepingCommand;

export type HonourRejection =
  | { code: 'award-refused'; problems: readonly Problem[] }
  | { code: 'award-differs'; document: string }
  | { code: 'award-not-in-force'; award: string }
  | { code: 'receiver-mismatch'; expected: ReceiverKind }
  | { code: 'name-missing' }
  | PersonalRejection
  | { code: 'decision-unreadable' }
  | YearOff
  | { code: 'no-such-day' }
  | { code: 'day-ahead' }
  | { code: 'already-holder'; decision: string; conferredOn: string }
  | { code: 'round-unknown' }
  | { code: 'award-not-in-round'; award: string }
  | { code: 'nomination-not-shortlisted' }
  | { code: 'nomination-not-open'; status: string }
  | { code: 'subject-differs' }
  | { code: 'decision-differs'; decision: string }
  | { code: 'certificate-receiver-missing' }
  | { code: 'reason-missing' }
  | KeepingRejection;
