import type { Instant, Position, Revision } from '@xf/es';
import {
  HistoryTables,
  type Batch,
  type Committed,
  type Counted,
  type FoldState,
  type Moved,
  type OpenPlace,
  type Run,
} from './history-tables';
import { contentId, type LogNames } from './names';
import { metaOf, verdictOf, type RecordMeta, type ServerRecord } from './records';

/** Events between two marks: what is read to find a moment between them. */
const markEvery = 512;

/**
 * What follows from the whole log and cannot be asked of the server: which batches count, where a command stands, and the
 * time of an event when the server's clock went back; and where the events of a partition stand, for which the server would
 * look at every record. A fold over the log's records in their order, so every process
 * comes to the same.
 */
export class History {
  private state: FoldState;
  private lastFolded: ServerRecord | undefined;
  private readonly tables: HistoryTables;

  /**
   * @param cache file in which the fold is kept between two runs; one process at a time. Without it, memory.
   * @param onBroken told when that file cannot be used; everything throws an `Outage` from then on, until `mend`
   */
  constructor(
    private readonly names: LogNames,
    cache?: string,
    onBroken: () => void = () => undefined,
  ) {
    this.tables = new HistoryTables(cache, () => this.present(), onBroken);
    this.state = this.begin();
  }

  /** Position of the last record folded. */
  get upTo(): Position {
    return this.state.upTo;
  }

  /** Position of the last event that counts. */
  get head(): Position {
    return this.state.head;
  }

  /** How many events count so far. */
  get count(): number {
    return this.state.count;
  }

  get isSound(): boolean {
    return this.tables.isSound;
  }

  /** The place on the server of the last record folded, when it was folded by an earlier process. */
  get keptPlace(): { readonly stream: string; readonly revision: number } | undefined {
    return this.lastFolded === undefined ? this.state.last : undefined;
  }

  /** Goes on from what the file holds when it is the fold of a log that has this record at the kept place. */
  goOnFrom(record: ServerRecord | undefined): void {
    if (record !== undefined && this.state.last?.proof === proofOf(record)) this.lastFolded = record;
    else this.mend(true);
  }

  /** After a failure: begins again with what was kept, or with `anew` from the start of the log. */
  mend(anew = false): void {
    this.tables.mend(anew);
    this.state = this.begin();
  }

  close(): void {
    this.tables.close();
  }

  fold(record: ServerRecord): void {
    if (record.position <= this.state.upTo) return;
    const batch = this.names.batchOf(record.stream);
    if (batch === undefined) this.take(record);
    else this.settle(batch, record);
    this.state.upTo = record.position;
    this.lastFolded = record;
    this.tables.folded();
  }

  /** When an event was recorded: the server's time, held where the server's clock went back. */
  timeOf(position: Position, created: Instant): Instant {
    return Math.max(created, this.tables.stepAt(position));
  }

  /** The last known place that was recorded at or before an instant; what is left to read from there is short. */
  markBefore(instant: Instant): Position {
    return this.tables.markBefore(instant) ?? 0;
  }

  /** The last known place of an event at or before a position; 0 for the start of the log. */
  placeBefore(position: Position): Position {
    return this.countedBefore(position).pos;
  }

  /** The last known place at or before a position, and how many events stand before it. */
  countedBefore(position: Position): Counted {
    return this.tables.countedAt(position) ?? { pos: 0, before: 0 };
  }

  /** All of the log, when it has an event behind a position. */
  wholeBehind(after: Position): Run | undefined {
    const { head, upTo } = this.state;
    return head > Math.max(0, after) ? { first: 0, last: upTo, end: head } : undefined;
  }

  /** The first stretch of the log with an event of a partition behind a position. */
  runBehind(partition: string, after: Position): Run | undefined {
    return this.tables.runBehind(partition, after);
  }

  batch(id: string): Batch | undefined {
    return this.tables.batch(id);
  }

  /** The batch whose events take a position, if it is one of these. */
  batchAt(position: Position): Committed | undefined {
    const batch = this.tables.committedAt(position);
    return batch !== undefined && position < batch.at + batch.events ? batch : undefined;
  }

  /** Where events of a command may stand, the oldest first; the event says whether it is the command. */
  candidates(command: string): readonly Position[] {
    return this.tables.commandsAt(command);
  }

  /** The revision on the server at which a stream's revision stands, and with `end` the last one before what follows it. */
  toServer(server: string, revision: Revision, end = false): number {
    let found = revision;
    for (const dead of this.tables.deadIn(server)) if (dead <= (end ? found + 1 : found)) found += 1;
    return found;
  }

