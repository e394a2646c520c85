import type { Cited } from '../cites';
import type { CommitteeMember } from './events';

type InRound = { round: string };

export type CommitteeCommand =
  | (InRound & { type: 'NameCommittee'; members: readonly CommitteeMember[] })
  | (InRound & { type: 'ReplaceMember'; out: string; in: CommitteeMember; reason: string })
  /** By the member, about themselves. */
  | (InRound & { type: 'DeclareKin'; nomination: string; relation: string })
  | (InRound & { type: 'DeclareRecusal'; nomination: string });

export type CommitteeRejection =
  | { code: 'round-unknown' }
  | { code: 'committee-rules-missing' }
  | { code: 'committee-named' }
  | { code: 'committee-missing' }
  | ({ code: 'committee-size'; size: number; min: number; max: number; notMultipleOf?: number } & Cited)
  | { code: 'member-repeated'; accounts: readonly string[] }
  | { code: 'member-without-role'; accounts: readonly string[] }
  | { code: 'member-unknown'; accounts: readonly string[] }
  | { code: 'nomination-unknown'; nomination: string };
