import { readEach, type ReadState } from '@xf/es';
import { sourceOnly } from '../cites';
import { heldBy } from '../eligibility/decide.facts';
import type { NominationState } from '../nomination/rules';
import type { RoundState } from '../round/rules';
import type { QuotaRejection } from './command';
import type { QuotaFormula } from './rules';
import { heldInYears, type Application, type Applied, type YearHeld, type YearsMissing } from './rules.outside';
import type { QuotaState } from './rules.standing';

type Known = { readonly round: RoundState; readonly held?: ReadonlyMap<string, readonly YearHeld[]> };

/** Honours of everybody who applies, of all awards that may count for some pot. */
export async function heldByApplicants(
  outside: readonly Application[],
  { allocated }: QuotaState,
  known: ReadonlyMap<string, NominationState>,
  read: ReadState,
): Promise<ReadonlyMap<string, readonly YearHeld[]>> {
  const pots = allocated?.formula.outside ?? [];
  const awards = [...new Set(pots.flatMap(({ consecutive }) => consecutive?.awards ?? []))].map((award) => ({ award }));
  const held = await readEach(new Set(outside.map(({ nomination }) => nomination)), async (id) => {
    const found = known.get(id);
    const isKnown = found !== undefined && found.status !== 'unknown';
    return [id, isKnown ? await heldBy(read, [found.proposed.subject], awards) : []] as const;
  });
  return new Map(held);
}

/**
 * Those who apply outside the quota, with the honours of their years; otherwise everybody who lacks a year.
 * domain-rules 104.
 */
export function applications(
  outside: readonly Application[],
  formula: QuotaFormula,
  { round, held }: Known,
): readonly Applied[] | { readonly rejected: QuotaRejection } {
  const applied: Applied[] = [];
  const lacking: YearsMissing[] = [];
  const year = round.status === 'unknown' ? 0 : round.year;
  for (const { nomination, pot } of outside) {
    const found = formula.outside?.find((one) => one.pot === pot);
    if (found === undefined) return { rejected: { code: 'quota-pot-unknown', pot } };
    const { consecutive, cites } = found;
    if (consecutive === undefined) return { rejected: { code: 'quota-pot-counted', pot } };
    const { held: honours, missing } = heldInYears(consecutive, year, held?.get(nomination) ?? []);
    applied.push({ nomination, pot, held: honours });
    const { years, awards } = consecutive;
    if (missing.length > 0) lacking.push({ nomination, pot, missing, years, awards, ...sourceOnly(cites) });
  }
  return lacking.length === 0 ? applied : { rejected: { code: 'years-missing', applications: lacking } };
}
