import { canonicalJson, sha256 } from '@xf/es';

/** `sha256:<hex>` over the canonical text: names one wording of a rule document for ever. */
export const hashRuleDocument = (document: unknown): string => `sha256:${sha256(canonicalJson(document))}`;
