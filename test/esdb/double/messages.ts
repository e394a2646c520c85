import { Metadata, type status, type ServiceError } from '@grpc/grpc-js';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import {
  AllStreamPosition,
  Empty,
  MaximumAppendSizeExceeded,
  StreamIdentifier,
  Timeout,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Kept, Offered, Outcome } from './disk';

const ticksPerMs = 10_000n;

export function readAnswer(kept: Kept): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(new UUID().setString(kept.id));
  recorded.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(kept.stream)));
  recorded.setStreamRevision(String(kept.revision));
  recorded.setCommitPosition(String(kept.position)).setPreparePosition(String(kept.position));
  const fields = recorded.getMetadataMap();
  fields.set('type', kept.type).set('content-type', kept.contentType);
  fields.set('created', String(BigInt(kept.created) * ticksPerMs));
  recorded.setData(kept.data).setCustomMetadata(kept.meta);
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded));
}

export function checkpoint(position: number): ReadResp {
  const at = new ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position));
  return new ReadResp().setCheckpoint(at);
}

export const confirmation = (): ReadResp =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId('double'));

export const caughtUp = (): ReadResp => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

export function notFound(stream: string): ReadResp {
  const name = new StreamIdentifier().setStreamName(Buffer.from(stream));
  return new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(name));
}

export type AppendCall = {
  readonly id: string;
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly Offered[];
};

export function appendCall(request: BatchAppendReq): AppendCall {
  const options = request.getOptions();
  if (options === undefined || !request.getIsFinal()) throw new Error('the double takes an append in one message');
  const cases = BatchAppendReq.Options.ExpectedStreamPositionCase;
  const which = options.getExpectedStreamPositionCase();
  if (which !== cases.NO_STREAM && which !== cases.STREAM_POSITION) throw new Error('an append without a revision');
  return {
    id: request.getCorrelationId()?.getString() ?? '',
    stream: nameOf(options.getStreamIdentifier()),
    expected: which === cases.NO_STREAM ? -1 : Number(options.getStreamPosition()),
    events: request.getProposedMessagesList().map((message) => ({
      id: message.getId()?.getString() ?? '',
      type: message.getMetadataMap().get('type') ?? '',
      contentType: message.getMetadataMap().get('content-type') ?? '',
      data: message.getData_asU8(),
      meta: message.getCustomMetadata_asU8(),
    })),
  };
}

export const nameOf = (name: StreamIdentifier | undefined): string =>
  Buffer.from(name?.getStreamName_asU8() ?? []).toString();

/** @param says whether an idempotent answer says the position; the server does not always */
export function appendAnswer({ id, stream }: AppendCall, outcome: Outcome, says: boolean): BatchAppendResp {
  const answer = new BatchAppendResp().setCorrelationId(new UUID().setString(id));
  answer.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (outcome.kind === 'wrong-version') return answer.setError(wrongVersion(outcome.actual));
  if (outcome.kind === 'too-large') return answer.setError(tooLarge(outcome.max));
  const success = new BatchAppendResp.Success().setCurrentRevision(String(outcome.last.revision));
  const text = String(outcome.last.position);
  if (outcome.kind === 'idempotent' && !says) success.setNoPosition(new Empty());
  else success.setPosition(new AllStreamPosition().setCommitPosition(text).setPreparePosition(text));
  return answer.setSuccess(success);
}

export function timedOut({ id, stream }: AppendCall): BatchAppendResp {
  const answer = new BatchAppendResp().setCorrelationId(new UUID().setString(id));
  answer.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  return answer.setError(statusOf('Timeout', new Timeout().serializeBinary(), 'Timeout'));
}

function wrongVersion(actual: number): Status {
  const details = new WrongExpectedVersion();
  if (actual < 0) details.setCurrentNoStream(new Empty());
  else details.setCurrentStreamRevision(String(actual));
  return statusOf('WrongExpectedVersion', details.serializeBinary(), 'WrongExpectedVersion');
}

function tooLarge(max: number): Status {
  const details = new MaximumAppendSizeExceeded().setMaxappendsize(max);
  return statusOf('MaximumAppendSizeExceeded', details.serializeBinary(), 'Maximum Append Size Exceeded');
}

function statusOf(name: string, bytes: Uint8Array, message: string): Status {
  const details = new Any();
  details.pack(bytes, `event_store.client.${name}`);
  return new Status().setMessage(message).setDetails(details);
}

export function failure(code: status, details: string, fields: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata, name: 'failure' });
}
