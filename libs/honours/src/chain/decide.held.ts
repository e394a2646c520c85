import type { Recorded } from '../eligibility/decide.facts';
import {
  nobodyKnown,
  type DatedAttribute,
  type EligibilityFacts,
  type ListedHonour,
  type Party,
} from '../eligibility/rules.facts';
import type { NoticesState } from '../notice/rules.standing';
import type { Placed } from '../eligibility/decide.place';
import type { NominationState, Proposed } from '../nomination/rules';
import type { OpenRoundState } from '../round/rules';
import { dayOf } from '../terms';
import type { Instant } from '@xf/es';
import type { StatedBar } from './events';
import type { Examined } from './rules.lacks';
import type { FiledCandidacy } from './rules.standing';

type Known = {
  readonly nomination: NominationState;
  readonly notices: NoticesState;
  readonly recorded: Recorded;
  /** What lists of other awards of the round promise the nominee. */
  readonly listed?: readonly ListedHonour[];
};

/** Everything a nomination is held against; undefined where its round has no chain or no such award. */
export function examined(
  round: OpenRoundState,
  known: Known,
  filed: FiledCandidacy,
  now: Instant,
): Examined | undefined {
  const { rules } = round;
  const award = round.awards.get(filed.award)?.document;
  if (rules?.chain === undefined || award === undefined || known.nomination.status === 'unknown') return undefined;
  const { family } = award;
  const named = filed.unit !== undefined || known.nomination.proposed.unit !== undefined || filed.receiver === 'unit';
  const { nominee, unit } = partiesOf(filed, known.recorded);
  const facts: EligibilityFacts = {
    award: filed.award,
    ...(family === undefined ? {} : { family }),
    receiver: filed.receiver,
    year: round.year,
    on: dayOf(now),
    nominee,
    ...(named ? { unit } : {}),
    held: known.recorded.held,
    ...(known.listed === undefined ? {} : { listed: known.listed }),
    ...(isUnidentified(known) ? { unidentified: true } : {}),
    materials: new Set(filed.materials.map(({ material }) => material)),
  };
  // A round whose notice document was not pinned apart still says at which levels a notice is due.
  const document = known.notices.document ?? rules.notice;
  const notices = document === undefined ? known.notices : { ...known.notices, document };
  const { misplaced } = known.recorded;
  const held = { chain: rules.chain, eligibility: rules.eligibility, notices, filed, facts };
  return misplaced === undefined ? held : { ...held, misplaced };
}

/** Whom the register is asked for: the nomination says what the unit is called, the filing which unit of the register it is. */
export const placedIn = (
  { organization, unit }: Pick<FiledCandidacy, 'organization' | 'unit'>,
  { receiver, subject, title, unit: of }: Proposed,
): Placed => ({ receiver, subject, organization, unit, called: receiver === 'unit' ? title : of });

/** Whom the register knows was told by a number there, whatever the nomination left out. */
const isUnidentified = ({ nomination, recorded }: Known): boolean =>
  nomination.status !== 'unknown' && nomination.proposed.unidentified === true && recorded.nominee === undefined;

/** What the register and the organisation say together. A unit that is nominated is its own unit. */
function partiesOf({ receiver, stated }: FiledCandidacy, recorded: Recorded): Record<'nominee' | 'unit', Party> {
  const bars = (of: 'nominee' | 'unit') => stated.bars.filter((one) => one.of === of);
  if (receiver !== 'unit') {
    return {
      nominee: party(recorded.nominee, stated.nominee, bars('nominee')),
      unit: party(recorded.unit, stated.unit, bars('unit')),
    };
  }
  const own = party(recorded.unit, [...stated.nominee, ...stated.unit], stated.bars);
  return { nominee: own, unit: own };
}

const party = (known: Party = nobodyKnown, stated: readonly DatedAttribute[], bars: readonly StatedBar[]): Party => ({
  ...known,
  stated,
  bars: [...known.bars, ...bars.map(({ of: _of, ...bar }) => bar)],
});
