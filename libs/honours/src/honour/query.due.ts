import type { ViewReader } from '@xf/es';
import { inForce } from '../adoption/rules';
import type { Day } from '../terms';
import { lookedOf, registerSet, type AdoptionRow, type HonourRow, type RegisterRow } from './project';
import type { DueHonour } from './query';
import { checkedUpTo, dueOn } from './rules.due';

/**
 * The same as `dueList` for a day that is over: what was due of the honours that were held on it, by the re-checks made up to
 * it. What was looked at, put right or revoked later was due all the same. Looks at every honour of the award.
 * domain-rules 111, 112.
 */
export function dueThen(
  view: ViewReader<RegisterRow>,
  adopted: AdoptionRow,
  day: Day,
  limit: number,
): readonly DueHonour[] {
  const document = inForce(adopted, day)?.document;
  if (document === undefined) return [];
  const { organization, award } = adopted;
  const all = view.range(registerSet({ organization, award }), { limit: Number.MAX_SAFE_INTEGER });
  const found: (DueHonour & { readonly sort: string })[] = [];
  for (const { row: now } of all) {
    if (now.kind !== 'honour') continue;
    const row = asOn(now, day);
    const due = row && dueOn(lookedOf(row), document, day);
    if (row !== undefined && due !== undefined) found.push({ ...due, row, sort: sortOf(row) });
  }
  return found
    .sort((a, b) => (a.sort < b.sort ? -1 : 1))
    .slice(0, limit)
    .map(({ sort: _sort, ...due }) => due);
}

/** An honour with what had been done of it by the end of a day; undefined where nobody held it. */
function asOn({ due: _due, ...now }: HonourRow, day: Day): HonourRow | undefined {
  const { conferredOn, revoked, checks } = now;
  if (conferredOn > day || (revoked !== undefined && revoked.revokedOn <= day)) return undefined;
  const { revoked: _later, returnedOn: _back, ...row } = now;
  return { ...row, checks: checks.filter(({ on }) => on <= day) };
}

/** Failed re-checks first, then those nobody looked at, the longest first, as the register has them. */
function sortOf(row: HonourRow): string {
  const looked = lookedOf(row);
  const { check } = looked;
  const isFailing = check !== undefined && !check.passed && check.rectified === undefined;
  const from = isFailing ? (check.rectifyBy ?? check.on) : checkedUpTo(looked);
  return `${isFailing ? 0 : 1}/${from}/${String(row.position).padStart(15, '0')}`;
}
