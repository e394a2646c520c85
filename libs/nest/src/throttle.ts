import type { Clock, Instant } from '@xf/es';

export const failuresMax = 5;
export const lockMs = 15 * 60 * 1000;
const keysMax = 50_000;

type Failures = { readonly count: number; readonly last: Instant };

/**
 * Counts failed sign-ins by key (an account, an address). Five in a row within a quarter of an hour lock the key for a
 * quarter of an hour. Held in memory: a restart forgets, which only an operator can bring about.
 */
export class Throttle {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** Seconds to wait, when one of the keys is locked. */
  lockedFor(keys: readonly string[]): number | undefined {
    const now = this.clock.now();
    const waits = keys.flatMap((key) => {
      const found = this.fresh(key, now);
      return found !== undefined && found.count >= failuresMax ? [found.last + lockMs - now] : [];
    });
    return waits.length === 0 ? undefined : Math.ceil(Math.max(...waits) / 1000);
  }

  failed(keys: readonly string[]): void {
    const now = this.clock.now();
    for (const key of keys) {
      const count = (this.fresh(key, now)?.count ?? 0) + 1;
      // Put last, so that the oldest keys are the ones forgotten when there are too many.
      this.failures.delete(key);
      this.failures.set(key, { count, last: now });
      if (this.failures.size > keysMax) this.failures.delete(this.failures.keys().next().value ?? key);
    }
  }

  /** Forgets the failures of a key. */
  succeeded(key: string): void {
    this.failures.delete(key);
  }

  /** Takes one failure back: guesses are counted before they are checked, so that many at once are counted too. */
  takeBack(key: string): void {
    const found = this.failures.get(key);
    if (found === undefined) return;
    if (found.count <= 1) this.failures.delete(key);
    else this.failures.set(key, { ...found, count: found.count - 1 });
  }

  private fresh(key: string, now: Instant): Failures | undefined {
    const found = this.failures.get(key);
    return found !== undefined && now - found.last < lockMs ? found : undefined;
  }
}
