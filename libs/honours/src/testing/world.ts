import { createHash } from 'node:crypto';
import { fixedClock, memoryEventStore, memoryVault, memoryViews } from '@xf/adapters';
import { competition, entry, seatCodec, standingCodec, standings, type StandingRow } from '@xf/competitions';
import {
  answer,
  decodeRecorded,
  execute,
  executeAll,
  foldBatch,
  StateCache,
  unionOf,
  untyped,
  viewAsOf,
  type AnyDecider,
  type BatchItem,
  type Clock,
  type Engine,
  type EventShape,
  type EventStore,
  type Projection,
  type Reaction,
  type Reads,
  type View,
} from '@xf/es';
import { adoption } from '../adoption/decide';
import { certificates } from '../certificate/decide';
import { numbersCodec } from '../certificate/events.numbers';
import { fraudCodec } from '../fraud/events';
import { honour } from '../honour/decide';
import { register, registerCodec, type RegisterRow } from '../honour/project';
import { nomination, nominationItems } from '../nomination/decide';
import { honoursCodec, nominations, type HonoursRow } from '../nomination/project';
import { proposeWinners } from '../nomination/react';
import type { ProposeNomination } from '../nomination/command';
import { roll, type RollRow } from '../roll/project';
import { round } from '../round/decide';
import { seriesCodec } from '../round/events.series';

export const startedAt = Date.parse('2026-05-01T00:00:00Z');
const everyCodec = unionOf<EventShape>(
  standingCodec as never,
  seatCodec as never,
  honoursCodec as never,
  registerCodec as never,
  fraudCodec as never,
  seriesCodec as never,
  numbersCodec as never,
);

/** The system in memory, or on another log: engine, reaction and views, stepped by hand. */
export function world(logOn: (clock: Clock) => EventStore = memoryEventStore) {
  const clock = fixedClock(startedAt);
  const engine: Engine = {
    store: logOn(clock),
    vault: memoryVault(),
    clock,
    states: new StateCache(),
    fingerprint: (content) =>
      createHash('sha256')
        .update([...content].join(''))
        .digest('hex'),
  };
  let count = 0;
  const context = () => ({ actor: 'ann', command: `c${count++}` });
  const done = (outcome: { kind: string; position?: number }): number => {
    if (outcome.kind !== 'done' || outcome.position === undefined) throw new Error(JSON.stringify(outcome));
    return outcome.position;
  };
  const run = async (decider: AnyDecider, command: { readonly type: string }) =>
    done(await execute(engine, decider, command, context()));
  const all = (items: readonly BatchItem[]) => executeAll(engine, items, context());

  const asOf = <E extends EventShape, Row>(projection: Projection<E, Row>, position: number) =>
    viewAsOf(engine.store, everyCodec as never, projection, { position }, memoryViews().open<Row>(projection.name, 1));
  const reads: Reads = {
    live: (projection) => ({
      read: async (query) => query(await asOf(projection, await engine.store.head())),
      position: () => engine.store.head(),
      reached: () => Promise.resolve(true),
    }),
    at: async (projection, when) => asOf(projection, when?.position ?? (await engine.store.head())),
    reached: () => Promise.resolve(true),
    head: () => engine.store.head(),
  };
  const reaction = proposeWinners(engine, reads);
  /** Answers every event in the log that concerns a reaction, the ones answered before as well. */
  const replay = async <E extends EventShape>(answering: Reaction<E>) => {
    for (const stored of await engine.store.readAll(0, 10_000)) {
      if (!answering.codec.knows(stored.type)) continue;
      const recorded = decodeRecorded(answering.codec, stored);
      if (recorded !== undefined) await answer(engine, answering, recorded);
    }
  };
  const react = () => replay(reaction);
  const view = async <E extends EventShape, Row>(projection: Projection<E, Row>, batch = 1_000): Promise<View<Row>> => {
    const into = memoryViews().open<Row>(projection.name, 1);
    for (;;) {
      const page = await engine.store.readAll(into.position(), batch);
      const last = page[page.length - 1];
      if (last === undefined) return into;
      const known = page.filter((stored) => projection.codec.knows(stored.type));
      const recorded = known.flatMap((stored) => decodeRecorded(projection.codec, stored) ?? []);
      into.commit(foldBatch(projection, into, recorded), last.position);
    }
  };
  return {
    engine,
    clock,
    all,
    asOf,
    react,
    reads,
    replay,
    reaction,
    view,
    competition: (command: Parameters<typeof competition.stream>[0]) => run(untyped(competition), command),
    entry: (command: Parameters<typeof entry.stream>[0]) => run(untyped(entry), command),
    round: (command: Parameters<typeof round.stream>[0]) => run(untyped(round), command),
    nomination: (command: Parameters<typeof nomination.stream>[0]) => run(untyped(nomination), command),
    adoption: (command: Parameters<typeof adoption.stream>[0]) => run(untyped(adoption), command),
    certificate: (command: Parameters<typeof certificates.stream>[0]) => run(untyped(certificates), command),
    honour: (command: Parameters<typeof honour.stream>[0]) => run(untyped(honour), command),
    recommend: async (command: ProposeNomination) => done(await all(nominationItems(command))),
    standings: (position: number) => asOf<never, StandingRow>(standings as never, position),
    nominations: (batch?: number) => view<never, HonoursRow>(nominations as never, batch),
    register: (batch?: number) => view<never, RegisterRow>(register as never, batch),
    roll: (batch?: number) => view<never, RollRow>(roll as never, batch),
  };
}

