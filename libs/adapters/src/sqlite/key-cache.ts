/**
 * Keys held in memory, in two halves: when the younger is full the older is dropped as a whole. Dropping one key at a time
 * from the front of a Map would leave holes that every later look at the front has to pass.
 */
export class KeyCache {
  private young = new Map<string, Buffer>();
  private old = new Map<string, Buffer>();

  /** @param halfMax keys in each half */
  constructor(private readonly halfMax: number) {}

  has(subject: string): boolean {
    return this.young.has(subject) || this.old.has(subject);
  }

  get(subject: string): Buffer | undefined {
    const key = this.young.get(subject);
    if (key !== undefined) return key;
    const older = this.old.get(subject);
    if (older !== undefined) this.set(subject, older);
    return older;
  }

  set(subject: string, key: Buffer): void {
    if (this.young.size >= this.halfMax) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(subject, key);
  }

  /** Zeroes the key wherever it is held. */
  forget(subject: string): void {
    for (const half of [this.young, this.old]) {
      half.get(subject)?.fill(0);
      half.delete(subject);
    }
  }

  forgetAll(): void {
    for (const half of [this.young, this.old]) {
      for (const key of half.values()) key.fill(0);
      half.clear();
    }
  }
}
