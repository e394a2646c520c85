import { codec, list, optional, personal, record, streamName, text, type StreamName } from '@xf/es';

/** Who sits in the committee of a round, and what binds them to nominees. What they decide stands in the review's stream. */
export const committeeStream = (round: string): StreamName => streamName('committee', round);

export type CommitteeMember = {
  readonly account: string;
  /** Opaque id of the person, where it is known; tells a member who is a nominee. */
  readonly person?: string;
  /** The unit as nominations write it. */
  readonly unit: string;
  readonly organization: string;
};

type InRound = { round: string };

export type CommitteeEvent =
  | (InRound & { type: 'CommitteeNamed'; members: readonly CommitteeMember[]; by: string })
  | (InRound & { type: 'MemberReplaced'; out: string; in: CommitteeMember; reason: string; by: string })
  /** A member is kin of whom the nomination is for. How, is sealed under the member's key. */
  | (InRound & { type: 'KinDeclared'; member: string; nomination: string; relation: string })
  /** A member steps back from a nomination without having to say why. */
  | (InRound & { type: 'RecusalDeclared'; member: string; nomination: string });

const member = { account: text, person: optional(text), unit: text, organization: text };
const inRound = { round: text };

export const committeeCodec = codec<CommitteeEvent>({
  CommitteeNamed: { version: 1, fields: { ...inRound, members: list(member), by: text } },
  MemberReplaced: { version: 1, fields: { ...inRound, out: text, in: record(member), reason: text, by: text } },
  KinDeclared: { version: 1, fields: { ...inRound, member: text, nomination: text, relation: personal('member') } },
  RecusalDeclared: { version: 1, fields: { ...inRound, member: text, nomination: text } },
});
