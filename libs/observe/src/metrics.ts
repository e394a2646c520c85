import type { AppendAnswer } from '@xf/es';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { tallies } from './tally';

const fast = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];
const slow = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

const classes = ['other', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const noLabels = () => ({});

/** How a command ended. `outage` and `bug` were thrown; `dry-run` would have been done. */
export type CommandEnd = 'done' | 'repeated' | 'dry-run' | 'refused' | 'stale' | 'reused' | 'busy' | 'outage' | 'bug';

/**
 * Counts and times of one process, in a registry of its own. Labels hold names that stand in the source (commands, views,
 * patterns of routes) and never an id or a text that somebody typed.
 */
export function openMetrics(version: string) {
  const registry = new Registry();
  const registers = [registry];
  processMetrics(registry, version);
  const counted = (name: string, help: string) => {
    const count = { times: 0 };
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset();
        this.inc(count.times);
      },
    });
    return count;
  };
  const events = counted('xf_events_total', 'Events appended');
  const conflicts = counted(
    'xf_append_conflicts_total',
    'Appends that met another writer of the same stream; each is decided again',
  );
  const failures = new Counter({
    name: 'xf_append_failures_total',
    help: 'Appends that threw: outages (disk full, store away) and bugs',
    labelNames: ['kind'],
    registers,
  });
  const histogram = (name: string, help: string, buckets: readonly number[]) =>
    tallies(registry, { name, help, buckets });
  const appends = histogram(
    'xf_append_seconds',
    'From handing events to the log to its answer, with the wait for the disk',
    fast,
  ).at('', noLabels);
  const groups = histogram(
    'xf_append_group_size',
    'Appends answered together: those that shared one commit to the disk',
    [1, 2, 4, 8, 16, 32, 64, 128, 256],
  ).at('', noLabels);
  const commits = histogram('xf_view_commit_seconds', 'Writing a batch of changes and the checkpoint of a view', slow);
  const requests = histogram(
    'xf_http_request_seconds',
    'HTTP requests by pattern of the route and class of the status',
    slow,
  );
  return {
    registry,
    command: commandCounter(registry),
    append(answer: AppendAnswer['kind'], seconds: number, size: number) {
      appends.observe(seconds);
      if (answer === 'appended') events.times += size;
      else if (answer === 'conflict') conflicts.times++;
    },
    appendFailed: (kind: 'outage' | 'bug') => failures.inc({ kind }),
    group: (size: number) => groups.observe(size),
    commit: (view: string, seconds: number) => commits.at(view, () => ({ view })).observe(seconds),
    request(method: string, route: string, status: number, seconds: number) {
      const kind = classes[Math.floor(status / 100)] ?? 'other';
      requests.at(`${method} ${route} ${kind}`, () => ({ method, route, status: kind })).observe(seconds);
    },
  };
}

export type Metrics = ReturnType<typeof openMetrics>;

function processMetrics(registry: Registry, version: string): void {
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'xf_build_info',
    help: 'Always 1; what runs',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.version }, 1);
}

function commandCounter(registry: Registry) {
  const ends = new Map<string, { readonly command: string; readonly outcome: CommandEnd; times: number }>();
  new Counter({
    name: 'xf_commands_total',
    help: 'Commands asked over HTTP, by how they ended',
    labelNames: ['command', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { command, outcome, times } of ends.values()) this.inc({ command, outcome }, times);
    },
  });
  return (command: string, outcome: CommandEnd): void => {
    const key = `${command} ${outcome}`;
    const end = ends.get(key);
    if (end === undefined) ends.set(key, { command, outcome, times: 1 });
    else end.times++;
  };
}
