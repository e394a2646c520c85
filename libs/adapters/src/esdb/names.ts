import { hash } from 'node:crypto';
import { partitionOf, type StreamName } from '@xf/es';

/** How the streams of one log are called on a server that may hold other logs and other programs' streams. */
export type LogNames = {
  readonly log: string;
  /** `<log>-<partition>|<stream>`: the partition stands first, so that a prefix selects it. */
  readonly toServer: (stream: StreamName) => string;
  /** Undefined for what is not one of the log's own event streams. */
  readonly toStream: (server: string) => StreamName | undefined;
  /** Of what is one of the log's own event streams. */
  readonly partitionIn: (server: string) => string;
  /** Where it stands whether a batch counts. */
  readonly verdictOf: (batch: string) => string;
  readonly batchOf: (server: string) => string | undefined;
  /** Filters by stream name: everything of this log. */
  readonly everything: readonly string[];
  /** Filters by stream name: one partition, and the verdicts, which may concern it. */
  readonly partition: (partition: string) => readonly string[];
};

/** Lower-case letters and digits, a letter first: so no log's name is the start of another's streams. */
export const isLogName = (text: string): boolean => /^[a-z][a-z\d]{0,39}$/.test(text);

export function logNames(log: string): LogNames {
  if (!isLogName(log)) throw new Error(`not a name for a log: ${log}`);
  const verdicts = `${log}-!`;
  return {
    log,
    toServer: (stream) => `${log}-${partitionOf(stream)}|${stream}`,
    toStream: (server) => {
      const bar = server.indexOf('|');
      return bar < 0 || !server.startsWith(`${log}-`) ? undefined : server.slice(bar + 1);
    },
    partitionIn: (server) => server.slice(log.length + 1, server.indexOf('|')),
    verdictOf: (batch) => verdicts + batch,
    batchOf: (server) => (server.startsWith(verdicts) ? server.slice(verdicts.length) : undefined),
    everything: [`${log}-`],
    partition: (partition) => [`${log}-${partition}|`, verdicts],
  };
}

/**
 * An id that follows from the content: the same append sent again carries the same ids and is taken once. Another content
 * never gets the ids of an earlier one, so that it is refused where the earlier one stands.
 */
export function contentId(parts: readonly string[]): string {
  const hex = hash('sha256', JSON.stringify(parts), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
