import type { Foldable } from '@xf/es';
import type { DatedRound } from '../round/rules.series';
import type { Day, Said } from '../terms';
import { fraudCodec, type FraudEvent } from './events';

/** A recommending unit, and the round in which it recommended by false material. */
export type FraudBar = {
  readonly unit: string;
  readonly round: string;
  /** Whose round it was, and of which year. */
  readonly organization: string;
  readonly year: number;
  /** When it came out. */
  readonly foundOn: Day;
  readonly revocation: string;
};

/** A bar as it is told: in which round the unit recommended by fraud, and by which decision and for what that was found. */
export type Barred = Pick<FraudBar, 'unit' | 'round' | 'year' | 'foundOn'> & {
  readonly decision?: string;
  readonly reason?: string;
};

/** Told to a unit that recommends to the round it lost. */
export type UnitBarred = { readonly code: 'unit-barred'; readonly bar: Barred };

/** Told of a list, or of the decision on one: nominations of units that lost the round. */
export type NominationsBarred = {
  readonly code: 'nominations-barred';
  /** Without the finding it is told to whoever is recused from the nomination. domain-rules 44. */
  readonly barred: readonly { readonly nomination: string; readonly bar?: Barred }[];
};

/** In which round of whom it was found, by which decision, and when that ends. */
export function barText({ unit, round, year, decision, reason, foundOn }: Barred): Said {
  const by = [decision, reason].filter((one) => one !== undefined);
  return {
    zh: `${unit}：${[`${year}年评选（${round}）`, ...by].join('，')}，${foundOn} 认定；再下一届可以推荐`,
    en: `${unit}: ${[`round ${round} of ${year}`, ...by].join(', ')}, found on ${foundOn}; the round after is open to it`,
  };
}

export type FraudState = { readonly found: readonly FraudBar[] };

export const fraudFold: Foldable<FraudState, FraudEvent> = {
  name: 'fraud',
  codec: fraudCodec,
  initial: { found: [] },
  evolve: ({ found }, { type: _type, ...bar }) => ({ found: [...found, bar] }),
};

/** What a unit has to answer for, the oldest finding first; each bars it from one round. domain-rules 129. */
export const fraudBars = ({ found }: FraudState): readonly FraudBar[] => found;

/**
 * The finding that keeps its unit out of a round, or undefined. The next round is the first of the same organisation that
 * is of a later year and was opened on or after the day of the finding; the one after it is open to the unit again.
 * `rounds` must hold every round of the organisation up to this one. domain-rules 129.
 */
export function barredFrom(
  bars: readonly FraudBar[],
  round: DatedRound,
  rounds: readonly DatedRound[],
): FraudBar | undefined {
  return bars.find(
    (bar) => comesAfter(round, bar) && !rounds.some((one) => comesAfter(one, bar) && precedes(one, round)),
  );
}

const comesAfter = (round: DatedRound, { organization, year, foundOn }: FraudBar): boolean =>
  round.organization === organization && round.year > year && round.openedOn >= foundOn;

const precedes = (one: DatedRound, other: DatedRound): boolean =>
  one.year === other.year ? one.openedOn < other.openedOn : one.year < other.year;
