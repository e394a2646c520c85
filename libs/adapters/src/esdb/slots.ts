/**
 * Lets so many run at the same time; the others wait their turn, first come first served. Without it, a rush of calls
 * would all miss their deadlines, be made again, and make the rush larger.
 */
export class Slots {
  private readonly queue: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
