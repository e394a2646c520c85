import { accessCodec, directory, erasureCodec } from '@xf/access';
import {
  anomalyCodec,
  appealCodec,
  appeals,
  codeCodec,
  sanctionCodec,
  sanctions,
  seatCodec,
  sheetCodec,
  sheets,
  standingCodec,
  standings,
  trialCodec,
  trials,
} from '@xf/competitions';
import { unionOf, type Codec, type EventShape, type Engine, type Projection, type Reaction, type Reads } from '@xf/es';
import { statementCodec, yearFigures } from '@xf/figures';
import {
  adoptionCodec,
  candidacies,
  candidacyCodec,
  certificateCodec,
  committeeCodec,
  erasingCodec,
  fraudCodec,
  honoursCodec,
  issueOnConferral,
  listCodec,
  nominations,
  notePlaces,
  noticeCodec,
  numbersCodec,
  objections,
  proposeFollowing,
  proposeWinners,
  quotaCodec,
  register,
  reviewCodec,
  revocationCodec,
  roll,
  seriesCodec,
  shortlistCodec,
} from '@xf/honours';
import { proposals, proposalsCodec } from '@xf/proposals';
import { registry, registryCodec } from '@xf/registry';

/** Every event of the product: what a log may hold. A view that meets anything else halts. */
export const everyCodec: Codec<EventShape> = unionOf<EventShape>(
  accessCodec as never,
  erasureCodec as never,
  standingCodec as never,
  appealCodec as never,
  sanctionCodec as never,
  anomalyCodec as never,
  sheetCodec as never,
  seatCodec as never,
  codeCodec as never,
  trialCodec as never,
  honoursCodec as never,
  noticeCodec as never,
  quotaCodec as never,
  committeeCodec as never,
  reviewCodec as never,
  adoptionCodec as never,
  certificateCodec as never,
  numbersCodec as never,
  fraudCodec as never,
  revocationCodec as never,
  seriesCodec as never,
  shortlistCodec as never,
  listCodec as never,
  erasingCodec as never,
  candidacyCodec as never,
  proposalsCodec as never,
  statementCodec as never,
  registryCodec as never,
);

export type AnyProjection = Projection<EventShape, unknown>;

/** Every view of the product, in the order they are listed to operators. */
export const everyProjection: readonly AnyProjection[] = [
  directory,
  standings,
  appeals,
  sanctions,
  sheets,
  trials,
  nominations,
  roll,
  objections,
  register,
  candidacies,
  proposals,
  yearFigures,
  registry,
].map((projection) => projection as unknown as AnyProjection);

/** Everything the product does by itself when something was recorded. */
export const everyReaction = (engine: Engine, reads: Reads): readonly Reaction<EventShape>[] => [
  proposeWinners(engine, reads) as unknown as Reaction<EventShape>,
  proposeFollowing(engine) as unknown as Reaction<EventShape>,
  issueOnConferral(engine) as unknown as Reaction<EventShape>,
  notePlaces(engine, reads) as unknown as Reaction<EventShape>,
];
