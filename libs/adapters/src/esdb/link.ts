import { EventStoreDBClient, type BaseOptions } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { Slow } from './failures';

type Call = Parameters<StreamsClient['read']>;
type Arguments = [NonNullable<Call[1]>, NonNullable<Call[2]>];

/** What the client keeps for its own subclasses: it finds the node, holds the channel and changes it when a node fails. */
type Inside = {
  readonly GRPCStreamCreator: <T>(
    stub: typeof StreamsClient,
    name: string,
    open: (client: StreamsClient) => T,
    cache?: WeakMap<StreamsClient, T>,
  ) => () => Promise<T>;
  readonly callArguments: (options: BaseOptions, call: { readonly deadline: number }) => Arguments;
};

/** How long a stream may say nothing. With `isAlive` it goes on after a silence in which that question is answered. */
export type Silence = { readonly idleMs: number; readonly isAlive?: () => Promise<unknown> };

/**
 * A connection to the server or the leader of a cluster. Streams are opened through the generated stubs: the client's own
 * `readAll` takes no filter, its deadline is not applied to a server that has frozen, and its `appendToStream` lets one
 * broken stream fail the pending appends of every client of the process, without anyone to catch it.
 */
export class Link {
  private readonly client: EventStoreDBClient;
  private readonly inside: Inside;

  constructor(
    url: string,
    private readonly requiresLeader: boolean,
  ) {
    this.client = EventStoreDBClient.connectionString(url);
    this.inside = this.client as unknown as Inside;
  }

  /** Opens a stream, or answers the one that is open on the present channel when a cache is given. */
  open<T>(
    name: string,
    start: (client: StreamsClient, args: Arguments) => T,
    cache?: WeakMap<StreamsClient, T>,
  ): Promise<T> {
    const args = this.inside.callArguments({ requiresLeader: this.requiresLeader }, { deadline: Infinity });
    return this.inside.GRPCStreamCreator(StreamsClient, name, (client) => start(client, args), cache)();
  }

  /**
   * @param each told every answer, a `ReadResp` as it came
   * @param silence when the stream is given up; never for one that waits for news
   */
  read(
    request: ReadReq,
    each: (answer: Buffer) => void,
    silence?: Silence,
  ): { readonly cancel: () => void; readonly ended: Promise<void> } {
    const reading: { cancel: () => void } = { cancel: () => undefined };
    const ended = new Promise<void>((resolve, reject) => {
      let over = false;
      let stop = (): void => undefined;
      const settle = (error?: unknown): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        stop();
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('the stream broke', { cause: error }));
      };
      const idle = (): void => {
        if (silence?.isAlive === undefined) settle(new Slow('read'));
        else silence.isAlive().then(() => !over && timer?.refresh(), settle);
      };
      const timer = silence === undefined ? undefined : setTimeout(idle, silence.idleMs);
      reading.cancel = () => settle();
      this.open('read', (client, args) => readRaw(client, request, args)).then((stream) => {
        stop = () => stream.cancel();
        stream.on('error', settle);
        stream.on('end', () => settle());
        stream.on('data', (answer: Buffer) => {
          if (over) return;
          timer?.refresh();
          try {
            each(answer);
          } catch (error) {
            settle(error);
          }
        });
        if (over) stop();
      }, settle);
    });
    return { ended, cancel: () => reading.cancel() };
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

function readRaw(client: StreamsClient, request: ReadReq, args: Arguments) {
  const { path, requestSerialize } = StreamsService.read;
  return client.makeServerStreamRequest(path, requestSerialize, (bytes: Buffer) => bytes, request, ...args);
}
