import { codec, streamName, text, type ErasureLog, type StreamName } from '@xf/es';

export type ErasureEvent = { type: 'PersonErased'; subject: string; reason: string };

export const erasureCodec = codec<ErasureEvent>({
  PersonErased: { version: 1, fields: { subject: text, reason: text } },
});

/** One stream, so that a process that starts reads it alone. No account or organisation can have its partition. */
export const erasuresStream: StreamName = streamName('erasures', '~all');

export const erasureLog: ErasureLog<ErasureEvent> = {
  stream: erasuresStream,
  codec: erasureCodec,
  subjectOf: ({ subject }) => subject,
};
