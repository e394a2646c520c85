import type { Problem } from '@xf/rules';

type InOrganization = { organization: string };
type OnRequest = InOrganization & { request: string };

export type ErasingCommand =
  | (InOrganization & { type: 'PinErasurePolicy'; document: unknown })
  | (OnRequest & {
      type: 'RequestErasure';
      subject: string;
      found: string;
      reason: string;
      ground: string;
    })
  | (OnRequest & { type: 'ConfirmErasure' })
  | (OnRequest & { type: 'DeclineErasure'; reason: string });

export type ErasingRejection =
  | { code: 'erasure-policy-refused'; problems: readonly Problem[] }
  | { code: 'erasure-requested'; request: string }
  | { code: 'erasure-unknown' }
  | { code: 'erasure-closed'; status: 'confirmed' | 'declined' }
  | { code: 'second-account-needed' };
