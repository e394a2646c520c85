import { Inject, Injectable } from '@nestjs/common';
import type { Position, StoredEvent } from '@xf/es';
import { formatInstant, RUNTIME, type ApiRuntime, type Call } from '@xf/nest';
import { competitionStream } from '../terms';
import { feedFields } from '../visibility/rules';
import { feedCodec, publicLines } from './query';
import { LogTail, pageMax, patiently, type Listener } from './shell.tail';

const keptMax = 1_000;

/** What everybody reads of a competition's own stream, as the log had it at a position. */
type Own = { readonly at: Position; readonly events: readonly StoredEvent[] };

/**
 * What everybody reads of a competition as it happens: its publications. They stand in the competition's own stream, and
 * nothing of what the public does not see is read for it.
 */
@Injectable()
export class PublicFeed {
  /** For those who follow: one look for all of them. */
  private readonly kept = new Map<string, Own>();

  constructor(
    private readonly tail: LogTail,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** Lines behind the `after`-th publication; whoever follows hears of every later one. */
  async *texts(query: Call['query'], competition: string, signal: AbortSignal): AsyncGenerator<string> {
    const { after: told = 0, lines: limit = Number.MAX_SAFE_INTEGER, follow = false } = query;
    const end = told + limit;
    if (!follow) {
      yield this.linesOf(await this.read(competition), told, end).join('');
      return;
    }
    const listener = await this.tail.listen(competition);
    try {
      let at = listener.upTo();
      let next = told;
      for (let isFirst = true; ; isFirst = false) {
        const own = await this.ownAt(competition, at, listener, isFirst ? undefined : signal);
        if (own === undefined) return;
        const lines = this.linesOf(own, next, end);
        next += lines.length;
        // An empty line at first: whoever follows hears at once that it is connected.
        if (lines.length > 0) yield lines.join('');
        else if (isFirst) yield '\n';
        if (next === end) return;
        const later = await listener.beyond(at, signal);
        if (later === undefined) return;
        at = later;
      }
    } finally {
      listener.close();
    }
  }

  private async read(competition: string): Promise<readonly StoredEvent[]> {
    return (await this.runtime.engine.store.readStream(competitionStream(competition))).filter(isPublic);
  }

  /** Undefined when nobody waits for it any more. Outages are sat out, except the first time. */
  private async ownAt(
    competition: string,
    at: Position,
    listener: Listener,
    signal: AbortSignal | undefined,
  ): Promise<readonly StoredEvent[] | undefined> {
    const known = this.kept.get(competition);
    if (known !== undefined && known.at >= at) return known.events;
    const later = known && listener.since(known.at);
    const stream = competitionStream(competition);
    const events =
      known !== undefined && later !== undefined && later.length < pageMax
        ? [...known.events, ...later.filter((one) => one.stream === stream && isPublic(one))]
        : await (signal === undefined ? this.read(competition) : patiently(() => this.read(competition), signal));
    if (events === undefined) return undefined;
    const end = Math.max(at, later?.at(-1)?.position ?? 0, events.at(-1)?.position ?? 0);
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(competition, { at: end, events });
    return events;
  }

  private linesOf(own: readonly StoredEvent[], from: number, to: number): readonly string[] {
    const recorded = own.flatMap((stored) => {
      const event = feedCodec.decode(stored);
      return event === undefined ? [] : [{ ...stored, event }];
    });
    return publicLines(recorded, formatInstant)
      .slice(from, to)
      .map((line) => `${JSON.stringify(line)}\n`);
  }
}

const publicTypes = new Set(Object.entries(feedFields).flatMap(([type, told]) => ('public' in told ? [type] : [])));
const isPublic = ({ type }: StoredEvent): boolean => publicTypes.has(type);
