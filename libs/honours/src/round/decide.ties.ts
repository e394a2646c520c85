import type { ReviewState } from '../ballot/rules.standing';
import type { NominationState } from '../nomination/rules';
import type { ProposedAnswer } from '../shortlist/rules.answer';
import type { ShortlistState } from '../shortlist/rules.standing';
import type { ConfirmShortlist, RoundRejection } from './command';
import type { SettledTie } from './events';

/** Stands among the deviations like a clause: the reason for which a tie is not voted on again. */
const tiesClause = 'ties';

type Tying = {
  readonly command: ConfirmShortlist;
  readonly given: {
    readonly nominations: ReadonlyMap<string, NominationState>;
    readonly shortlist: ShortlistState;
    readonly review: ReviewState;
  };
  readonly carried?: true;
};
type Settled = { readonly tie?: SettledTie };

/**
 * How a tie of the proposal was settled, where its document wants a ballot and the list takes some of the tied and not the others:
 * by a closed ballot over exactly them that came out as the list says, the last such counting, or by a reason. domain-rules 47.
 */
export function settledTie(tying: Tying): Settled | { readonly rejected: RoundRejection } {
  const { command, given, carried } = tying;
  const nominations = carried ? [] : tiedOf(tying);
  const session = nominations.length === 0 ? undefined : ballotOver(nominations, command.nominations, given.review);
  const said = command.deviations?.find(({ clause }) => clause === tiesClause);
  if (nominations.length > 0 && session === undefined) {
    const reason = said?.reason.trim() ?? '';
    return reason === '' ? { rejected: { code: 'tie-undecided', nominations } } : { tie: { nominations, reason } };
  }
  if (said !== undefined && !carried) return { rejected: { code: 'deviation-idle', clauses: [tiesClause] } };
  return session === undefined ? {} : { tie: { nominations, session } };
}

export const besideTies = <D extends { readonly clause: string }>(deviations: readonly D[]): readonly D[] =>
  deviations.filter(({ clause }) => clause !== tiesClause);

/** Those who still stand; a list with all of them or none decides nothing between them. */
function tiedOf({ command, given }: Tying): readonly string[] {
  const { ballot = false, tied = [] } = (given.shortlist.proposal?.answer ?? {}) as Partial<ProposedAnswer>;
  if (!ballot) return [];
  const open = tied.filter((id) => given.nominations.get(id)?.status === 'open');
  const listed = open.filter((id) => command.nominations.includes(id)).length;
  return listed === 0 || listed === open.length ? [] : open;
}

/** The last closed session with a ballot over exactly these, if those on the list passed in it and the others did not. */
function ballotOver(tied: readonly string[], list: readonly string[], { sessions }: ReviewState): string | undefined {
  const last = [...sessions.values()]
    .filter(({ results, counted }) => results !== undefined && counted.some((ballot) => isOver(ballot, tied)))
    .pop();
  const isAsListed = tied.every((id) => {
    const result = last?.results?.find(({ nomination }) => nomination === id);
    return (result?.outcome === 'passed') === list.includes(id);
  });
  return isAsListed ? last?.session : undefined;
}

const isOver = (ballot: readonly { readonly nomination: string }[], tied: readonly string[]): boolean =>
  ballot.length === tied.length && ballot.every(({ nomination }) => tied.includes(nomination));
