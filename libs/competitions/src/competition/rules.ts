import {
  hashRuleDocument,
  loadRuleDocument,
  rulesByHash,
  type Process,
  type RuleDocument,
  type Rules,
} from '@xf/rules';
import type { HeadJudgeRefusal } from '../terms';

const compiledMax = 500;
const compiled = new Map<string, Rules>();

type Pinned = { readonly hash: string; readonly document: object };

/**
 * The compiled form of a pinned document. Compiling is pure, so remembering the result by the document's hash changes
 * nothing but the time it takes.
 */
export function rulesOf(pinned: Pinned): Rules {
  const known = compiled.get(pinned.hash);
  if (known !== undefined) return known;
  // Whoever pinned it had it checked, and making the check takes a quarter of a second.
  const rules = rulesByHash(pinned.document, pinned.hash) ?? checked(pinned);
  if (compiled.size >= compiledMax) compiled.clear();
  compiled.set(pinned.hash, rules);
  return rules;
}

/** A document that is not the one its hash names is as new as any. */
function checked({ hash, document }: Pinned): Rules {
  const loaded = loadRuleDocument(document);
  if (loaded.ok) return loaded.rules;
  throw new Error(`pinned rule document ${hash} does not load: ${JSON.stringify(loaded.problems)}`);
}

export type SanctionType = NonNullable<Process['sanctions']>[number];

/** How a contest is held around its scores, of a pinned document; empty where the document does not say. */
export function processOf(document: object): Process {
  return (document as RuleDocument).process ?? {};
}

/** Whether marks are recorded under a criterion. */
export const takesMarks = (pinned: Pinned, criterion: string): boolean =>
  rulesOf(pinned).document.values.some(({ id, marks }) => id === criterion && marks !== undefined);

/**
 * Whether a mark must come by code: a judge gives it, and until the freeze judges know codes alone. To change one by the number
 * of its entry would show its judge which code that is. domain-rules 80.
 */
export function comesByCode({ rules, frozen }: { rules: Pinned; frozen: boolean }, criterion: string): boolean {
  if (frozen || processOf(rules.document).anonymous !== true) return false;
  return rulesOf(rules).document.values.some(({ id, marks }) => id === criterion && marks?.kind === 'judged');
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
