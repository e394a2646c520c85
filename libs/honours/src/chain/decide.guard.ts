import { noChange, readEach, reject, untyped, type BatchItem, type Decider } from '@xf/es';
import type { RoundState } from '../round/rules';
import { candidacyStream, type CandidacyEvent } from './events';
import { candidacyFold, isThrough, type CandidacyState } from './rules.standing';

type Through = { readonly type: 'RequireThrough'; readonly round: string; readonly nominations: readonly string[] };
type NotThrough = { readonly code: 'chain-not-passed'; readonly nominations: readonly string[] };

/** Adds nothing: it stands beside another decision and refuses it. */
const through: Decider<CandidacyState, Through, CandidacyEvent, NotThrough, readonly string[]> = {
  ...candidacyFold,
  stream: ({ round, nominations }) => candidacyStream(round, nominations[0] ?? ''),
  async given({ round, nominations }, read) {
    const states = await readEach(nominations, (one) => read(candidacyFold, candidacyStream(round, one)));
    return nominations.filter((_, n) => !isThrough(states[n] ?? candidacyFold.initial));
  },
  decide: (_command, _state, { given }) =>
    given.length > 0 ? reject({ code: 'chain-not-passed', nominations: given }) : noChange,
};

/**
 * Goes beside a shortlist, and beside the decision on it: refuses them while a listed nomination is not accepted at the last
 * level with nobody's no, all of them at once. A department may say no after the list was made. A round without a chain
 * waits for nobody.
 */
export function chainGuard(round: string, nominations: readonly string[], state: RoundState): readonly BatchItem[] {
  if (state.status === 'unknown' || state.rules?.chain === undefined) return [];
  const required: Through = { type: 'RequireThrough', round, nominations };
  return [{ decider: untyped(through), command: required }];
}
