import { codec, document, optional, personal, sha256, streamName, text, type StreamName } from '@xf/es';
import type { ErasurePolicy } from './rules';

/** An organisation's policy and the requests made to it. */
export const erasingStream = (organization: string): StreamName => streamName('erasing', organization);

/** Follows from the command's id: the same request sent twice is one request. */
export const erasureRequestIdOf = (command: string): string => `e${sha256(command).slice(0, 20)}`;

type InOrganization = { organization: string; by: string };
type OnRequest = InOrganization & { request: string; subject: string };

export type ErasingEvent =
  | (InOrganization & { type: 'ErasurePolicyPinned'; hash: string; document: ErasurePolicy })
  | (OnRequest & {
      type: 'ErasureRequested';
      /** By what the person was found: an entry, a nomination, an honour, an ID number. Never the person's own data. */
      found: string;
      /** Sealed, for whoever has to confirm it. */
      name?: string;
      reason: string;
      ground: string;
    })
  /** By a second account. The key goes with the same append. */
  | (OnRequest & { type: 'ErasureConfirmed' })
  | (OnRequest & { type: 'ErasureDeclined'; reason: string });

const inOrganization = { organization: text, by: text };
const onRequest = { ...inOrganization, request: text, subject: text };

export const erasingCodec = codec<ErasingEvent>({
  ErasurePolicyPinned: { version: 1, fields: { ...inOrganization, hash: text, document } },
  ErasureRequested: {
    version: 1,
    fields: { ...onRequest, found: text, name: optional(personal('subject')), reason: text, ground: text },
  },
  ErasureConfirmed: { version: 1, fields: onRequest },
  ErasureDeclined: { version: 1, fields: { ...onRequest, reason: text } },
});
