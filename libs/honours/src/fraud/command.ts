import type { Day } from '../terms';

export type FraudCommand = { type: 'RecordFraud'; unit: string; round: string; foundOn: Day; revocation: string };

export type FraudRejection = { code: 'round-unknown' };
