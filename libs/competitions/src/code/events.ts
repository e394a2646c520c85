import { codec, list, optional, streamName, text, type StreamName } from '@xf/es';

export const codesStream = (competition: string, contest: string): StreamName =>
  streamName('codes', competition, contest);

/** What judges know an entry by. */
export type Code = { readonly entry: string; readonly code: string };

type On = { competition: string; contest: string };

/** A stream of its own: whoever reads entries, boards or feeds never meets it. domain-rules 80. */
export type CodeEvent =
  /** `seed` gives the order again; absent where the list was drawn elsewhere. */
  | (On & { type: 'CodesDrawn'; seed?: string; codes: readonly Code[] })
  | (On & { type: 'CodesOpened'; by: string })
  /** These count no more, and may be drawn anew among all who have entered then. */
  | (On & { type: 'CodesVoided'; by: string; reason: string });

const on = { competition: text, contest: text };

export const codeCodec = codec<CodeEvent>({
  CodesDrawn: { version: 1, fields: { ...on, seed: optional(text), codes: list({ entry: text, code: text }) } },
  CodesOpened: { version: 1, fields: { ...on, by: text } },
  CodesVoided: { version: 1, fields: { ...on, by: text, reason: text } },
});
