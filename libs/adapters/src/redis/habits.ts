import { askId, type Ask } from './snapshot';

/**
 * What queries of a scope usually read beside what they read first, so that it is fetched along: the row of the contest,
 * where the ranked part of a board ends, its first page.
 */
export type Habits = {
  readonly of: (scope: string) => readonly Ask[];
  readonly learn: (scope: string, asked: readonly Ask[]) => void;
};

type Known = Map<string, { readonly ask: Ask; weight: number }>;

const scopesMax = 1_000;
const learnedMax = 8;
/** The share of a new run in the weight: a read becomes a habit after four runs with it and ceases to be after two without. */
const share = 0.25;
const isHabit = 0.6;
const isForgotten = 0.2;
/** Longer ranges are not fetched on suspicion. */
const limitMax = 200;

export function habits(): Habits {
  const scopes = new Map<string, Known>();
  return {
    of: (scope) =>
      [...(scopes.get(scope)?.values() ?? [])].filter(({ weight }) => weight >= isHabit).map(({ ask }) => ask),
    learn(scope, asked) {
      const known: Known = scopes.get(scope) ?? new Map<string, { ask: Ask; weight: number }>();
      if (scopes.size >= scopesMax && !scopes.has(scope)) scopes.clear();
      scopes.set(scope, known);
      for (const one of known.values()) one.weight *= 1 - share;
      for (const ask of asked.slice(0, learnedMax)) {
        if ((ask.limit ?? 0) > limitMax) continue;
        const id = askId(ask);
        const one = known.get(id) ?? { ask, weight: 0 };
        one.weight += share;
        known.set(id, one);
      }
      for (const [id, { weight }] of known) if (weight < isForgotten) known.delete(id);
    },
  };
}
