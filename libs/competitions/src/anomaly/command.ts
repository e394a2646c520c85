import type { ContestRefusal } from '../terms';
import type { Grounds } from './events';

export type SettleAnomaly = {
  type: 'SettleAnomaly';
  competition: string;
  contest: string;
  /** As they were shown. */
  grounds: Grounds;
  reason: string;
};

export type AnomalyRejection =
  | ContestRefusal
  | { code: 'reason-missing' }
  | { code: 'anomaly-settled'; by: string; reason: string }
  | { code: 'anomaly-of-own-marks' };
