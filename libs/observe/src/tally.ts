import type { Histogram, Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** How often values fell below each bound, and their sum. */
export class Tally {
  readonly counts: number[];
  sum = 0;

  constructor(
    readonly bounds: readonly number[],
    readonly labels: Labels,
  ) {
    this.counts = bounds.map(() => 0);
    this.counts.push(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }

  /** In the shape of prom-client: buckets that include those below them. */
  values(name: string): readonly object[] {
    let count = 0;
    const buckets = this.counts.map((own, at) => {
      count += own;
      return { metricName: `${name}_bucket`, labels: { le: this.bounds[at] ?? '+Inf', ...this.labels }, value: count };
    });
    const { sum, labels } = this;
    const total = { metricName: `${name}_count`, labels, value: count };
    return [...buckets, { metricName: `${name}_sum`, labels, value: sum }, total];
  }
}

type Described = { readonly name: string; readonly help: string; readonly buckets: readonly number[] };

/**
 * A histogram that costs an addition: the library's own looks up and checks the labels at each value. `at` gives the
 * tally of a key, made with these labels at first.
 */
export function tallies(registry: Registry, { name, help, buckets }: Described) {
  const all = new Map<string, Tally>();
  const get = () => {
    const values = [...all.values()].flatMap((one) => one.values(name));
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values });
  };
  registry.registerMetric({ name, get, reset: () => all.clear() } as unknown as Histogram);
  return {
    at(key: string, labels: () => Labels): Tally {
      let found = all.get(key);
      if (found === undefined) all.set(key, (found = new Tally(buckets, labels())));
      return found;
    },
  };
}
