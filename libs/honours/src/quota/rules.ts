import { hashRuleDocument, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Citation, Cited, ClauseCites } from '../cites';
import type { Consecutive } from './rules.outside';
import { quotaFormulaSchema } from './rules.schema';

export type QuotaMethod = 'largest-remainder' | 'dhondt' | 'sainte-lague';

/** Seats shared out together, by weighted shares of figures that every unit states. */
export type Pot = Cited & {
  readonly pot: string;
  readonly name: string;
  readonly method: QuotaMethod;
  /** So many for every unit, however small. */
  readonly floor: number;
  /** Plain decimals; the weights need not make 100. */
  readonly shares: readonly (Cited & { readonly figure: string; readonly name: string; readonly weight: string })[];
};

/**
 * Single-listed and instant ones (单列, 即时): given by count and no part of what is shared out. With `consecutive` nobody is given
 * seats: whoever has the years applies (资格外). domain-rules 19, 104.
 */
export type OutsidePot = Cited & {
  readonly pot: string;
  readonly name: string;
  readonly consecutive?: Consecutive;
};

export type QuotaFormula = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly note?: string;
  readonly cites: readonly Citation[];
  readonly pots: readonly Pot[];
  readonly outside?: readonly OutsidePot[];
  /** How many substitutes a unit may rank behind its seats. domain-rules 23. */
  readonly substitutes: number;
  /** Whether another unit's substitute may take a seat that a unit cannot fill. domain-rules 24. */
  readonly crossUnit: boolean;
  readonly clauseCites?: ClauseCites<'substitutes' | 'crossUnit'>;
};

type LoadedFormula =
  { readonly ok: true; readonly formula: QuotaFormula } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadQuotaFormula(json: unknown): LoadedFormula {
  const form = formProblems(quotaFormulaSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const formula = json as QuotaFormula;
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const once = (pot: string, pointer: string): void => {
    if (seen.has(pot)) problems.push({ pointer, code: 'id-repeated', zh: '标识重复', en: 'this id is repeated' });
    seen.add(pot);
  };
  for (const [index, { pot, shares }] of formula.pots.entries()) {
    once(pot, `/pots/${index}/pot`);
    if (shares.every(({ weight }) => /^[0.]+$/.test(weight))) {
      const pointer = `/pots/${index}/shares`;
      problems.push({ pointer, code: 'weights-zero', zh: '权重全为零', en: 'all weights are zero' });
    }
  }
  for (const [index, { pot }] of (formula.outside ?? []).entries()) once(pot, `/outside/${index}/pot`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, formula };
}

/** By which formula the seats of an award are shared out in a round. */
export type RoundQuota = { readonly award: string; readonly formula: QuotaFormula };

/** The same for the part of a round document: every award once, every formula sound. Its form has been checked. */
export function loadRoundQuotas(json: unknown): { readonly ok: boolean; readonly problems: readonly Problem[] } {
  const quotas = json as readonly RoundQuota[];
  const awards = quotas.map(({ award }) => award);
  const problems = quotas.flatMap(({ award, formula }, at): readonly Problem[] => {
    const loaded = loadQuotaFormula(formula);
    const own = loaded.ok ? [] : loaded.problems;
    const wrong = own.map((one) => ({ ...one, pointer: `/${at}/formula${one.pointer}` }));
    if (awards.indexOf(award) === at) return wrong;
    return [{ pointer: `/${at}/award`, code: 'id-repeated', zh: '奖项重复', en: 'this award is repeated' }, ...wrong];
  });
  return { ok: problems.length === 0, problems };
}

/** Names one wording of a formula, or one set of inputs, for ever. */
export const hashQuota = (document: unknown): string => hashRuleDocument(document);
