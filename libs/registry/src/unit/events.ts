import { codec, list, optional, record, text, texts } from '@xf/es';
import type { Bar } from '../history';
import type { Attribute, Day, UnitKind } from '../terms';

type By = { on: Day; document: string };

export type UnitEvent =
  | {
      type: 'UnitRegistered';
      unit: string;
      organization: string;
      /** From the root of the tree of organisations down to `organization`, so that no reader has to climb. */
      path: readonly string[];
      name: string;
      kind: UnitKind;
      ownership?: string;
      industry?: string;
      region?: string;
      attributes: readonly Attribute[];
    }
  | (By & { type: 'UnitRenamed'; unit: string; name: string })
  /** The last fact of a unit. */
  | (By & { type: 'UnitMerged'; unit: string; into: string })
  /** Stands on the successor's stream, in one append with `UnitMerged`: bars go on where the unit goes on. */
  | (By & { type: 'UnitTakenOver'; unit: string; from: string; bars: readonly Bar[] })
  | { type: 'UnitAttributesStated'; unit: string; attributes: readonly Attribute[]; on: Day }
  | (By & { type: 'UnitBarRecorded'; unit: string; bar: string; kind: string; note?: string })
  | (By & { type: 'UnitBarCleared'; unit: string; bar: string });

const by = { unit: text, on: text, document: text };
const attributes = list({ attribute: text, value: text });
const bar = { bar: text, kind: text, on: text, document: text, note: optional(text) };

export const unitCodec = codec<UnitEvent>({
  UnitRegistered: {
    version: 1,
    fields: {
      ...{ unit: text, organization: text, path: texts, name: text, kind: text },
      ...{ ownership: optional(text), industry: optional(text), region: optional(text), attributes },
    },
  },
  UnitRenamed: { version: 1, fields: { ...by, name: text } },
  UnitMerged: { version: 1, fields: { ...by, into: text } },
  UnitTakenOver: {
    version: 1,
    fields: {
      ...{ ...by, from: text },
      bars: list({ ...bar, cleared: optional(record({ on: text, document: text })) }),
    },
  },
  UnitAttributesStated: { version: 1, fields: { unit: text, attributes, on: text } },
  UnitBarRecorded: { version: 1, fields: { ...bar, unit: text } },
  UnitBarCleared: { version: 1, fields: { ...by, bar: text } },
});
