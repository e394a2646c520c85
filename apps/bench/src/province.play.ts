import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime, SharedOptions } from '@xf/runtime';
import { timed } from './measure';
import type { Contestant, Mark, Province } from './province.draw';
import { sendMarks } from './province.load';
import type { Servers } from './province.servers';

export type Season = {
  readonly scale: number;
  readonly seed: number;
  /** Marks sent one by one, at most; those before them come on imported sheets. */
  readonly live: number;
  readonly folder: string;
  readonly say: (line: string) => void;
};

/** Figures by name, in the unit the name ends with; `us` is processor time in microseconds an event, `wall` elapsed time. */
export type Measured = Readonly<Record<string, number>>;

export const log = 'province';

export type Play = Season & {
  readonly servers: Servers;
  readonly province: Province;
  readonly everybody: readonly Contestant[];
  readonly writer: Runtime;
  /** Marks that are still to be sent one by one. */
  readonly stock: Mark[];
  readonly sent: { count: number };
  readonly figures: Record<string, number>;
};

export function optionsOf({ servers, folder }: Pick<Play, 'servers' | 'folder'>, shards: number): SharedOptions {
  return {
    ...{ folder: mkdtempSync(join(folder, 'process-')), eventStore: servers.log, log, shards, keyReplicas: 0 },
    ...{ boards: servers.boards.address, keys: servers.keys.address },
    storeTimes: { deadlineMs: 10_000, patienceMs: 120_000 },
  };
}

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

export async function costing<T>(work: () => Promise<T>) {
  const before = cpuNow();
  const { ms, result } = await timed(work);
  return { cpu: cpuNow() - before, ms, result };
}

/** The next marks that are to be sent one by one; throws when there are not so many. */
export function take({ stock }: Play, count: number): Mark[] {
  if (count < 1 || count > stock.length) throw new Error(`${count} marks wanted, ${stock.length} left`);
  return stock.splice(stock.length - count).reverse();
}

export async function send(play: Play, marks: readonly Mark[], by: readonly Runtime[] = [play.writer]): Promise<void> {
  const from = play.sent.count;
  play.sent.count += marks.length;
  const engines = by.map(({ engine }) => engine);
  const again = await sendMarks(engines, marks, from);
  play.figures['marks sent again'] = (play.figures['marks sent again'] ?? 0) + again;
}

/** Events there must be in the log now. */
export const eventsSoFar = ({ province, everybody, stock }: Play): number =>
  2 * province.sizes.length + everybody.length * (1 + province.judges) - stock.length;

/**
 * Contestants who are on stage at the same time, whatever the scale: how many marks of a batch fall on one row makes more of
 * a difference than how long the boards are. In a whole province, judged within a minute each, there would be 24,000.
 */
export const stages = 2_000;
