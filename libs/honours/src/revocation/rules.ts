import type { Foldable } from '@xf/es';
import { revocationCodec, type RevocationEvent } from './events';

/** Undefined until it is decided. */
export type RevocationState = RevocationEvent | undefined;

export const revocationFold: Foldable<RevocationState, RevocationEvent> = {
  name: 'revocation',
  codec: revocationCodec,
  initial: undefined,
  evolve: (_state, event) => event,
};
