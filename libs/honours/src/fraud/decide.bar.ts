import type { ReadState } from '@xf/es';
import { printDecisionNumber } from '../decision-number';
import { revocationStream } from '../revocation/events';
import type { Proposed } from '../nomination/rules';
import { revocationFold } from '../revocation/rules';
import { seriesStream } from '../round/events.series';
import { seriesFold } from '../round/rules.series';
import { fraudStream } from './events';
import { barredFrom, fraudBars, fraudFold, type Barred } from './rules';

/**
 * Every unit that answers for a nomination: who recommended, the unit that is nominated or is named with the nominee, who filed
 * it and who the register has it with. Nobody recommended the winner of a contest. domain-rules 129.
 */
export function unitsBehind(
  { basis, receiver, title, unit }: Pick<Proposed, 'basis' | 'receiver' | 'title' | 'unit'>,
  ...organizations: readonly (string | undefined)[]
): readonly string[] {
  const said = basis.kind === 'recommendation' ? [basis.by, receiver === 'unit' ? title : undefined, unit] : [];
  return [...said, ...organizations].filter((one) => one !== undefined);
}

/**
 * What keeps the first of some units out of a round that is barred from it, or undefined. A round that is not in its
 * organisation's series is open to all, and counts for no unit as the next one. domain-rules 129.
 */
export async function barOn(
  read: ReadState,
  units: readonly string[],
  { round, organization }: { readonly round: string; readonly organization: string },
): Promise<Barred | undefined> {
  for (const unit of units) {
    const bars = fraudBars(await read(fraudFold, fraudStream(unit)));
    if (bars.length === 0) continue;
    const rounds = await read(seriesFold, seriesStream(organization));
    const asked = rounds.find((one) => one.round === round);
    const bar = asked && barredFrom(bars, asked, rounds);
    if (bar === undefined) continue;
    const { round: of, year, foundOn } = bar;
    const decided = await read(revocationFold, revocationStream(bar.revocation));
    const said = decided && { decision: printDecisionNumber(decided.decision), reason: decided.causeTitle };
    return { unit, round: of, year, foundOn, ...said };
  }
  return undefined;
}
