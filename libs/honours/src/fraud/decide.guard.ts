import { noChange, readEach, reject, untyped, type BatchItem, type Decider, type ReadState } from '@xf/es';
import { candidacyStream } from '../chain/events';
import { candidacyFold } from '../chain/rules.standing';
import type { NominationEvent } from '../nomination/events';
import { nominationFold, type NominationState } from '../nomination/rules';
import { roundFold, type OpenRoundState, type RoundState } from '../round/rules';
import { nominationStream, roundStream } from '../terms';
import { barOn, unitsBehind } from './decide.bar';
import type { Barred, NominationsBarred } from './rules';

type Listed = { readonly round: string; readonly nominations: readonly string[] };
type Require = Listed & { readonly type: 'RequireUnbarred' };

/** Adds nothing: it stands beside another decision and refuses it. */
const unbarred: Decider<NominationState, Require, NominationEvent, NominationsBarred, ReadonlyMap<string, Barred>> = {
  ...nominationFold,
  stream: ({ round, nominations }) => nominationStream(round, nominations[0] ?? ''),
  async given({ round: id, nominations }, read) {
    const round = await read(roundFold, roundStream(id));
    return round.status === 'unknown' ? new Map() : barredOf(read, { id, round, nominations });
  },
  decide({ nominations }, _state, { given }) {
    const barred = nominations.flatMap((nomination) => {
      const bar = given.get(nomination);
      return bar === undefined ? [] : [{ nomination, bar }];
    });
    return barred.length > 0 ? reject({ code: 'nominations-barred', barred }) : noChange;
  },
};

/** Those of some nominations of a round behind which a unit stands that lost it, each with the finding. */
export async function barredOf(
  read: ReadState,
  { id, round, nominations }: { id: string; round: OpenRoundState; nominations: readonly string[] },
): Promise<ReadonlyMap<string, Barred>> {
  const behind = await readEach(nominations, async (nomination) => {
    const state = await read(nominationFold, nominationStream(id, nomination));
    if (state.status === 'unknown') return { nomination, units: [] };
    const isOnWay = round.rules?.chain !== undefined;
    const filed = isOnWay ? (await read(candidacyFold, candidacyStream(id, nomination))).filed : undefined;
    return { nomination, units: unitsBehind(state.proposed, filed?.organization) };
  });
  const asked = new Set(behind.flatMap(({ units }) => units));
  const { organization } = round;
  const bars = new Map(
    await readEach(asked, async (unit) => [unit, await barOn(read, [unit], { round: id, organization })] as const),
  );
  return new Map(
    behind.flatMap(({ nomination, units }) => {
      const bar = units.map((unit) => bars.get(unit)).find((one) => one !== undefined);
      return bar === undefined ? [] : [[nomination, bar] as const];
    }),
  );
}

/**
 * Goes beside a shortlist, and beside the decision on it: a finding may come out, or be recorded with an earlier day, after a
 * unit recommended, and the round it loses is this one all the same. domain-rules 129.
 */
export function barGuard({ round, nominations }: Listed, state: RoundState): readonly BatchItem[] {
  if (state.status === 'unknown') return [];
  const required: Require = { type: 'RequireUnbarred', round, nominations };
  return [{ decider: untyped(unbarred), command: required }];
}
