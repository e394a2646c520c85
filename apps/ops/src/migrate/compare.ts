import { createHash } from 'node:crypto';
import { refOf, type EventStore, type Position, type StoredEvent, type StreamName } from '@xf/es';
import { References } from './canonical';

const pageMax = 1_000;
/** Streams that are read at the same time. */
const togetherMax = 64;

/** What two logs have in common from their first event on. */
export type Common = {
  readonly events: number;
  readonly streams: number;
  readonly commands: number;
  /** Over the canonical text of these events in either log. */
  readonly sha256: { readonly source: string; readonly target: string };
  /** Where the last of them stands in either log. */
  readonly last: { readonly source: Position; readonly target: Position };
  /** How it goes on behind them: both logs end, one of them does, or an event or a stream differs. */
  readonly then: 'end' | 'source-longer' | 'target-longer' | Different;
};

export type Different = { readonly source: string; readonly target: string };

type Options = {
  /** Whether each stream is read by itself, too. */
  readonly streams: boolean;
  /** Told how far it is in the source. */
  readonly progress: (position: Position) => void;
};

/**
 * Walks two logs side by side: order, place in the stream, content, actor, times, command, fingerprint, correlation and
 * causation must be the same, positions need not.
 */
export async function compareLogs(source: EventStore, target: EventStore, options: Options): Promise<Common> {
  const [from, to] = [new Side(source), new Side(target)];
  const counts = { events: 0, streams: 0, commands: 0 };
  let command = '';
  const common = (then: Common['then']): Common => ({
    ...counts,
    sha256: { source: from.hash.digest('hex'), target: to.hash.digest('hex') },
    last: { source: from.last, target: to.last },
    then,
  });
  for (;;) {
    const [page, others] = await Promise.all([from.page(), to.page()]);
    const begun: StreamName[] = [];
    for (const [n, event] of page.entries()) {
      const other = others[n];
      if (other === undefined) break;
      const line = isSamePlace(event, other) ? await from.line(event) : undefined;
      if (line === undefined || line !== (await to.line(other))) {
        return common({ source: refOf(event), target: refOf(other) });
      }
      from.take(event, line);
      to.take(other, line);
      counts.events += 1;
      if (event.command !== command) counts.commands += 1;
      command = event.command;
      if (event.revision === 0) begun.push(event.stream);
    }
    counts.streams += begun.length;
    const stream = options.streams ? await differingStream(from, to, begun) : undefined;
    if (stream !== undefined) return common({ source: stream, target: stream });
    options.progress(from.last);
    if (page.length > others.length) return common('source-longer');
    if (page.length < others.length) return common('target-longer');
    if (page.length < pageMax) return common('end');
  }
}

class Side {
  readonly hash = createHash('sha256');
  last: Position = 0;
  private readonly references: References;

  constructor(readonly store: EventStore) {
    this.references = new References(store);
  }

  page(): Promise<readonly StoredEvent[]> {
    return this.store.readAll(this.last, pageMax);
  }

  line(event: StoredEvent): Promise<string> {
    return this.references.canonical(event);
  }

  take({ position }: StoredEvent, line: string): void {
    this.hash.update(`${line}\n`);
    this.last = position;
  }

  /** One stream as text, read by itself. */
  async stream(name: StreamName): Promise<string> {
    const lines: string[] = [];
    for (const event of await this.store.readStream(name)) lines.push(await this.line(event));
    return lines.join('\n');
  }
}

/** Told before the content is read: what stands in a log that is no copy may be of any kind. */
const isSamePlace = (a: StoredEvent, b: StoredEvent): boolean =>
  a.stream === b.stream && a.revision === b.revision && a.type === b.type && a.version === b.version;

/** The first of some streams that is not the same when it is read by itself. Every stream begins once in a log. */
async function differingStream(from: Side, to: Side, streams: readonly StreamName[]): Promise<StreamName | undefined> {
  for (let first = 0; first < streams.length; first += togetherMax) {
    const some = streams.slice(first, first + togetherMax);
    const same = await Promise.all(some.map(async (name) => (await from.stream(name)) === (await to.stream(name))));
    const differing = same.indexOf(false);
    if (differing >= 0) return some[differing];
  }
  return undefined;
}
