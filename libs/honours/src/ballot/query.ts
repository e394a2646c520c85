import type { CommitteeState } from '../committee/rules.standing';
import { quorumOf, type CommitteeDocument } from '../committee/rules';
import { electorateOf, recusalsOf, type ReviewState, type SessionState } from './rules.standing';

/**
 * Who reads a session. `office`: organizers over the round and auditors; `member`: who sits or sat in the committee; `other`:
 * everybody else of the staff. An account that is recused from an item reads nothing of it, whoever it is.
 */
export type Reader = { readonly kind: 'office' | 'member' | 'other'; readonly account: string };

/** What of a nominee stands beside an item. */
export type Named = { readonly name?: string | undefined; readonly unit?: string | undefined };

type Sight = {
  readonly review: ReviewState;
  readonly committee: CommitteeState;
  readonly document: CommitteeDocument;
  readonly reader: Reader;
  readonly nameOf: (nomination: string) => Named;
};

/** An item that is hidden because of a recusal: that there is one, and its number. domain-rules 44. */
type HiddenItem = { readonly number: number; readonly hidden: true };

/**
 * A session as one reader may see it; undefined where there is nothing for them yet. Two reviews that differ in nothing but an
 * item the reader is recused from give the same answer.
 */
export function sessionSeen(session: SessionState, sight: Sight): object | undefined {
  const { reader } = sight;
  const status = session.results === undefined ? 'open' : 'closed';
  if (reader.kind === 'other' && status === 'open') return undefined;
  const items = session.items.map((item, index) => itemSeen(item, index + 1, session, sight));
  const head = { session: session.session, kind: session.kind, status, items };
  const hidden = items.filter((item) => 'hidden' in item).length;
  if (reader.kind === 'other') return { ...head, hidden };
  const last = session.minutes[session.minutes.length - 1];
  return {
    ...head,
    hidden,
    rules: rulesOf(session, sight.document),
    present: session.present,
    tellers: session.tellers,
    seats: session.seats,
    ballot: ballotSeen(session, items),
    minutes: last,
    earlierMinutes: session.minutes.slice(0, -1),
  };
}

/** The clauses a session goes by, each with where it is from. */
const rulesOf = ({ kind }: SessionState, { quorum, scoring, ballot, clauseCites }: CommitteeDocument): object => ({
  ...{ quorum, clauseCites },
  ...(kind === 'scoring' ? { scoring } : {}),
  ...(kind === 'ballot' ? { ballot } : {}),
});

/** Which ballot's papers are out, and whether one teller has counted; what they counted is told to nobody. */
function ballotSeen({ running, counted, items }: SessionState, seen: readonly object[]): object | undefined {
  if (running === undefined) return counted.length > 0 ? { counted: counted.length } : undefined;
  const numbers = items.flatMap(({ nomination }, index) => {
    const isHidden = 'hidden' in (seen[index] ?? {});
    return running.nominations.includes(nomination) && !isHidden ? [index + 1] : [];
  });
  return { counted: counted.length, running: running.ballot, items: numbers, tallied: running.tally !== undefined };
}

function itemSeen(
  { nomination, award }: SessionState['items'][number],
  number: number,
  session: SessionState,
  { review, committee, document, reader, nameOf }: Sight,
): HiddenItem | object {
  const recusals = recusalsOf(review, committee, nomination);
  if (recusals.some(({ member }) => member === reader.account)) return { number, hidden: true };
  const result = session.results?.find((one) => one.nomination === nomination);
  const item = { number, nomination, award, ...nameOf(nomination), outcome: result?.outcome, total: result?.total };
  if (reader.kind === 'other') return item;
  const { members, recused, present } = electorateOf(review, committee, session.present, nomination);
  const work = {
    ...{ members, recused, present, quorum: quorumOf(document, members - recused) },
    audit: session.audits.get(nomination),
    counts: session.counted.flatMap((one) => one.find((counted) => counted.nomination === nomination) ?? []),
  };
  const scores = [...(session.scores.get(nomination) ?? [])].map(([member, score]) => ({ member, score }));
  if (reader.kind === 'office') return { ...item, ...work, scores, recusals };
  // Members score without knowing what others gave, until the session is closed.
  const shown = scores.filter(({ member }) => result !== undefined || member === reader.account);
  return { ...item, ...work, scores: shown };
}
