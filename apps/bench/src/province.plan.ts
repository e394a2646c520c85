import { peakAt, rateAt, whole } from './province.draw';
import { simulate, type Costs, type Report, type Town } from './province.model';
import type { Measured } from './province.play';

const least = 0.1;

/**
 * What an event costs whom. Following is taken from processes that catch up, which have as much to do as they can; one with
 * four shards reads three times more than one with one. Folding is taken from marks that came one by one, because a sheet of
 * twenty marks changes one row.
 */
export function costsOf(apart: Measured, embedded: Measured): Costs {
  const from = (measured: Measured) => (name: string) => {
    const value = measured[name];
    if (value === undefined) throw new Error(`not measured: ${name}`);
    return value;
  };
  const [of, alone] = [from(apart), from(embedded)];
  const read = Math.max(least, (of('catching up, worker, 4 shards us') - of('catching up, worker, 1 shard us')) / 3);
  return {
    command: Math.max(least, of('writer, following too us') - of('following, api us')),
    ...{ tail: Math.max(least, of('catching up, api us') - read), read },
    fold: Math.max(least, alone('folding into a shard, with reading us') - alone('reading and decoding us')),
    look: (of('page us') + of('rank us') + of('around us') + of('why us')) / 4,
  };
}

const visibleMs = 1_000;
const processesMax = 200;
/** Share of its time a process may be at work at the peak, so that the others have room for the work of one that dies. */
const loadMax = 0.7;
const takeoverSeconds = 8;

export type Plan = {
  readonly rate: number;
  readonly apis?: { readonly count: number; readonly report: Report };
  /** Workers that follow as they do, and such that would share the shards; as many shards as workers. */
  readonly workers: Readonly<Record<Town['folding'], { readonly count: number; readonly report: Report } | undefined>>;
  readonly apiDies?: Report;
  readonly workerDies?: Report;
};

/**
 * How many processes a town needs at its peak so that 99 of 100 marks are on their board within a second of being sent; what
 * cannot be had with any number is undefined.
 */
export function planFor(costs: Costs, rate: number, looks: number, seed: number): Plan {
  const usual = { seed, seconds: 20, rate, looks, ackMs: 5, batchMs: 10, costs, shards: 1, workers: 1 } as const;
  const apis = first((count) => {
    // One alone has nobody to take over from it.
    if (count === 1) return undefined;
    const report = simulate({ ...usual, apis: count, folding: 'own' });
    // Half of a second is left for the board.
    return report.apiLoad < loadMax && report.acknowledgedP99 < visibleMs / 2 ? report : undefined;
  });
  const count = apis?.count ?? processesMax;
  const sharing = (folding: Town['folding']) =>
    first((workers) => {
      // More workers that all do everything are no help.
      if (folding === 'all' && workers > 1) return undefined;
      const report = simulate({ ...usual, apis: count, workers, shards: workers, folding });
      return report.workerLoad < loadMax && report.visibleP99 < visibleMs / 2 ? report : undefined;
    });
  const workers = { all: sharing('all'), own: sharing('own') };
  const folding = workers.all === undefined ? 'own' : 'all';
  const shards = workers[folding]?.count;
  const town: Town = { ...usual, apis: count, seconds: 180, folding, workers: shards ?? 1, shards: shards ?? 1 };
  const dies = (of: 'api' | 'worker', takeover: number): Report =>
    simulate({ ...town, death: { of, at: 20, takeover } });
  return {
    ...{ rate, workers },
    ...(apis === undefined ? {} : { apis, apiDies: dies('api', 2) }),
    ...(apis === undefined || shards === undefined ? {} : { workerDies: dies('worker', takeoverSeconds) }),
  };
}

function first(fits: (count: number) => Report | undefined) {
  for (let count = 1; count <= processesMax; count += count < 16 ? 1 : 4) {
    const report = fits(count);
    if (report !== undefined) return { count, report };
  }
  return undefined;
}

/** The evening on which a whole province is judged, in one log and in several that share it evenly. */
export function plansOf(costs: Costs, seed: number): readonly (readonly [logs: number, Plan])[] {
  const peak = rateAt(peakAt, whole.contestants * whole.judges);
  return [1, 4, 16].map((logs) => [logs, planFor(costs, peak / logs, peak / logs / 4, seed)]);
}
