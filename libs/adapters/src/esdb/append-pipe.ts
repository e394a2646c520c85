import { randomUUID } from 'node:crypto';
import { noStream, Outage, type Position, type Revision } from '@xf/es';
import { MaximumAppendSizeExceeded, WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService, type StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { ErrorType } from '@eventstore/db-client';
import { Slow } from './failures';
import type { Link } from './link';
import type { Proposal } from './records';
import { safeNumber } from './wire';
import { answerIn, requestOf } from './wire-append';

export type Landed =
  /** `position` is that of the last event; a server that finds the events there already may not say it. */
  | { readonly kind: 'landed'; readonly position: Position | undefined }
  /** The stream stands elsewhere, or holds other events there. */
  | { readonly kind: 'elsewhere'; readonly actual: Revision };

type Waiting = {
  readonly settle: (answer: Buffer) => void;
  readonly fail: (error: Error) => void;
};
type Pipe = { readonly waiting: Map<string, Waiting>; broken?: Error };
type Arguments = Parameters<Parameters<Link['open']>[1]>[1];
type Duplex = ReturnType<typeof startRaw>;

/**
 * All appends of the process on one stream to the leader, each answered by itself. When the stream breaks, what waits on
 * it fails with an outcome that nobody knows: the same proposals sent again are taken once.
 */
export class AppendPipe {
  private readonly streams = new WeakMap<StreamsClient, Duplex>();
  private readonly pipes = new WeakMap<Duplex, Pipe>();

  constructor(
    private readonly link: Link,
    private readonly deadlineMs: number,
  ) {}

  async append(server: string, expected: Revision, events: readonly Proposal[]): Promise<Landed> {
    const timer = { handle: undefined as NodeJS.Timeout | undefined };
    const late = new Promise<never>((_, reject) => {
      timer.handle = setTimeout(() => reject(new Slow('append')), this.deadlineMs);
    });
    try {
      return landed(await Promise.race([this.send(server, expected, events), late]));
    } finally {
      clearTimeout(timer.handle);
    }
  }

  private async send(server: string, expected: Revision, events: readonly Proposal[]): Promise<Buffer> {
    const stream = await this.link.open('append', (client, args) => this.start(client, args), this.streams);
    const pipe = this.pipes.get(stream);
    if (pipe === undefined) throw new Error('a stream for appends that was not started here');
    if (pipe.broken !== undefined) throw pipe.broken;
    const id = randomUUID();
    return new Promise((settle, fail) => {
      pipe.waiting.set(id, { settle, fail });
      stream.write(requestOf(id, server, expected, events));
    });
  }

  private start(client: StreamsClient, args: Arguments): Duplex {
    const stream = startRaw(client, args);
    const pipe: Pipe = { waiting: new Map() };
    this.pipes.set(stream, pipe);
    const stop = (error: Error): void => {
      pipe.broken ??= error;
      for (const { fail } of pipe.waiting.values()) fail(error);
      pipe.waiting.clear();
    };
    stream.on('data', (answer: Buffer) => {
      const { id } = answerIn(answer);
      const waiting = pipe.waiting.get(id);
      pipe.waiting.delete(id);
      waiting?.settle(answer);
    });
    stream.on('error', stop);
    stream.on('end', () => {
      stop(new Error('the event store ended the stream for appends'));
      stream.end();
    });
    return stream;
  }
}

function startRaw(client: StreamsClient, args: Arguments) {
  const raw = (bytes: Buffer): Buffer => bytes;
  return client.makeBidiStreamRequest(StreamsService.batchAppend.path, raw, raw, ...args);
}

function landed(answer: Buffer): Landed {
  const { isSuccess, position } = answerIn(answer);
  if (isSuccess) return { kind: 'landed', position: position === undefined ? undefined : safeNumber(position) };
  const error = BatchAppendResp.deserializeBinary(answer).getError();
  const details = error?.getDetails();
  const name = details?.getTypeName() ?? '';
  const wrong = details?.unpack(
    (bytes) => WrongExpectedVersion.deserializeBinary(bytes),
    nameOf('WrongExpectedVersion'),
  );
  if (wrong !== null && wrong !== undefined) {
    const actual = wrong.hasCurrentStreamRevision() ? safeNumber(wrong.getCurrentStreamRevision()) : noStream;
    return { kind: 'elsewhere', actual };
  }
  const size = details?.unpack(
    (bytes) => MaximumAppendSizeExceeded.deserializeBinary(bytes),
    nameOf('MaximumAppendSizeExceeded'),
  );
  if (size !== null && size !== undefined) throw tooLarge(size.getMaxappendsize());
  const type = types.get(name);
  throw Object.assign(
    new Error(error?.getMessage() ?? 'an answer without a result'),
    type === undefined ? {} : { type },
  );
}

const nameOf = (message: string): string => `event_store.client.${message}`;

const types = new Map<string, ErrorType>([
  [nameOf('AccessDenied'), ErrorType.ACCESS_DENIED],
  [nameOf('StreamDeleted'), ErrorType.STREAM_DELETED],
]);

function tooLarge(bytes: number): Outage {
  const zh = `一次写入超过事件库的上限 ${bytes} 字节，请把 --max-append-size 恢复为默认的 1048576。`;
  return new Outage(`${zh}An append is larger than the event store takes; put --max-append-size back to its default.`);
}
