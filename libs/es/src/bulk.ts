import { appendsOf, contentOf, decideAll, eventsIn, type Load, type Refusal } from './batch';
import { metaOf, type Context, type Engine } from './context';
import type { AnyDecider, BatchItem } from './decider';
import { partitionOf, type NewEvent, type Position, type StreamName } from './event';
import { Pending, type PageRange } from './pending';
import { readEach } from './read-each';
import { sealAppends } from './seal';
import { StateCache } from './state-cache';

/** How many commands a piece holds: few enough that what is made of it is gone again before anything counts it as old. */
export const pieceSize = 2_000;

/** How many pieces are written at once. */
const togetherMax = 10;

export type BulkOptions = {
  /** How many pieces are written at once: fewer hold up less of what else the process does. @defaultValue 10 */
  readonly together?: number;
  /** Whether the streams of a piece are read side by side, which a log on a server answers sooner. @defaultValue false */
  readonly readsAhead?: boolean;
};

/** A partition with fewer events is read as a whole, which a store answers sooner than thousands of questions. */
const youngMax = 1_000;

export type BulkContext = Pick<Context, 'actor' | 'command' | 'validAt' | 'correlation'>;

/** What became of a piece when it was decided. */
export type Taken =
  /** Refusals carry the place within the piece, and so does what adds something. */
  | { readonly kind: 'decided'; readonly refusals: readonly Refusal[]; readonly changing: ReadonlySet<number> }
  /** An earlier run wrote it, up to a place in the log. */
  | { readonly kind: 'repeated'; readonly position: Position }
  /** An earlier run wrote something else under this id. */
  | { readonly kind: 'command-reused' };

export type BulkOutcome =
  | { readonly kind: 'done'; readonly position: Position; readonly added: number }
  /** Somebody else wrote to one of the streams since they were decided. What stands before that is written. */
  | { readonly kind: 'busy' };

type Piece = { readonly pages: PageRange; readonly added: number };

/**
 * More commands than fit in memory or in one transaction. They are handed over in pieces and decided at once, each in sight
 * of all before; nothing is written, and no key made, until `write` is called, after everything was found right. Each
 * piece is then one append with an id of its own (`<command>/<n>`), so a run that was cut short is finished by doing the
 * same again, which doubles nothing. The caller cuts pieces at the same places every time.
 */
export class Bulk {
  private readonly pending = new Pending();
  private readonly pieces: Piece[] = [];
  private readonly codecs = new Set<AnyDecider['codec']>();
  /** States are folded anew for every piece: a stream of an import is read once or twice, and there are too many to keep. */
  private readonly states = new StateCache(1);
  /** The streams of partitions with few events; undefined for one with many. */
  private readonly young = new Map<string, ReadonlySet<StreamName> | undefined>();
  private readonly store;
  private taken = 0;

  constructor(
    private readonly engine: Engine,
    private readonly context: BulkContext,
    private readonly options: BulkOptions = {},
  ) {
    this.store = { readStream: (stream: StreamName, from = 0) => this.readStream(stream, from) };
  }

