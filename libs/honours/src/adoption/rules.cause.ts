import type { RemovalCause } from '../award/rules.keeping';
import type { Day } from '../terms';
import { inForce, type AdoptionState } from './rules';

type NotCaused =
  | { readonly code: 'rules-not-adopted'; readonly award: string; readonly day: Day }
  | { readonly code: 'cause-unknown'; readonly cause: string; readonly known: readonly string[] };

/** The cause of a revocation as the wording of the day lists it, or why there is none. domain-rules 109. */
export function causeOf(
  adopted: AdoptionState,
  award: string,
  cause: string,
  day: Day,
): { readonly cause: RemovalCause } | { readonly rejected: NotCaused } {
  const document = inForce(adopted, day)?.document;
  if (document === undefined) return { rejected: { code: 'rules-not-adopted', award, day } };
  const causes = document.removal?.causes ?? [];
  const found = causes.find((one) => one.cause === cause);
  if (found !== undefined) return { cause: found };
  return { rejected: { code: 'cause-unknown', cause, known: causes.map((one) => one.cause) } };
}
