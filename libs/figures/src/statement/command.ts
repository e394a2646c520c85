import type { Grown, Stated } from '../terms';

type On = {
  organization: string;
  year: number;
  /** Of one series of competitions alone. */
  series?: string;
  /** The document it is taken from. */
  source: string;
  /** Needed when something else was stated before. */
  reason?: string;
};

export type StatementCommand =
  | (On & { type: 'StateFigure'; figure: Stated; value: string })
  /** Either so many per cent more than the year before, or a value: exactly one of them. */
  | (On & { type: 'SetTarget'; figure: Grown; growthPercent?: string; atLeast?: string });

export type StatementRejection =
  | { code: 'figure-invalid'; field: 'value' | 'atLeast' | 'growthPercent'; whole: boolean }
  | { code: 'target-unclear' }
  | { code: 'reason-missing' };
