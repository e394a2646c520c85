import { lagOf, type Engine, type Following } from '@xf/es';
import { Gauge, type Registry } from 'prom-client';
import type { LogLine } from './log';

/** What there is to look at of a composed system. */
export type Followed = { readonly engine: Pick<Engine, 'store' | 'clock'>; readonly following: Following };

/** Streams named after somebody. */
const ofPersons = /^(account|honour|nomination)-\S+(?=@\d)/;
const place = /^\S+@\d+ \(position \d+\)/;
const knownReasons = /^: [\w.-]+: no codec knows this event type$/;

/**
 * Why a follower halted, fit for everybody: the place in the log and, when the program is too old for the event, that. Any
 * other reason is the message of a bug, which may hold what somebody typed; the operator's verbs show it.
 */
export function toldHalt(halted: string): string {
  const where = place.exec(halted)?.[0];
  if (where === undefined) return /^at position \d+, beyond the log's end \d+: rebuild it$/.test(halted) ? halted : '';
  const reason = halted.slice(where.length);
  return where.replace(ofPersons, '$1-…') + (knownReasons.test(reason) ? reason : '');
}

/**
 * Adds the head of the log and how far each follower is behind it. The returned function brings them up to date; while the
 * log cannot be read it sets `xf_log_up` to 0 and leaves out what it does not know.
 */
export function followerGauges(registry: Registry, { engine: { store, clock }, following }: Followed) {
  const registers = [registry];
  const labelNames = ['follower', 'kind'] as const;
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  const up = new Gauge({ name: 'xf_log_up', help: '1 while the log can be read', registers });
  const head = new Gauge({ name: 'xf_log_head', help: 'Position of the last event of the log', registers });
  const events = gauge('xf_follower_lag_events', 'Events of the log the follower has not taken in');
  const seconds = gauge('xf_follower_lag_seconds', 'Age of the oldest event the follower has not taken in');
  const halted = gauge('xf_follower_halted', '1: it met an event it cannot take in and stays there until a restart');
  const outage = gauge('xf_follower_outage', '1: its last batch met an outage and is being tried again');
  const perFollower = [events, seconds, halted, outage];

  /** Undefined while the log cannot be read. */
  const looked = async () => {
    try {
      const status = await following.status();
      return await Promise.all(status.map(async (one) => ({ ...one, lag: await lagOf(store, clock, one) })));
    } catch {
      return undefined;
    }
  };

  return async (): Promise<void> => {
    const found = await looked();
    // All at once: two who ask at the same time must not see each other's half.
    for (const one of perFollower) one.reset();
    up.set(found === undefined ? 0 : 1);
    for (const one of found ?? []) {
      const labels = { follower: one.name, kind: one.kind };
      head.set(one.head);
      if (one.lag !== undefined) {
        events.set(labels, one.lag.events);
        seconds.set(labels, one.lag.seconds);
      }
      halted.set(labels, one.halted === undefined ? 0 : 1);
      outage.set(labels, one.outage === undefined ? 0 : 1);
    }
  };
}

const lookMs = 5_000;

/**
 * Writes a line when a follower halts, meets an outage or gets over it. Looks every five seconds; answers what ends it.
 * `look` is for whoever does not want to wait.
 */
export function tellFollowers(following: Following, log: (line: LogLine) => void) {
  const told = new Map<string, string>();
  const look = async (): Promise<void> => {
    for (const { name, position, halted, outage } of await following.status()) {
      const state = halted === undefined ? (outage ?? '') : `halted ${toldHalt(halted)}`;
      if (state === (told.get(name) ?? '')) continue;
      told.set(name, state);
      if (halted !== undefined) log({ level: 'error', follower: name, position, halted: toldHalt(halted) });
      else if (outage !== undefined) log({ level: 'warn', follower: name, position, outage });
      else log({ level: 'info', follower: name, position, notice: '已恢复。It goes on.' });
    }
  };
  // The log being away shows in every request that fails of it.
  const timer = setInterval(() => void look().catch(() => undefined), lookMs).unref();
  return { look, stop: () => clearInterval(timer) };
}
