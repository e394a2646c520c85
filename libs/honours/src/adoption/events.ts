import { codec, document, streamName, text, type StreamName } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import type { Day } from '../terms';

/** One organisation's wordings of the rules for honours of one award that it has given. */
export const adoptionStream = (organization: string, award: string): StreamName =>
  streamName('adoption', organization, award);

/** From a day on, until the next one. */
export type AdoptionEvent = {
  type: 'AwardRulesAdopted';
  organization: string;
  award: string;
  hash: string;
  document: AwardDocument;
  from: Day;
  by: string;
};

export const adoptionCodec = codec<AdoptionEvent>({
  AwardRulesAdopted: {
    version: 1,
    fields: { organization: text, award: text, hash: text, document, from: text, by: text },
  },
});
