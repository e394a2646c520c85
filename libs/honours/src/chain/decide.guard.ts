import { noChange, reject, untyped, type BatchItem, type Decider } from '@xf/es';
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
    const waiting: string[] = [];
    for (const nomination of nominations) {
      if (!isThrough(await read(candidacyFold, candidacyStream(round, nomination)))) waiting.push(nomination);
    }
    return waiting;
  },
  decide: (_command, _state, { given }) =>
    given.length > 0 ? reject({ code: 'chain-not-passed', nominations: given }) : noChange,
};

/**
 * Goes beside a shortlist: refuses it while a listed nomination has not been accepted at the last level, all of them at once.
 * A round without a chain waits for nobody.
 */
export function chainGuard(state: RoundState, round: string, nominations: readonly string[]): readonly BatchItem[] {
  if (state.status === 'unknown' || state.rules?.chain === undefined || nominations.length === 0) return [];
  const command: Through = { type: 'RequireThrough', round, nominations };
  return [{ decider: untyped(through), command }];
}
