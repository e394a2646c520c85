import { hashRuleDocument, loadRuleDocument, type Process, type RuleDocument, type Rules } from '@xf/rules';

const compiledMax = 500;
const compiled = new Map<string, Rules>();

/**
 * The compiled form of a pinned document. Compiling is pure, so remembering the result by the document's hash changes
 * nothing but the time it takes.
 */
export function rulesOf(pinned: { readonly hash: string; readonly document: object }): Rules {
  const known = compiled.get(pinned.hash);
  if (known !== undefined) return known;
  const loaded = loadRuleDocument(pinned.document);
  if (!loaded.ok)
    throw new Error(`pinned rule document ${pinned.hash} does not load: ${JSON.stringify(loaded.problems)}`);
  if (compiled.size >= compiledMax) compiled.clear();
  compiled.set(pinned.hash, loaded.rules);
  return loaded.rules;
}

export type SanctionType = NonNullable<Process['sanctions']>[number];

/** How a contest is held around its scores, of a pinned document; empty where the document does not say. */
export function processOf(document: object): Process {
  return (document as RuleDocument).process ?? {};
}

export { hashRuleDocument, loadRuleDocument };
