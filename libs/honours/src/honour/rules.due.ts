import type { AwardDocument } from '../award/rules';
import { dayAfter } from '../award/rules.period';
import { daysAfter, type Day } from '../terms';
import type { DueKind } from './events.keeping';
import type { HeldHonour } from './rules';

/** What falls due of an honour, and on which day first. */
export type Due = { readonly due: DueKind; readonly since: Day };

type Looked = Pick<HeldHonour, 'conferredOn' | 'check'>;

/** The day from which a re-check counts: of the last one, of what was put right since, or of the conferral. */
export const checkedUpTo = ({ conferredOn, check }: Looked): Day => check?.rectified ?? check?.on ?? conferredOn;

/**
 * What is due of an honour on a day by the wording that holds then, or undefined. A failed re-check is due for removal from
 * the day after its rectification term; without a term from the day itself. An honour nobody looked at for the set time is
 * due for a re-check on the day that time is over, or for removal where the document says so. domain-rules 111, 112.
 */
export function dueOn(honour: Looked, { recheck }: AwardDocument, day: Day): Due | undefined {
  const { check } = honour;
  if (check !== undefined && !check.passed && check.rectified === undefined) {
    const since = check.rectifyBy === undefined ? check.on : daysAfter(check.rectifyBy, 1);
    return since <= day ? { due: 'removal', since } : undefined;
  }
  if (recheck === undefined) return undefined;
  const since = dayAfter(checkedUpTo(honour), recheck.every);
  if (since > day) return undefined;
  return { due: recheck.missed === 'removed' ? 'removal' : 'check', since };
}
