import { Outage, SubjectErased, type EventStore, type Views } from '@xf/es';
import { Gauge } from 'prom-client';
import { followerGauges, type Followed } from './followers';
import { measuredStore, measuredViews } from './measured';
import { openMetrics, type CommandEnd } from './metrics';
import type { Asked, RequestSpan } from './request';

/** What of a command's outcome is looked at. */
export type CommandAnswer = {
  readonly kind: 'done' | 'refused' | 'stale' | 'command-reused' | 'busy';
  readonly repeated?: boolean;
};

export type CommandName = { readonly decider: string; readonly command: string; readonly dryRun: boolean };

/** Looks on while the system works, and tells operators. Nothing it does changes an answer. */
export type Watch = {
  /** The same ports, looked at from outside. */
  readonly around: <P extends { readonly store: EventStore; readonly views: Views }>(ports: P) => P;
  readonly command: <A extends CommandAnswer>(name: CommandName, run: () => Promise<A>) => Promise<A>;
  /** Begins a request; absent when no traces are taken. */
  readonly request?: (asked: Asked) => RequestSpan;
  readonly answered: (asked: Pick<Asked, 'method' | 'route'>, status: number, seconds: number) => void;
  /** Adds how far the followers are. Once per watch. */
  readonly follow: (followed: Followed) => void;
  /** Adds a queue: `depth` answers how many jobs wait in it. */
  readonly queue: (name: string, depth: () => number | Promise<number>) => void;
  /** Everything counted, in Prometheus' text format. */
  readonly text: () => Promise<string>;
  /** Sends what waits to be sent. */
  readonly close: () => Promise<void>;
};

export type WatchOptions = {
  /** Of the program, for operators who run several. */
  readonly version: string;
  /** Whether spans are sent by OTLP. Nothing of OpenTelemetry is loaded otherwise. @defaultValue false */
  readonly traces?: boolean;
};

export async function openWatch({ version, traces = false }: WatchOptions): Promise<Watch> {
  const metrics = openMetrics(version);
  const tracing = traces ? (await import('./tracing.js')).openTracing(version) : undefined;
  const updates: (() => Promise<void>)[] = [];
  const depths = new Gauge({
    name: 'xf_queue_depth',
    help: 'Jobs waiting in a queue',
    labelNames: ['queue'],
    registers: [metrics.registry],
  });

  const counted = async <A extends CommandAnswer>(name: CommandName, run: () => Promise<A>): Promise<A> => {
    try {
      const answer = await run();
      metrics.command(name.command, endOf(answer, name.dryRun));
      return answer;
    } catch (error) {
      metrics.command(name.command, thrownEnd(error));
      throw error;
    }
  };

  return {
    around: (ports) => ({
      ...ports,
      store: measuredStore(ports.store, metrics, tracing),
      views: measuredViews(ports.views, metrics, tracing),
    }),
    command: (name, run) => {
      if (tracing === undefined) return counted(name, run);
      const attributes = { 'xf.decider': name.decider, 'xf.command': name.command };
      const told = (answer: CommandAnswer) => ({ 'xf.outcome': endOf(answer, name.dryRun) });
      return tracing.inside(`command ${name.command}`, attributes, () => counted(name, run), told);
    },
    ...(tracing === undefined ? {} : { request: (asked: Asked) => tracing.request(asked) }),
    answered: ({ method, route }, status, seconds) => metrics.request(method, route, status, seconds),
    follow: (followed) => updates.push(followerGauges(metrics.registry, followed)),
    queue: (name, depth) => updates.push(async () => depths.set({ queue: name }, await depth())),
    text: async () => {
      for (const update of updates) await update();
      return metrics.registry.metrics();
    },
    close: async () => {
      await tracing?.close();
      metrics.registry.clear();
    },
  };
}

function endOf({ kind, repeated }: CommandAnswer, dryRun: boolean): CommandEnd {
  if (kind === 'command-reused') return 'reused';
  if (kind !== 'done') return kind;
  if (repeated === true) return 'repeated';
  return dryRun ? 'dry-run' : 'done';
}

/** That a person was erased is told by an error, and is a refusal all the same. */
function thrownEnd(error: unknown): CommandEnd {
  if (error instanceof SubjectErased) return 'refused';
  return error instanceof Outage ? 'outage' : 'bug';
}
