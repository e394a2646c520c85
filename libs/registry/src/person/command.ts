import type { BarRejection } from '../bars';
import type { CheckRejection } from '../checks';
import type { Attribute, Day } from '../terms';

type On = { person: string; on: Day };

export type RegisterPerson = {
  type: 'RegisterPerson';
  /** The opaque id every way in gives the same person; never made from the name. domain-rules 121. */
  person: string;
  name: string;
  unit: string;
  attributes: readonly Attribute[];
};

export type PersonCommand =
  | RegisterPerson
  | (On & { type: 'RenamePerson'; name: string; document: string })
  | (On & { type: 'MovePerson'; unit: string; document?: string })
  | (On & { type: 'StatePersonAttributes'; attributes: readonly Attribute[] })
  | (On & { type: 'RecordPersonBar'; bar: string; kind: string; document: string; note?: string })
  | (On & { type: 'ClearPersonBar'; bar: string; document: string });

export type PersonRejection =
  | CheckRejection
  | BarRejection
  | { code: 'unit-unknown'; unit: string }
  | { code: 'unit-merged'; unit: string; into: string }
  | { code: 'person-exists' }
  | { code: 'person-unknown' };
