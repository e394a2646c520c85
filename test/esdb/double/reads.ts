import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Disk, Kept } from './disk';
import { caughtUp, checkpoint, confirmation, failure, nameOf, notFound, readAnswer } from './messages';

type Call = ServerWritableStream<ReadReq, ReadResp>;

export function answerRead(disk: Disk, call: Call, cutAfter: number | undefined): void {
  const options = call.request.getOptions();
  if (options === undefined) throw new Error('a read without options');
  if (options.hasStream()) readStream(disk, call, options);
  else if (options.hasSubscription()) subscribe(disk, call, options, cutAfter);
  else readAll(disk, call, options);
}

const isBackwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;

function readStream(disk: Disk, call: Call, options: ReadReq.Options): void {
  const stream = options.getStream();
  const name = nameOf(stream?.getStreamIdentifier());
  const kept = disk.of(name);
  if (kept.length === 0) call.write(notFound(name));
  const count = Number(options.getCount());
  const from = stream?.hasEnd() === true ? kept.length - 1 : Number(stream?.getRevision() ?? 0);
  const found = isBackwards(options) ? kept.slice(0, from + 1).reverse() : kept.slice(from);
  for (const one of found.slice(0, count)) call.write(readAnswer(one));
  call.end();
}

/** Positions are inclusive forwards, exclusive backwards. */
function readAll(disk: Disk, call: Call, options: ReadReq.Options): void {
  const all = options.getAll();
  const at = Number(all?.getPosition()?.getCommitPosition() ?? 0);
  if (!disk.isBoundary(at)) {
    call.emit('error', failure(status.UNKNOWN, 'Trying to read from an invalid position.'));
    return;
  }
  const isAsked = filterOf(options);
  const count = Number(options.getCount());
  const first = disk.indexFrom(at);
  const end = all?.hasEnd() === true ? disk.records.length : first;
  const candidates = isBackwards(options) ? disk.records.slice(0, end).reverse() : disk.records.slice(first);
  let left = count;
  for (const one of candidates) {
    if (left === 0) break;
    if (!isAsked(one)) continue;
    call.write(readAnswer(one));
    left -= 1;
  }
  call.end();
}

/** Begins behind the position, tells when it has caught up, and says now and then how far it is. */
function subscribe(disk: Disk, call: Call, options: ReadReq.Options, cutAfter = Number.POSITIVE_INFINITY): void {
  const after = options.getAll()?.getPosition()?.getCommitPosition();
  if (after !== undefined && !disk.isBoundary(Number(after))) {
    call.emit('error', failure(status.UNKNOWN, 'Trying to read from an invalid position.'));
    return;
  }
  const isAsked = filterOf(options);
  let next = after === undefined ? 0 : disk.indexFrom(Number(after) + 1);
  let sent = 0;
  const pump = (): void => {
    for (; next < disk.records.length; next++) {
      const one = disk.records[next];
      if (one === undefined) continue;
      if (!isAsked(one)) {
        if (next % 8 === 0) call.write(checkpoint(one.position));
        continue;
      }
      if (sent === cutAfter) {
        stop();
        call.emit('error', failure(status.UNAVAILABLE, 'the double dropped the subscription'));
        return;
      }
      call.write(readAnswer(one));
      sent += 1;
    }
  };
  const stop = disk.watch(() => setImmediate(pump));
  call.on('cancelled', stop);
  call.on('close', stop);
  call.write(confirmation());
  pump();
  call.write(caughtUp());
}

function filterOf(options: ReadReq.Options): (kept: Kept) => boolean {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList();
  if (prefixes === undefined) return () => true;
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}
