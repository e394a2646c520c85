import { hashRuleDocument, loadRuleDocument, type Process, type RuleDocument, type Rules } from '@xf/rules';
import type { HeadJudgeRefusal } from '../terms';

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

type Headed = { readonly rules: { readonly document: object }; readonly headJudge?: string };

/** Why somebody may not do what the rules of a contest keep for its head judge; undefined where they may. domain-rules 65, 86. */
export function headJudgeOnly(
  what: 'sanctions' | 'spreads',
  { rules, headJudge }: Headed,
  actor: string,
): HeadJudgeRefusal | undefined {
  if (processOf(rules.document).headJudge?.[what] !== true || actor === headJudge) return undefined;
  return { code: 'head-judge-needed', ...(headJudge === undefined ? {} : { headJudge }) };
}

export { hashRuleDocument, loadRuleDocument };
