import type { BarRejection } from '../bars';
import type { CheckRejection } from '../checks';
import type { Bar } from '../history';
import type { Attribute, Day, UnitKind } from '../terms';

type By = { on: Day; document: string };

export type RegisterUnit = {
  type: 'RegisterUnit';
  unit: string;
  /** The union organisation in whose area it is; it covers the unit with all its subtree's roles. */
  organization: string;
  name: string;
  kind: UnitKind;
  ownership?: string;
  industry?: string;
  region?: string;
  attributes: readonly Attribute[];
};

export type UnitCommand =
  | RegisterUnit
  | (By & { type: 'RenameUnit'; unit: string; name: string })
  /** Ends the unit in another one, which takes over its bars in the same append. */
  | (By & { type: 'MergeUnit'; unit: string; into: string })
  /** Goes with `MergeUnit`, on the stream of the successor. */
  | (By & { type: 'TakeOverUnit'; unit: string; from: string; bars: readonly Bar[] })
  | { type: 'StateUnitAttributes'; unit: string; attributes: readonly Attribute[]; on: Day }
  | (By & { type: 'RecordUnitBar'; unit: string; bar: string; kind: string; note?: string })
  | (By & { type: 'ClearUnitBar'; unit: string; bar: string });

export type UnitRejection =
  | CheckRejection
  | BarRejection
  | { code: 'organization-unknown'; organization: string }
  | { code: 'unit-exists' }
  | { code: 'unit-unknown'; unit: string }
  /** It takes no new facts; `into` does. */
  | { code: 'unit-merged'; unit: string; into: string }
  | { code: 'merged-into-itself' };
