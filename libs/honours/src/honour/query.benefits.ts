import { add, exact, multiply, toDecimal, whole, ZERO } from '@xf/rules';
import type { AwardDocument } from '../award/rules';
import type { Benefit } from '../award/rules.keeping';
import type { Day } from '../terms';
import type { HonourRow } from './project';

type Held = Pick<HonourRow, 'conferredOn' | 'posthumous' | 'revoked'>;

export type Entitlement = {
  /** Those the holder has on the day, as the document words them. */
  readonly benefits: readonly Benefit[];
  /** Sums in yuan, exact: what is given once, and what comes in each year. */
  readonly once: string;
  readonly yearly: string;
};

/**
 * What a holder is entitled to on a day by the wording that holds then. Something given once goes by the amount of the
 * day of conferral. Who does not hold the honour on the day has nothing; neither has one who had died when it was given,
 * but for what the document gives posthumously.
 */
export function entitlementOn(honour: Held, { benefits = [] }: AwardDocument, day: Day): Entitlement {
  const { conferredOn, revoked, posthumous = false } = honour;
  const isHeld = conferredOn <= day && (revoked === undefined || revoked.revokedOn > day);
  const due = benefits.filter((one) => {
    if (!isHeld || (posthumous && one.posthumous !== true)) return false;
    const on = one.per === 'once' ? conferredOn : day;
    return one.from <= on && (one.to === undefined || one.to >= on);
  });
  let [once, yearly] = [ZERO, ZERO];
  for (const { amount, per } of due) {
    if (per === 'once') once = add(once, exact(amount));
    else yearly = add(yearly, per === 'year' ? exact(amount) : multiply(exact(amount), whole(12)));
  }
  return { benefits: due, once: toDecimal(once), yearly: toDecimal(yearly) };
}
