import type { Citation } from '@xf/rules';

export { sourceOf, type Citation } from '@xf/rules';

/** A clause that says where it is from. */
export type Cited = { readonly cites?: readonly Citation[] };

/** Where clauses are from that are a word, a number or a list of words and so have no place of their own to say it. */
export type ClauseCites<Field extends string> = { readonly [F in Field]?: readonly Citation[] };

/** The source of a clause alone, to go with a refusal or a figure. */
export const sourceOnly = (cites: readonly Citation[] | undefined): Cited => (cites === undefined ? {} : { cites });
