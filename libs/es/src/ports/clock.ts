import type { Instant } from '../event';

export interface Clock {
  now(): Instant;
}
