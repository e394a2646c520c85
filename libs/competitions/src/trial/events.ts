import { codec, sha256, streamName, text, whole, type Position, type StreamName } from '@xf/es';

export const trialStream = (competition: string, trial: string): StreamName => streamName('trial', competition, trial);

/** It follows from the command's id: the same request sent twice is one look. */
export const trialIdOf = (command: string): string => `w${sha256(command).slice(0, 20)}`;

/** Somebody looked what other rules would make of the marks. Neither the draft nor what came of it is kept. */
export type RulesTried = {
  type: 'RulesTried';
  competition: string;
  contest: string;
  trial: string;
  /** Of the draft. */
  hash: string;
  /** How far the log was that the marks were read from. */
  position: Position;
  by: string;
};

export type TrialEvent = RulesTried;

export const trialCodec = codec<TrialEvent>({
  RulesTried: {
    version: 1,
    fields: { competition: text, contest: text, trial: text, hash: text, position: whole, by: text },
  },
});
