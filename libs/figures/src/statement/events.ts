import { codec, decimal, optional, text, whole } from '@xf/es';
import type { Grown, Stated } from '../terms';

type On = { organization: string; year: number; series?: string; source: string; reason?: string };

export type StatementEvent =
  /** The last one counts. `benefit` is in 万元, everything else a whole number. */
  | (On & { type: 'FigureStated'; figure: Stated; value: string })
  | (On & { type: 'TargetSet'; figure: Grown; growthPercent?: string; atLeast?: string });

const on = {
  organization: text,
  year: whole,
  series: optional(text),
  figure: text,
  source: text,
  reason: optional(text),
};

export const statementCodec = codec<StatementEvent>({
  FigureStated: { version: 1, fields: { ...on, value: decimal } },
  TargetSet: { version: 1, fields: { ...on, growthPercent: optional(decimal), atLeast: optional(decimal) } },
});
