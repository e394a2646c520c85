import { randomUUID } from 'node:crypto';
import { AllStreamPosition, Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';

import { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import fc from 'fast-check';
import { noStream } from '@xf/es';
import { answerIn, requestOf } from './wire-append';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const long = fc.constantFrom('a', '汉字', '𠮷').chain((unit) => fc.nat(3_000).map((times) => unit.repeat(times)));
const event = fc.record({
  ...{ id: fc.uuid(), type: fc.string({ minLength: 1 }), data: fc.oneof(text, long), meta: text },
});
const revision = fc.oneof(fc.constant(noStream), fc.nat(200), fc.maxSafeNat());

describe('an append written by hand', () => {
  it('is read by the generated code as what it was made of', () => {
    fc.assert(
      fc.property(fc.uuid(), text, revision, fc.array(event, { maxLength: 4 }), (id, server, expected, events) => {
        const read = BatchAppendReq.deserializeBinary(requestOf(id, server, expected, events));
        const options = read.getOptions();
        const isNew = expected === noStream;
        expect(read.getCorrelationId()?.getString()).toBe(id);
        expect(read.getIsFinal()).toBe(true);
        expect(bytes(options?.getStreamIdentifier()?.getStreamName_asB64())).toEqual(Buffer.from(server));
        expect([options?.hasNoStream(), options?.hasStreamPosition()]).toEqual([isNew, !isNew]);
        if (!isNew) expect(options?.getStreamPosition()).toBe(String(expected));
        const told = read.getProposedMessagesList().map((message) => ({
          id: message.getId()?.getString(),
          metadata: new Map(message.getMetadataMap().toObject()),
          meta: bytes(message.getCustomMetadata_asB64()),
          data: bytes(message.getData_asB64()),
        }));
        expect(told).toEqual(
          events.map(({ id: own, type, meta, data }) => ({
            id: own,
            metadata: new Map([
              ['type', type],
              ['content-type', 'application/json'],
            ]),
            ...{ meta: Buffer.from(meta), data: Buffer.from(data) },
          })),
        );
      }),
    );
  });
});

describe('an answer to an append', () => {
  const id = randomUUID();
  const answer = () =>
    new BatchAppendResp()
      .setCorrelationId(new UUID().setString(id))
      .setStreamIdentifier(new StreamIdentifier().setStreamName('cw=='));
  const read = (response: BatchAppendResp) => answerIn(Buffer.from(response.serializeBinary()));

  it('tells where the last event stands', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (at) => {
        const position = new AllStreamPosition().setCommitPosition(String(at)).setPreparePosition('7');
        const success = new BatchAppendResp.Success().setCurrentRevision('3').setPosition(position);
        expect(read(answer().setSuccess(success))).toEqual({ id, isSuccess: true, position: at });
      }),
    );
  });

  it('tells that it was taken, without a place', () => {
    const success = new BatchAppendResp.Success().setCurrentRevision('3').setNoPosition(new Empty());
    expect(read(answer().setSuccess(success))).toEqual({ id, isSuccess: true, position: undefined });
  });

  it('tells that it was not taken', () => {
    expect(read(answer())).toEqual({ id, isSuccess: false, position: undefined });
  });
});

const bytes = (base64: string | undefined): Buffer => Buffer.from(base64 ?? '', 'base64');