  /** Events that `write` is going to add. */
  get added(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.added, 0);
  }

  async take(items: readonly BatchItem[]): Promise<Taken> {
    const { engine, context } = this;
    const command = `${context.command}/${this.taken++}`;
    const fingerprint = engine.fingerprint(contentOf(items, context.validAt));
    const known = await engine.store.findCommand(command);
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint) return { kind: 'command-reused' };
      return { kind: 'repeated', position: known.position };
    }
    const own = { ...context, command, correlation: context.correlation ?? context.command };
    const load = this.options.readsAhead === true ? await this.readAhead(items) : this.load;
    const { working, codecs, refusals, changing } = await decideAll(engine, items, own, fingerprint, load);
    for (const codec of codecs) this.codecs.add(codec);
    const appends = appendsOf(working);
    const added = eventsIn(appends);
    const { validAt: _, ...shared } = metaOf(own, fingerprint, 0);
    if (added > 0) this.pieces.push({ pages: this.pending.add(appends, shared), added });
    return { kind: 'decided', refusals, changing };
  }

  /**
   * Throws what the store or the vault throws; what was acknowledged until then stays, and the same run again goes on
   * from there.
   * @param progress told how many events are written, also before it throws
   */
  async write(progress: (written: number) => void): Promise<BulkOutcome> {
    const { store, vault } = this.engine;
    let added = 0;
    let position = await store.head();
    this.pending.close();
    for (const group of together(this.pieces, this.options.together ?? togetherMax)) {
      // Handed over at once they share a transaction of the store, and one of the vault.
      const sealing = group.map(({ pages }) => sealAppends(vault, this.pending.take(pages), this.codecs));
      const appends = await Promise.all(sealing);
      const answers = await Promise.allSettled(appends.map((one) => store.append(one)));
      for (const [index, answer] of answers.entries()) {
        if (answer.status === 'rejected' || answer.value.kind !== 'appended') continue;
        position = Math.max(position, answer.value.position);
        added += group[index]?.added ?? 0;
      }
      progress(added);
      for (const answer of answers) {
        if (answer.status === 'rejected') throw answer.reason;
        if (answer.value.kind === 'conflict') return { kind: 'busy' };
      }
    }
    return { kind: 'done', position, added };
  }

  private readonly load: Load = (decider, stream) => this.states.load(this.store, decider, stream);

  /** What the commands of a piece begin from, read side by side; what they bring along is read when it comes. */
  private async readAhead(items: readonly BatchItem[]): Promise<Load> {
    const wanted = new Map<string, { readonly decider: AnyDecider; readonly stream: StreamName }>();
    const keyOf = (decider: AnyDecider, stream: StreamName): string => `${decider.name}/${stream}`;
    for (const { decider, command } of items) {
      const stream = decider.stream(command);
      wanted.set(keyOf(decider, stream), { decider, stream });
    }
    const states = await readEach(wanted.values(), ({ decider, stream }) => this.load(decider, stream));
    const known = new Map([...wanted.keys()].map((key, n) => [key, states[n]] as const));
    return async (decider, stream) => known.get(keyOf(decider, stream)) ?? this.load(decider, stream);
  }

  private async readStream(stream: StreamName, from: number): Promise<readonly NewEvent[]> {
    const own = this.pending.of(stream);
    const before = own[0] === undefined ? undefined : own[0].expected + 1;
    const events = own.flatMap((append) => append.events);
    // What began in this import is not looked for in the log.
    if (before !== undefined && from >= before) return events.slice(from - before);
    if (await this.isNew(stream)) return [];
    const stored: readonly NewEvent[] = await this.engine.store.readStream(stream, from);
    return before === undefined ? stored : [...stored, ...events];
  }

  /** Whether it takes no question to know that the log has no such stream: a young partition is read once and for all. */
  private async isNew(stream: StreamName): Promise<boolean> {
    // A stream that no other one shares its partition with is asked for itself.
    if (!stream.includes('.')) return false;
    const partition = partitionOf(stream);
    if (!this.young.has(partition)) {
      const events = await this.engine.store.readAll(0, youngMax, partition);
      const streams = events.length < youngMax ? new Set(events.map((event) => event.stream)) : undefined;
      this.young.set(partition, streams);
    }
    return this.young.get(partition)?.has(stream) === false;
  }
}

/** Pieces in groups whose order does not matter: none adds to a stream that another one of its group adds to. */
function* together(pieces: readonly Piece[], max: number): Generator<readonly Piece[]> {
  let group: Piece[] = [];
  for (const piece of pieces) {
    const first = group[0]?.pages.from ?? Number.POSITIVE_INFINITY;
    if (group.length === max || piece.pages.after >= first) {
      yield group;
      group = [];
    }
    group.push(piece);
  }
  if (group.length > 0) yield group;
}
