import { chanceOf, type Chance } from './province.draw';

/** Processor time in microseconds, as measured on the real processes. */
export type Costs = {
  /** Load, decide, append and acknowledge one mark. */
  readonly command: number;
  /** The tail of the log, for every event, in every process. */
  readonly tail: number;
  /** Reading and decoding an event for one follower; an api process has one, a worker one a shard and one for reactions. */
  readonly read: number;
  /** Folding an event into a board and committing it. */
  readonly fold: number;
  /** One look at a board. */
  readonly look: number;
};

export type Town = {
  readonly seed: number;
  readonly seconds: number;
  /** Marks a second. */
  readonly rate: number;
  /** Looks at boards a second. */
  readonly looks: number;
  readonly apis: number;
  readonly workers: number;
  readonly shards: number;
  /**
   * Who folds what. `all`: every worker folds every shard, one of them leads and publishes, as `openWorker` does. `own`: each
   * reads the log once and folds its share of the shards only.
   */
  readonly folding: 'all' | 'own';
  readonly costs: Costs;
  /** Milliseconds from an append to its acknowledgement, beside processor time: network, disks, replicas. */
  readonly ackMs: number;
  /** Milliseconds that a batch takes whatever its size: waking up, round trips. */
  readonly batchMs: number;
  readonly death?: Death;
};

/** One process dies and does not come back within the simulated time. */
export type Death = {
  readonly of: 'api' | 'worker';
  readonly at: number;
  /** Seconds until others do its work: clients and balancer for an api process, the lease for a worker. */
  readonly takeover: number;
};

export type Report = {
  readonly marks: number;
  readonly acknowledged: number;
  readonly visible: number;
  /** Marks that a dead process had taken and that were sent again. */
  readonly resent: number;
  /** Share of its time that an api process, and the busiest worker, has to work. Above 1 it falls behind for ever. */
  readonly apiLoad: number;
  readonly workerLoad: number;
  /** Milliseconds from sending to acknowledgement, and from acknowledgement to the board. */
  readonly acknowledgedP99: number;
  readonly visibleP50: number;
  readonly visibleP99: number;
  readonly visibleMax: number;
  /** Most marks that were acknowledged and not on their board. */
  readonly backlog: number;
  /** Seconds from the death until marks were on the board within a second again; undefined when that did not happen. */
  readonly drained?: number;
};

const batchMax = 1_000;
const soonMs = 1_000;

/** Marks through api processes, the log and workers, each a queue; the same town gives the same report. */
export function simulate(town: Town): Report {
  const chance = chanceOf(town.seed);
  const sent = arrivals(town, chance);
  const { landed, origin, resent } = throughApis(town, sent, chance);
  const acks = landed.map((at) => at + town.ackMs / 1_000);
  const shown = throughWorkers(town, acks, chance);
  const delays = shown.map((at, n) => (at - (acks[n] ?? 0)) * 1_000).sort();
  const waits = acks.map((at, n) => (at - (sent[origin[n] ?? 0] ?? 0)) * 1_000).sort();
  const part = (values: Float64Array, p: number): number =>
    values[Math.min(values.length - 1, Math.floor(values.length * p))] ?? 0;
  const drained = town.death === undefined ? undefined : drainedAfter(town.death.at, acks, shown);
  return {
    ...{ marks: sent.length, acknowledged: new Set(origin).size, visible: shown.length, resent },
    ...{ apiLoad: apiLoad(town), workerLoad: workerLoad(town) },
    ...{ acknowledgedP99: part(waits, 0.99), visibleP50: part(delays, 0.5), visibleP99: part(delays, 0.99) },
    ...{ visibleMax: part(delays, 1), backlog: backlogOf(acks, shown) },
    ...(drained === undefined ? {} : { drained }),
  };
}

function arrivals({ seconds, rate }: Town, chance: Chance): Float64Array {
  const times: number[] = [];
  for (let at = -Math.log(1 - chance()) / rate; at < seconds; at -= Math.log(1 - chance()) / rate) times.push(at);
  return Float64Array.from(times);
}

/** The share of an api process that follows the log and answers readers. */
const aside = ({ rate, looks, costs }: Town, apis: number): number =>
  (rate * (costs.tail + costs.read) + (looks / apis) * costs.look) / 1e6;

const apiLoad = (town: Town): number => aside(town, town.apis) + ((town.rate / town.apis) * town.costs.command) / 1e6;

/** Processor time of an event in the worker that has most to do. */
function eventCost({ costs: { tail, read, fold }, shards, workers, folding }: Town): number {
  if (folding === 'all') return tail + (shards + 1) * read + fold;
  return tail + 2 * read + fold * (Math.ceil(shards / workers) / shards);
}

const workerLoad = (town: Town): number => (town.rate * eventCost(town)) / 1e6;