  /** The revision of an event that counts, from its place on the server. */
  toRevision(server: string, revision: number): Revision {
    let before = 0;
    for (const dead of this.tables.deadIn(server)) if (dead <= revision) before += 1;
    return revision - before;
  }

  /** The last revision of a stream that counts, from the place of its last record on the server. */
  lastRevision(server: string, last: number, open?: string): Revision {
    const places = open === undefined ? [] : this.tables.placesOf(open, server);
    return this.toRevision(server, Math.min(last + 1, ...places.map(({ revision }) => revision)) - 1);
  }

  private begin(): FoldState {
    this.lastFolded = undefined;
    const kept = this.tables.load();
    if (kept?.log === this.names.log) return kept;
    if (kept !== undefined) this.tables.mend(true);
    const previous = { command: '', position: 0 };
    return { log: this.names.log, upTo: 0, head: 0, latest: 0, count: 0, nextMark: 0, previous };
  }

  private present(): FoldState {
    const { lastFolded: last } = this;
    if (last === undefined) return this.state;
    return { ...this.state, last: { stream: last.stream, revision: last.revision, proof: proofOf(last) } };
  }

  private take(record: ServerRecord): void {
    const meta = metaOf(record);
    if (meta.batch !== undefined) {
      this.waitFor(meta.batch, record, meta);
      return;
    }
    this.mark(record.position, record.created);
    this.add(record.position, record.position, record.created, 1, meta.command);
    const { position } = record;
    this.tables.noteRun(this.names.partitionIn(record.stream), { first: position, last: position, end: position });
  }

  private add(first: Position, last: Position, created: Instant, events: number, command: string): void {
    const { state } = this;
    if (created < state.latest && this.tables.stepAt(first) < state.latest) {
      this.tables.addStep(first, state.latest);
    }
    state.latest = Math.max(state.latest, created);
    state.count += events;
    state.head = last;
    this.note(command, last);
  }

  /** Of a place where reading may begin, so not of events inside a batch. */
  private mark(position: Position, created: Instant): void {
    const { state } = this;
    if (state.count < state.nextMark) return;
    this.tables.addMark(position, Math.max(state.latest, created), state.count);
    state.nextMark = state.count + markEvery;
  }

  /** The events of one append follow each other: the last of them is where its command is found. */
  private note(command: string, position: Position): void {
    const { previous } = this.state;
    this.tables.noteCommand(command, position, previous.command === command ? previous.position : undefined);
    this.state.previous = { command, position };
  }

  private waitFor(
    id: string,
    { stream, revision }: ServerRecord,
    { recordedAt, index = 0, command }: RecordMeta,
  ): void {
    const moved = recordedAt === undefined ? {} : { moved: { index, created: recordedAt, command } };
    if ((this.tables.batch(id)?.kind ?? 'open') !== 'open') this.tables.bury(stream, revision);
    else this.tables.addPlace(id, { server: stream, revision, ...moved });
  }

  private settle(id: string, record: ServerRecord): void {
    // Only the first event of the stream decides.
    if (record.revision !== 0) return;
    const verdict = verdictOf(record);
    const places = this.tables.placesOf(id);
    if (verdict.kind === 'void') {
      for (const { server, revision } of places) this.tables.bury(server, revision);
      this.tables.decide(id, verdict);
      return;
    }
    const { room: _room, ...rest } = verdict;
    const at = record.position;
    const moved = movedIn(places);
    this.mark(at, moved[0]?.created ?? record.created);
    for (const { index, created, command } of moved) this.add(at + index, at + index, created, 1, command);
    if (moved.length === 0) this.add(at, at + verdict.events - 1, record.created, verdict.events, verdict.command);
    this.tables.decide(id, { ...rest, at, time: this.state.latest });
    const run = { first: verdict.from, last: at, end: at + verdict.events - 1 };
    const partitions = new Set(places.map(({ server }) => this.names.partitionIn(server)));
    for (const partition of partitions) this.tables.noteRun(partition, run);
  }
}

/** What a batch brings from another log, in the order of its events. */
function movedIn(places: readonly OpenPlace[]): readonly Moved[] {
  return places.flatMap(({ moved }) => moved ?? []).sort((a, b) => a.index - b.index);
}

/** Two logs do not have the same of any record. */
const proofOf = ({ stream, revision, position, created, meta, data }: ServerRecord): string =>
  contentId([stream, String(revision), String(position), String(created), meta.toString(), data.toString()]);
