import { codec, text } from '@xf/es';
import type { Day } from '../terms';

type By = { team: string; on: Day; document: string };

export type TeamEvent =
  /** A team stands in a unit, always. domain-rules 1. */
  | { type: 'TeamRegistered'; team: string; unit: string; name: string }
  | (By & { type: 'TeamRenamed'; name: string })
  | (By & { type: 'TeamTransferred'; unit: string })
  | { type: 'TeamDissolved'; team: string; on: Day };

const by = { team: text, on: text, document: text };

export const teamCodec = codec<TeamEvent>({
  TeamRegistered: { version: 1, fields: { team: text, unit: text, name: text } },
  TeamRenamed: { version: 1, fields: { ...by, name: text } },
  TeamTransferred: { version: 1, fields: { ...by, unit: text } },
  TeamDissolved: { version: 1, fields: { team: text, on: text } },
});
