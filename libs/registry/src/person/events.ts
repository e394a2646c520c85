import { codec, list, optional, personal, text } from '@xf/es';
import type { Attribute, Day } from '../terms';

type On = { person: string; on: Day };

/** An attribute whose value is kept under the person's key. */
export type SealedAttribute = Attribute & { readonly person: string };

type Said = {
  /** In the clear, for rules go by them: nationality, cadreRank, category, gender, … */
  attributes: readonly Attribute[];
  sealed?: readonly SealedAttribute[];
};

export type PersonEvent =
  /** The ID number is in none of these: `person` is all that follows from it. The name is sealed. */
  | (Said & { type: 'PersonRegistered'; person: string; name: string; unit: string })
  | (On & { type: 'PersonRenamed'; name: string; document: string })
  | (On & { type: 'PersonMoved'; unit: string; document?: string })
  | (On & Said & { type: 'PersonAttributesStated' })
  /** `note` is sealed. */
  | (On & { type: 'PersonBarRecorded'; bar: string; kind: string; document: string; note?: string })
  | (On & { type: 'PersonBarCleared'; bar: string; document: string });

const on = { person: text, on: text };
const name = personal('person');
const said = {
  attributes: list({ attribute: text, value: text }),
  sealed: optional(list({ person: text, attribute: text, value: personal('person') })),
};

export const personCodec = codec<PersonEvent>({
  PersonRegistered: { version: 1, fields: { person: text, name, unit: text, ...said } },
  PersonRenamed: { version: 1, fields: { ...on, name, document: text } },
  PersonMoved: { version: 1, fields: { ...on, unit: text, document: optional(text) } },
  PersonAttributesStated: { version: 1, fields: { ...on, ...said } },
  PersonBarRecorded: {
    version: 1,
    fields: { ...on, bar: text, kind: text, document: text, note: optional(personal('person')) },
  },
  PersonBarCleared: { version: 1, fields: { ...on, bar: text, document: text } },
});
