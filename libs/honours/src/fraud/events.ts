import { foldedName, idPattern } from '@xf/competitions';
import { codec, sha256, streamName, text, whole, type StreamName } from '@xf/es';
import type { Day } from '../terms';

/** What was found of one recommending unit (推荐单位): an organisation, or a name as a file of recommendations states it. */
export const fraudStream = (unit: string): StreamName =>
  streamName('fraud', idPattern.test(unit) ? unit : `~${sha256(foldedName(unit)).slice(0, 32)}`);

export type FraudEvent = {
  type: 'FraudFound';
  /** The organisation that recommended. */
  unit: string;
  /** The round whose nomination was false. */
  round: string;
  /** Whose round it is. */
  organization: string;
  year: number;
  /** When it came out. */
  foundOn: Day;
  /** The decision that took the honour back. */
  revocation: string;
};

export const fraudCodec = codec<FraudEvent>({
  FraudFound: {
    version: 1,
    fields: { unit: text, round: text, organization: text, year: whole, foundOn: text, revocation: text },
  },
});
