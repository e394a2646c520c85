import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect, type Server as NetServer, type Socket } from 'node:net';
import {
  Server,
  ServerCredentials,
  status,
  type Metadata,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { UUID, type Empty } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { freePort } from '../../support/port';
import type { Disk } from './disk';
import { appendAnswer, appendCall, failure, timedOut, type AppendCall } from './messages';
import { answerBytes, answerRead, type Reading } from './reads';

/**
 * What goes wrong with one append. `cut-before` and `cut-after`: the connection breaks, and the events are not there, or
 * are. `timeout`: the server says it knows no outcome, and has written. `silent`: written, and no answer.
 */
export type Fault = 'cut-before' | 'cut-after' | 'timeout' | 'silent' | undefined;

export type DoubleOptions = {
  readonly disk: Disk;
  /** Asked about every append. */
  readonly fault?: (call: AppendCall) => Fault;
  /** A follower refuses appends and names the leader's port. */
  readonly leaderPort?: () => number;
  readonly secure?: { readonly cert: Buffer; readonly key: Buffer; readonly user: string; readonly password: string };
};

/**
 * One node that speaks the protocol as the client's own stubs define it. A relay stands before it, so that connections can
 * be cut and frozen as a network would.
 */
export class Double {
  readonly id = randomUUID();
  port = 0;
  /** Read streams that were opened, and records that went out; for tests that count. */
  readonly counts = { reads: 0, subscriptions: 0, appends: 0, sent: 0, looked: 0 };
  /** Breaks the next subscription after so many events. */
  cutSubscriptionAfter: number | undefined;
  fault: (call: AppendCall) => Fault;
  leaderPort: (() => number) | undefined;
  /** Milliseconds before each answer. */
  slowMs = 0;
  /** Milliseconds that each step of a filtered read takes. */
  stepMs = 0;
  /** Milliseconds between an append and its answer, as of a server with a slow disk. */
  ackMs = 0;
  /** Records that have reached this node; the others come when this is lifted. */
  has = Number.POSITIVE_INFINITY;
  members: readonly { readonly double: Double; readonly state: MemberInfo.VNodeState; readonly isAlive: boolean }[] =
    [];
  private server: Server | undefined;
  private relay: NetServer | undefined;
  private frozen = false;
  private readonly sockets = new Set<Socket>();
  private readonly subscriptions = new Set<(code: status, details: string) => void>();

  constructor(readonly options: DoubleOptions) {
    this.fault = options.fault ?? (() => undefined);
    this.leaderPort = options.leaderPort;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Starts, again on the same port after a stop. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    const read = { ...StreamsService.read, responseSerialize: answerBytes };
    server.addService(
      { ...StreamsService, read },
      {
        read: (call: ServerWritableStream<ReadReq, ReadResp>) => this.read(call),
        batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.batchAppend(call),
        append: notHere,
        delete: notHere,
        tombstone: notHere,
      },
    );
    server.addService(GossipService, {
      read: (call: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) =>
        this.gossip(call, answer),
    });
    server.addService(ServerFeaturesService, { getSupportedMethods });
    const inner = await bind(server, this.options.secure);
    this.server = server;
    this.relay = createServer((from) => this.join(from, inner));
    if (this.port === 0) this.port = await freePort();
    this.relay.listen(this.port, '127.0.0.1');
    await once(this.relay, 'listening');
  }

  /** Stops as a killed process does: connections break, what is on the disk stays. */
  async stop(): Promise<void> {
    const relay = this.relay;
    this.relay = undefined;
    const closed = new Promise<void>((resolve) => (relay === undefined ? resolve() : relay.close(() => resolve())));
    this.cut();
    this.server?.forceShutdown();
    await closed;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** Connections stay open and nothing moves any more, as with a stopped process; until `thaw`. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Ends every subscription with an error of the server's. */
  dropSubscriptions(code: status, details: string): void {
    for (const drop of this.subscriptions) drop(code, details);
    this.subscriptions.clear();
  }

  private join(from: Socket, port: number): void {
    const to = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      if (this.frozen) one.pause();
    }
  }

  private read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    const isForLeader = call.metadata.get('requires-leader')[0] === 'true';
    const denied = this.denied(call.metadata) ?? (isForLeader ? this.notLeader() : undefined);
    if (denied !== undefined) {
      call.emit('error', denied);
      return;
    }
    const cutAfter = this.cutSubscriptionAfter;
    if (call.request.getOptions()?.hasSubscription() === true) {
      this.counts.subscriptions += 1;
      this.cutSubscriptionAfter = undefined;
    } else {
      this.counts.reads += 1;
    }
    const reading: Reading = {
      cutAfter,
      has: () => this.has,
      subscribed: (drop) => this.subscriptions.add(drop),
      sent: () => (this.counts.sent += 1),
      stepMs: this.stepMs,
      looked: () => (this.counts.looked += 1),
    };
    this.later(() => answerRead(this.options.disk, call, reading));
  }

  private batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    const denied = this.denied(call.metadata);
    if (denied !== undefined) {
      call.emit('error', denied);
      return;
    }
    call.on('end', () => call.end());
    call.on('data', (request: BatchAppendReq) => this.later(() => this.append(call, appendCall(request))));
  }

  private append(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>, request: AppendCall): void {
    this.counts.appends += 1;
    const elsewhere = this.notLeader();
    if (elsewhere !== undefined) {
      call.emit('error', elsewhere);
      return;
    }
    const fault = this.fault(request);
    if (fault === 'cut-before') {
      this.cut();
      return;
    }
    const outcome = this.options.disk.append(request.stream, request.expected, request.events);
    if (fault === 'silent') return;
    if (fault === 'cut-after') this.cut();
    else {
      const says = this.counts.appends % 2 === 0;
      const answer = (): unknown =>
        call.write(fault === 'timeout' ? timedOut(request) : appendAnswer(request, outcome, says));
      if (this.ackMs === 0) answer();
      else setTimeout(answer, this.ackMs);
    }
  }

  private gossip(_call: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void {
    const info = new ClusterInfo();
    for (const { double, state, isAlive } of this.members) {
      const end = new EndPoint().setAddress('127.0.0.1').setPort(double.port);
      const member = new MemberInfo().setInstanceId(new UUID().setString(double.id)).setTimeStamp(String(Date.now()));
      info.addMembers(member.setState(state).setIsAlive(isAlive).setHttpEndPoint(end));
    }
    answer(null, info);
  }

  private notLeader() {
    const leader = this.leaderPort?.();
    if (leader === undefined) return undefined;
    const fields = {
      exception: 'not-leader',
      'leader-endpoint-host': '127.0.0.1',
      'leader-endpoint-port': `${leader}`,
    };
    return failure(status.NOT_FOUND, 'Leader info available', fields);
  }

  private denied(metadata: Metadata) {
    const { secure } = this.options;
    if (secure === undefined) return undefined;
    const expected = `Basic ${Buffer.from(`${secure.user}:${secure.password}`).toString('base64')}`;
    if (metadata.get('authorization')[0] === expected) return undefined;
    return failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
  }

  private later(work: () => void): void {
    if (this.slowMs === 0) work();
    else setTimeout(work, this.slowMs);
  }
}

function bind(server: Server, secure: DoubleOptions['secure']): Promise<number> {
  const credentials =
    secure === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ cert_chain: secure.cert, private_key: secure.key }]);
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error === null ? resolve(port) : reject(error)));
  });
}

/** What the adapter does not call. */
const notHere = (call: { readonly emit: (event: 'error', error: Error) => unknown }): void => {
  call.emit('error', failure(status.UNIMPLEMENTED, 'not in the double'));
};

/** The client's own `appendToStream` takes the same way as the adapter only when it is told of it. */
function getSupportedMethods(_call: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>) {
  const batch = new SupportedMethod().setServiceName('event_store.client.streams.Streams').setMethodName('BatchAppend');
  answer(null, new SupportedMethods().setEventStoreServerVersion('24.2.0').setMethodsList([batch]));
}
