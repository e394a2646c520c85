import type { CheckRejection } from '../checks';
import type { Day } from '../terms';

type By = { team: string; on: Day; document: string };

export type TeamCommand =
  | { type: 'RegisterTeam'; team: string; unit: string; name: string }
  | (By & { type: 'RenameTeam'; name: string })
  | (By & { type: 'TransferTeam'; unit: string })
  | { type: 'DissolveTeam'; team: string; on: Day };

export type TeamRejection =
  | CheckRejection
  | { code: 'unit-unknown'; unit: string }
  | { code: 'unit-merged'; unit: string; into: string }
  | { code: 'team-exists' }
  | { code: 'team-unknown' }
  /** It takes no new facts. */
  | { code: 'team-dissolved'; on: Day };