/** A process that has no time left answers, but so late that its queue only grows. */
const leastShare = 0.01;
/** Most calls take about the mean, some a multiple of it. */
const varied = (mean: number, chance: Chance): number => mean * (0.6 - 0.4 * Math.log(1 - chance()));

type Through = { readonly landed: Float64Array; readonly origin: Uint32Array; readonly resent: number };

/** When each mark is in the log, in that order, and which of those sent it is. */
function throughApis(town: Town, sent: Float64Array, chance: Chance): Through {
  const { apis, costs, death } = town;
  const dies = death?.of === 'api' && apis > 1 ? death : undefined;
  const free = new Float64Array(apis);
  const done: { readonly at: number; readonly mark: number }[][] = Array.from({ length: apis }, () => []);
  let again: number[] = [];
  let turn = 0;
  const serve = (mark: number, from: number, count: number): void => {
    const api = turn++ % count;
    const service = varied(costs.command, chance) / 1e6 / Math.max(leastShare, 1 - aside(town, count));
    const at = Math.max(from, free[api] ?? 0) + service;
    free[api] = at;
    // The one that dies is the last: what it had not answered by then is sent again to the others.
    if (dies !== undefined && api === apis - 1 && at > dies.at) again.push(mark);
    else done[api]?.push({ at, mark });
  };
  let resent = 0;
  const resend = (): void => {
    if (dies === undefined) return;
    const marks = again;
    again = [];
    resent += marks.length;
    for (const mark of marks) serve(mark, dies.at + dies.takeover, apis - 1);
  };
  for (const [mark, at] of sent.entries()) {
    const isOver = dies !== undefined && at > dies.at + dies.takeover;
    if (isOver && again.length > 0) resend();
    serve(mark, at, isOver ? apis - 1 : apis);
  }
  resend();
  return { ...merged(done, sent.length), resent };
}

function merged(lists: readonly (readonly { readonly at: number; readonly mark: number }[])[], count: number) {
  const [landed, origin] = [new Float64Array(count), new Uint32Array(count)];
  const at = new Uint32Array(lists.length);
  for (let n = 0; n < count; n++) {
    let first = 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [one, list] of lists.entries()) {
      const time = list[at[one] ?? 0]?.at ?? Number.POSITIVE_INFINITY;
      if (time < earliest) [first, earliest] = [one, time];
    }
    const next = lists[first]?.[at[first] ?? 0];
    if (next === undefined) throw new Error('a mark was lost');
    [landed[n], origin[n]] = [next.at, next.mark];
    at[first] = (at[first] ?? 0) + 1;
  }
  return { landed, origin };
}

/** When each mark is on its board. A worker takes what is there, up to a batch, and shows all of it at once. */
function throughWorkers(town: Town, landed: Float64Array, chance: Chance): Float64Array {
  const { workers, shards, folding, death } = town;
  const lanes = folding === 'all' ? 1 : Math.min(workers, shards);
  const shown = new Float64Array(landed.length);
  const own = Array.from({ length: lanes }, (): number[] => []);
  for (let n = 0; n < landed.length; n++) own[Math.floor(chance() * shards) % lanes]?.push(n);
  const perEvent = eventCost(town) / 1e6;
  const others = folding === 'all' ? 1 : lanes;
  for (const [lane, marks] of own.entries()) {
    const pause = death?.of === 'worker' && lane === 0 ? death : undefined;
    let now = 0;
    for (let next = 0; next < marks.length;) {
      now = Math.max(now, landed[marks[next] ?? 0] ?? 0);
      if (pause !== undefined && now >= pause.at) now = Math.max(now, pause.at + pause.takeover);
      const from = next;
      // Events of other lanes are read as well, so a batch of a thousand holds a part of them only.
      while (next < marks.length && next - from < batchMax / others && (landed[marks[next] ?? 0] ?? 0) <= now)
        next += 1;
      let end = now + town.batchMs / 1_000 + varied((next - from) * others * perEvent, chance);
      // What was under way when the worker died is done once more by the next one.
      if (pause !== undefined && now < pause.at && end > pause.at) end += pause.at + pause.takeover - now;
      for (let n = from; n < next; n++) shown[marks[n] ?? 0] = end;
      now = end;
    }
  }
  return shown;
}

function backlogOf(acks: Float64Array, shown: Float64Array): number {
  const ends = shown.slice().sort();
  let [most, done] = [0, 0];
  for (let n = 0; n < acks.length; n++) {
    while (done < n && (ends[done] ?? 0) <= (acks[n] ?? 0)) done += 1;
    most = Math.max(most, n + 1 - done);
  }
  return most;
}

function drainedAfter(death: number, acks: Float64Array, shown: Float64Array): number | undefined {
  let last = death;
  for (let n = 0; n < acks.length; n++) {
    const [ack = 0, end = 0] = [acks[n], shown[n]];
    if (end - ack > soonMs / 1_000) last = Math.max(last, ack);
  }
  return last > (acks.at(-1) ?? 0) - 1 ? undefined : last - death;
}
