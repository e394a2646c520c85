import { assertNever, type Foldable } from '@xf/es';
import { quotaCodec, type QuotaEvent } from './events';
import type { QuotaFormula } from './rules';
import type { AllocatedRow, QuotaInputs } from './rules.allocate';
import type { Ranked } from './rules.seats';

export type Promotion = { readonly unit: string; readonly out: string; readonly in: string; readonly from: string };

export type QuotaState = {
  readonly version: number;
  readonly allocated?: {
    readonly formula: QuotaFormula;
    readonly hash: string;
    readonly inputs: QuotaInputs;
    readonly inputsHash: string;
    readonly rows: readonly AllocatedRow[];
  };
  /** In the order in which units first ranked their candidates. */
  readonly ranked: ReadonlyMap<string, Ranked>;
  readonly promotions: readonly Promotion[];
};

/** The quota of one award of a round, and who holds its seats. */
export const quotaFold: Foldable<QuotaState, QuotaEvent> = {
  name: 'quota',
  codec: quotaCodec,
  initial: { version: 0, ranked: new Map(), promotions: [] },
  evolve(state, event): QuotaState {
    switch (event.type) {
      case 'QuotaAllocated': {
        const { version, formula, hash, inputs, inputsHash, rows } = event;
        return { ...state, version, allocated: { formula, hash, inputs, inputsHash, rows } };
      }
      case 'CandidatesRanked': {
        const { unit, substitutes, outside = [] } = event;
        const formal = event.formal.map(({ nomination }) => nomination);
        return { ...state, ranked: new Map(state.ranked).set(unit, { unit, formal, substitutes, outside }) };
      }
      case 'SubstitutePromoted': {
        const { unit, out, in: taker, from } = event;
        const found = state.ranked.get(unit);
        if (found === undefined) throw new Error(`a seat of ${unit}, which ranked nobody`);
        const formal = found.formal.map((one) => (one === out ? taker : one));
        const promotions = [...state.promotions, { unit, out, in: taker, from }];
        return { ...state, ranked: new Map(state.ranked).set(unit, { ...found, formal }), promotions };
      }
      default:
        return assertNever(event);
    }
  },
};

/** Nominations that hold a seat of a unit, or need none. */
export const seatedIn = ({ ranked }: QuotaState): ReadonlySet<string> =>
  new Set(
    [...ranked.values()].flatMap(({ formal, outside = [] }) => [
      ...formal,
      ...outside.map(({ nomination }) => nomination),
    ]),
  );

/** All seats of a unit, in whatever pot. Undefined when the quota does not know it. domain-rules 16. */
export function seatsOf({ allocated }: QuotaState, unit: string): number | undefined {
  const own = allocated?.rows.filter((row) => row.unit === unit) ?? [];
  return own.length === 0 ? undefined : own.reduce((sum, { seats }) => sum + seats, 0);
}
