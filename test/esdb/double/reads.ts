import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Disk, Kept } from './disk';
import { caughtUp, checkpoint, confirmation, failure, nameOf, notFound, readAnswer } from './messages';

type Call = ServerWritableStream<ReadReq, ReadResp | Buffer>;

/** Every record is encoded once, so that readers that are measured do not wait for it. */
const encodings = new WeakMap<Kept, Buffer>();

function encoded(kept: Kept): Buffer {
  const known = encodings.get(kept) ?? Buffer.from(readAnswer(kept).serializeBinary());
  encodings.set(kept, known);
  return known;
}

export const answerBytes = (answer: ReadResp | Buffer): Buffer =>
  Buffer.isBuffer(answer) ? answer : Buffer.from(answer.serializeBinary());

/** What a node does with a read beside answering it. */
export type Reading = {
  /** How many records of the log the node has. */
  readonly has: () => number;
  /** Breaks a subscription after so many events. */
  readonly cutAfter: number | undefined;
  /** Told of every subscription, and what drops it. */
  readonly subscribed: (drop: (code: status, details: string) => void) => void;
  /** Told of every record that was sent. */
  readonly sent: () => void;
  /** Milliseconds that a step of a filtered read takes, in which nothing is told of what it passes over. */
  readonly stepMs: number;
  /** Told of every record that was looked at. */
  readonly looked: () => void;
};

export function answerRead(disk: Disk, call: Call, reading: Reading): void {
  const options = call.request.getOptions();
  if (options === undefined) throw new Error('a read without options');
  if (options.hasStream()) readStream(disk, call, options, reading);
  else if (options.hasSubscription()) subscribe(disk, call, options, reading);
  else readAll(disk, call, options, reading);
}

const isBackwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;

function readStream(disk: Disk, call: Call, options: ReadReq.Options, reading: Reading): void {
  const stream = options.getStream();
  const name = nameOf(stream?.getStreamIdentifier());
  const kept = disk.of(name);
  if (kept.length === 0) call.write(notFound(name));
  const count = Number(options.getCount());
  const from = stream?.hasEnd() === true ? kept.length - 1 : Number(stream?.getRevision() ?? 0);
  const found = isBackwards(options) ? kept.slice(0, from + 1).reverse() : kept.slice(from);
  send(call, found.values(), () => true, count, reading);
}

/** Positions are inclusive forwards, exclusive backwards. */
function readAll(disk: Disk, call: Call, options: ReadReq.Options, reading: Reading): void {
  const all = options.getAll();
  const at = Number(all?.getPosition()?.getCommitPosition() ?? 0);
  if (!disk.isBoundary(at)) {
    call.emit('error', failure(status.UNKNOWN, 'Trying to read from an invalid position.'));
    return;
  }
  const isAsked = filterOf(options);
  const count = Number(options.getCount());
  const first = disk.indexFrom(at);
  const has = Math.min(reading.has(), disk.records.length);
  const end = all?.hasEnd() === true ? has : first;
  send(
    call,
    isBackwards(options) ? backwards(disk.records, end) : forwards(disk.records, first, has),
    isAsked,
    count,
    reading,
    options.hasFilter() ? options.getFilter()?.getMax() || windowRecords : Number.POSITIVE_INFINITY,
  );
}

/** What a server looks at in one step when it is not told. */
const windowRecords = 32;

function* forwards(records: readonly Kept[], first: number, has: number): Generator<Kept> {
  for (let n = first; n < has; n++) yield records[n] as Kept;
}

function* backwards(records: readonly Kept[], end: number): Generator<Kept> {
  for (let n = end - 1; n >= 0; n--) yield records[n] as Kept;
}

/** Answers as fast as they are taken, and no faster. */
function send(
  call: Call,
  candidates: IterableIterator<Kept>,
  isAsked: (kept: Kept) => boolean,
  count: number,
  { sent, stepMs, looked }: Reading,
  window = Number.POSITIVE_INFINITY,
): void {
  let left = count;
  let steps = 1;
  let passed = 0;
  const pump = (): void => {
    while (left > 0) {
      if (call.cancelled) return;
      if (stepMs > 0 && passed === steps * window) {
        steps += 1;
        setTimeout(pump, stepMs);
        return;
      }
      const { value, done } = candidates.next();
      if (done === true) break;
      passed += 1;
      looked();
      if (!isAsked(value)) continue;
      left -= 1;
      sent();
      if (call.write(encoded(value))) continue;
      call.once('drain', pump);
      return;
    }
    call.end();
  };
  pump();
}

/** Begins behind the position, tells when it has caught up, and says now and then how far it is. */
function subscribe(disk: Disk, call: Call, options: ReadReq.Options, reading: Reading): void {
  const { cutAfter = Number.POSITIVE_INFINITY, has, subscribed } = reading;
  const after = options.getAll()?.getPosition()?.getCommitPosition();
  if (after !== undefined && !disk.isBoundary(Number(after))) {
    call.emit('error', failure(status.UNKNOWN, 'Trying to read from an invalid position.'));
    return;
  }
  const isAsked = filterOf(options);
  let next = after === undefined ? 0 : disk.indexFrom(Number(after) + 1);
  let sent = 0;
  const pump = (): void => {
    for (; next < Math.min(has(), disk.records.length); next++) {
      const one = disk.records[next];
      if (one === undefined) continue;
      if (!isAsked(one)) {
        if (next % 8 === 0) call.write(checkpoint(one.position));
        continue;
      }
      if (sent === cutAfter) {
        drop(status.UNAVAILABLE, 'the double dropped the subscription');
        return;
      }
      call.write(encoded(one));
      sent += 1;
      reading.sent();
    }
  };
  const drop = (code: status, details: string): void => {
    stop();
    call.emit('error', failure(code, details));
  };
  const stop = disk.watch(() => setImmediate(pump));
  call.on('cancelled', stop);
  call.on('close', stop);
  subscribed(drop);
  call.write(confirmation());
  pump();
  call.write(caughtUp());
}

function filterOf(options: ReadReq.Options): (kept: Kept) => boolean {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList();
  if (prefixes === undefined) return () => true;
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}