export type World = ReturnType<typeof world>;

const rules = (overall: boolean) => ({
  id: 'one-mark',
  version: 1,
  title: '一项计分',
  cites: [{ document: '示例' }],
  values: [
    {
      id: 'practice',
      name: '实操',
      role: 'criterion',
      marks: {
        kind: 'measured',
        range: { min: '0', max: '100' },
        slots: { min: 1, max: 1 },
        combine: { by: 'single' },
      },
    },
    { id: 'total', name: '总分', role: 'total', sum: [{ value: 'practice' }], round: { digits: 2, mode: 'half-up' } },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224', ties: [] },
  vetoes: [],
  boards: { groups: true, overall },
});

type Entrant = {
  readonly score?: string;
  readonly group?: 'town' | 'country';
  readonly attributes?: Record<string, string>;
};
type Contest = {
  readonly id?: string;
  readonly overall?: boolean;
  readonly level?: 'district' | 'city';
  readonly receiver?: 'person' | 'team';
  /** How the contest is held, as its rule document says. */
  readonly process?: object;
  readonly entrants: readonly Entrant[];
};

/** Plays a contest to its first publication; entry eN is of subject pN. Answers the position of the publication. */
export async function playContest(
  w: World,
  { id = 'skills2026', overall = true, level = 'district', receiver = 'person', process, entrants }: Contest,
) {
  const groups = [
    { group: 'town', name: '城区组' },
    { group: 'country', name: '农村组' },
  ];
  const contests = [{ contest: 'turning', name: '车工', receiver, groups }];
  const at = { competition: id, contest: 'turning' };
  await w.competition({
    type: 'PlanCompetition',
    competition: id,
    organization: 'd1',
    name: '2026年职工技能竞赛',
    level,
    contests,
    rounds: ['r2026'],
  });
  await w.competition({
    type: 'OpenCompetition',
    competition: id,
    rules: [{ contest: 'turning', document: { ...rules(overall), ...(process === undefined ? {} : { process }) } }],
  });
  for (const [index, { score, group = 'town', attributes }] of entrants.entries()) {
    const n = index + 1;
    const who = { number: `A${n}`, group, kind: receiver, subject: `p${n}`, name: `选手${n}`, unit: '第一机械厂' };
    await w.entry({
      type: 'SubmitEntry',
      ...at,
      entry: `e${n}`,
      ...who,
      ...(attributes === undefined ? {} : { attributes }),
    });
    if (score === undefined) continue;
    await w.entry({
      type: 'RecordScore',
      competition: id,
      entry: `e${n}`,
      criterion: 'practice',
      slot: '1',
      value: score,
    });
  }
  await w.competition({ type: 'FreezeScores', ...at });
  return w.competition({ type: 'PublishResults', ...at, digest: 'd' });
}
