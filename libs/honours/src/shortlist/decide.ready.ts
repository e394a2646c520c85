import { readEach, type ReadState } from '@xf/es';
import { reviewStream } from '../ballot/events';
import { hasFailed, reviewFold } from '../ballot/rules.standing';
import { candidacyStream } from '../chain/events';
import { candidacyFold, isThrough } from '../chain/rules.standing';
import type { CommitteeDocument, Step } from '../committee/rules';
import { barredOf } from '../fraud/decide.guard';
import type { OpenRoundState } from '../round/rules';

type Asked = { readonly id: string; readonly round: OpenRoundState; readonly announced: readonly string[] };

/**
 * Nominations that a list may hold: through the chain, of no unit that lost the round, and not turned down by the committee,
 * where the round has them. A list may be proposed before the ballot on it. The committee says why others are left out when it
 * confirms one.
 */
export const readyOf = (read: ReadState, asked: Asked): Promise<readonly string[]> =>
  arrived(read, asked, (all) => all);

/**
 * Nominations among which a list is a choice: the same, and whoever lost a ballot or had too low a score, for they did stand.
 * Who never came up to the committee, or failed an audit, makes no choice of it. domain-rules 27.
 */
export const stoodOf = (read: ReadState, asked: Asked): Promise<readonly string[]> =>
  arrived(read, asked, (all) => all.filter((step) => step === 'first-audit' || step === 'second-audit'));

async function arrived(
  read: ReadState,
  { id, round, announced }: Asked,
  turningDown: (steps: readonly Step[]) => CommitteeDocument['steps'],
): Promise<readonly string[]> {
  const { chain, committee } = round.rules ?? {};
  const waiting = new Set((await barredOf(read, { id, round, nominations: announced })).keys());
  if (committee !== undefined) {
    const review = await read(reviewFold, reviewStream(id));
    const asked = { ...committee, steps: turningDown(committee.steps) };
    for (const one of announced) if (hasFailed(review, asked, one)) waiting.add(one);
  }
  if (chain !== undefined) {
    const asked = announced.filter((one) => !waiting.has(one));
    const states = await readEach(asked, (one) => read(candidacyFold, candidacyStream(id, one)));
    for (const [n, state] of states.entries()) if (!isThrough(state)) waiting.add(asked[n] ?? '');
  }
  return announced.filter((one) => !waiting.has(one));
}
