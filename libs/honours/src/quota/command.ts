import type { Problem } from '@xf/rules';
import type { Cited } from '../cites';
import type { QuotaInputs, QuotaProblem } from './rules.allocate';
import type { Application, YearsMissing } from './rules.outside';
import type { Substitute } from './rules.seats';

type On = { round: string; award: string };

export type AllocateQuota = On & { type: 'AllocateQuota'; formula?: unknown; inputs: QuotaInputs };
export type RankCandidates = On & {
  type: 'RankCandidates';
  unit: string;
  formal: readonly string[];
  substitutes: readonly Substitute[];
  outside?: readonly Application[];
};
export type PromoteSubstitute = On & { type: 'PromoteSubstitute'; unit: string; out: string };
export type QuotaCommand = AllocateQuota | RankCandidates | PromoteSubstitute;

export type QuotaRejection =
  | QuotaProblem
  | { code: 'round-unknown' }
  | { code: 'award-not-in-round'; award: string }
  | { code: 'honours-decided'; decision: string }
  | { code: 'quota-formula-refused'; problems: readonly Problem[] }
  | { code: 'quota-formula-of-round' }
  | { code: 'quota-formula-missing' }
  | { code: 'quota-missing' }
  | { code: 'quota-exceeded'; unit: string; seats: number; listed: number }
  | ({ code: 'substitutes-exceeded'; most: number; listed: number } & Cited)
  /** Its seats are given by count, so it is not applied for. */
  | { code: 'quota-pot-counted'; pot: string }
  | { code: 'years-missing'; applications: readonly YearsMissing[] }
  | { code: 'nomination-unknown'; nomination: string }
  | { code: 'nomination-repeated'; nomination: string }
  | { code: 'nomination-not-open'; nomination: string; status: string }
  /** Recommended by an organisation that is neither the unit nor below or above it. */
  | { code: 'nomination-not-of-unit'; nomination: string; unit: string }
  | { code: 'nomination-ranked'; nomination: string; unit: string }
  | { code: 'seat-not-held'; nomination: string }
  | { code: 'seat-not-free'; nomination: string }
  | ({ code: 'substitute-missing'; unit: string } & Cited);
