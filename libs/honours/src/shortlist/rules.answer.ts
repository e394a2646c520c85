import type { ShortlistResult } from '@xf/shortlist';

type Solved = Exclude<ShortlistResult, { readonly kind: 'refused' }>;
type Whole = Extract<Solved, { readonly kind: 'list' }>;

/** What is kept of an answer: everything but words that can be said again from the rest. */
export type ProposedAnswer = {
  readonly merit: string;
  readonly prices: Whole['prices'];
  readonly leftOut: readonly Omit<Whole['leftOut'][number], 'zh' | 'en'>[];
  readonly tied: readonly string[];
  readonly ballot: boolean;
  /** Where no list meets every clause: by how many persons, and which clauses. */
  readonly gives: Extract<Solved, { readonly kind: 'infeasible' }>['gives'];
  readonly persons: number;
};

export const chosenOf = (result: Solved): readonly string[] =>
  result.kind === 'list' ? result.chosen : result.proposal.chosen;

export function answerOf(result: Solved): ProposedAnswer {
  const none = { prices: [], leftOut: [], tied: [], ballot: false, gives: [], persons: 0 };
  if (result.kind === 'infeasible') {
    const { gives, persons, proposal } = result;
    return { ...none, merit: proposal.merit, gives, persons };
  }
  const { merit, prices, tied, ballot } = result;
  const leftOut = result.leftOut.map(({ zh: _zh, en: _en, ...rest }) => rest);
  return { ...none, merit, prices, leftOut, tied, ballot };
}
