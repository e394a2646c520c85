import { codec, optional, text, texts } from '@xf/es';
import type { OrganizationLevel } from '../terms';

export type OrganizationEvent = {
  type: 'OrganizationRegistered';
  organization: string;
  name: string;
  level: OrganizationLevel;
  parent?: string;
  /** From the root of the tree down to this organisation, so that no reader has to climb. */
  path: readonly string[];
};

export const organizationCodec = codec<OrganizationEvent>({
  OrganizationRegistered: {
    version: 1,
    fields: { organization: text, name: text, level: text, parent: optional(text), path: texts },
  },
});
