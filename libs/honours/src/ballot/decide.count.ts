import { accept, noChange, reject } from '@xf/es';
import { sourceOnly } from '../cites';
import { quorumOf, type CommitteeDocument } from '../committee/rules';
import type { CommitteeState } from '../committee/rules.standing';
import type { CountBallot } from './command';
import { wrongTellers, type Answer } from './decide.open';
import type { Count } from './events';
import { ballotOf, differences, wrongCounts } from './rules.count';
import { electorateOf, type ReviewState, type SessionState } from './rules.standing';

/**
 * One teller counts, the other one counts: the same numbers are the count, other ones are refused beside the first. What does
 * not add up is refused as a whole. domain-rules 42 to 47.
 */
export function count(
  command: CountBallot,
  session: SessionState,
  state: ReviewState,
  { document, committee, actor }: { document: CommitteeDocument; committee: CommitteeState; actor: string },
): Answer {
  const { ballot: rules } = document;
  const { running, tellers = [] } = session;
  if (!tellers.includes(actor)) return reject({ code: 'not-a-teller' });
  if (rules === undefined || running?.ballot !== command.ballot) {
    return reject({ code: 'ballot-not-running', ...(running === undefined ? {} : { running: running.ballot }) });
  }
  // Neither who counts now nor who counted before; the session can end, and another one has other tellers.
  const counting = running.tally === undefined ? [actor] : [...new Set([running.tally.teller, actor])];
  const tied = wrongTellers(counting, running.nominations, state, committee);
  if (tied !== undefined) return reject(tied);
  const whose = (nomination: string) => electorateOf(state, committee, session.present, nomination);
  const problems = wrongCounts(running.nominations, command.counts, whose);
  if (problems.length > 0) return reject({ code: 'counts-wrong', problems });
  const { round, ballot } = command;
  const counts = inOrder(running.nominations, command.counts);
  const { tally } = running;
  if (tally === undefined || tally.teller === actor) {
    if (tally !== undefined && differences(tally.counts, counts).length === 0) return noChange;
    return accept({ type: 'BallotTallied', round, session: session.session, ballot, teller: actor, counts });
  }
  const differing = differences(tally.counts, counts);
  if (differing.length > 0) return reject({ code: 'counts-differ', differences: differing });
  const polled = counts.map((one) => ({ ...one, ...whose(one.nomination) }));
  const missed = polled.flatMap(({ nomination, members, recused, present }) => {
    const quorum = quorumOf(document, members - recused);
    return present < quorum ? [{ nomination, present, quorum }] : [];
  });
  if (missed.length > 0) {
    return reject({ code: 'quorum-missed', items: missed, ...sourceOnly(document.quorum.cites) });
  }
  const { items, again } = ballotOf(document, rules, polled, running.seats);
  const at = { round, session: session.session };
  const counted = { type: 'BallotCounted', ...at, ballot, tellers: [tally.teller, actor], items } as const;
  if (again === undefined) return accept(counted);
  return accept(counted, { type: 'ReBallotOpened', ...at, ballot: ballot + 1, ...again });
}

/** As the items are taken, not as somebody listed them. */
function inOrder(nominations: readonly string[], counts: readonly Count[]): readonly Count[] {
  const place = new Map(nominations.map((nomination, index) => [nomination, index]));
  return [...counts].sort((a, b) => (place.get(a.nomination) ?? 0) - (place.get(b.nomination) ?? 0));
}
