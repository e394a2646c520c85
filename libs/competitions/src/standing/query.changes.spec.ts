import fc from 'fast-check';
import { fixedClock, memoryEventStore, memoryVault, memoryViews } from '@xf/adapters';
import { decodeRecorded, execute, foldBatch, StateCache, type Engine, type StreamName, type View } from '@xf/es';
import type { CompetitionCommand } from '../competition/command';
import { competition } from '../competition/decide';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import { open, plan, score, submit } from '../testing/examples';
import { standingCodec, standings, type StandingRow } from './project';
import { contestRow } from './query';
import { changesBetween, changesOfLast, placesIf, placesOf, withChanges } from './query.changes';

const C = 'skills2026';
const simple = {
  id: 'one-mark',
  version: 1,
  title: '一项评分',
  cites: [{ document: '示例' }],
  values: [
    { id: 'score', name: '成绩', role: 'criterion', marks: { kind: 'measured', range: { min: '0', max: '100' } } },
    { id: 'total', name: '总分', role: 'total', sum: [{ value: 'score' }], round: { digits: 2, mode: 'half-up' } },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  vetoes: [{ id: 'safety', name: '安全事故' }],
  boards: { groups: true, overall: true },
  prizes: [
    { id: 'first', name: '一等奖', ranks: { from: 1, to: 1 } },
    { id: 'second', name: '二等奖', ranks: { from: 2, to: 3 } },
  ],
};

/** A contest with one mark each, in memory; `boards` looks at it at any position. */
async function contest(marks: readonly string[], document: unknown = simple) {
  const clock = fixedClock(1_000);
  const fingerprint = () => '';
  const engine: Engine = {
    store: memoryEventStore(clock),
    vault: memoryVault(),
    clock,
    states: new StateCache(),
    fingerprint,
  };
  let n = 0;
  const run = async (command: CompetitionCommand | EntryCommand, actor = 'ann'): Promise<string> => {
    const context = { actor, command: `c${n++}` };
    const outcome =
      'entry' in command
        ? await execute(engine, entry, command, context)
        : await execute(engine, competition, command, context);
    return outcome.kind === 'refused' ? outcome.rejection.code : outcome.kind;
  };
  const at = async (position: number): Promise<View<StandingRow>> => {
    const view = memoryViews().open<StandingRow>('standings', 1);
    const page = await engine.store.readAll(0, position);
    view.commit(
      foldBatch(
        standings,
        view,
        page.flatMap((stored) => decodeRecorded(standingCodec, stored) ?? []),
      ),
      position,
    );
    return view;
  };
  const places = async (position: number) => {
    const view = await at(position);
    return placesOf(view, contestRow(view, C, 'turning')!);
  };
  const changes = async (from: number, to: number) => {
    const between = (await engine.store.readAll(from, to - from)).flatMap(
      (stored) => decodeRecorded(standingCodec, stored) ?? [],
    );
    const revisions = contestRow(await at(to), C, 'turning')?.revisions;
    return changesBetween(await places(from), await places(to), between, revisions);
  };
  await run(plan());
  await run(open(document));
  for (const [index, mark] of marks.entries()) {
    await run(submit(index + 1));
    await run(score(index + 1, 'score', '1', mark));
  }
  const history = async (stream: StreamName) =>
    (await engine.store.readStream(stream)).flatMap((stored) => decodeRecorded(standingCodec, stored) ?? []);
  return { run, at, places, changes, history, head: () => engine.store.head(), engine };
}

const told = ({ changes }: Awaited<ReturnType<Awaited<ReturnType<typeof contest>>['changes']>>, board = 'overall') =>
  changes.flatMap((one) =>
    one.board === board ? [[one.entry, one.from?.rank, one.to?.rank, one.why.map(({ type }) => type).join()]] : [],
  );

const disqualify = (n: number) =>
  ({ type: 'DisqualifyEntry', competition: C, entry: `e${n}`, reason: '冒名' }) as const;

it('domain-rules 83: 88.1 corrected to 89.0 is 3rd, 88.9 becomes 4th and 88.5 5th', async () => {
  const w = await contest(['91.0', '90.2', '88.9', '88.5', '88.1']);
  const before = await w.head();
  await w.run({
    type: 'CorrectScore',
    competition: C,
    entry: 'e5',
    criterion: 'score',
    slot: '1',
    value: '89.0',
    reason: '漏加',
  });
  const found = await w.changes(before, await w.head());
  expect(told(found)).toEqual([
    ['e5', 5, 3, 'ScoreCorrected'],
    ['e3', 3, 4, ''],
    ['e4', 4, 5, ''],
  ]);
  expect(found.moves.filter(({ board }) => board === 'overall')).toEqual([{ board: 'overall', from: 3, to: 4, by: 1 }]);
  expect(found.changes.find((one) => one.board === 'overall' && one.entry === 'e5')).toEqual({
    entry: 'e5',
    number: 'A005',
    board: 'overall',
    from: { rank: 5, total: '88.10' },
    to: { rank: 3, total: '89.00', prize: 'second' },
    why: [
      {
        type: 'ScoreCorrected',
        ref: 'entry-skills2026.e5@2',
        reason: '漏加',
        criterion: 'score',
        from: '88.1',
        to: '89.0',
      },
    ],
  });
});

it('domain-rules 84: when rank 2 is cancelled, ranks 3.. move up and the next in order takes the prize', async () => {
  const w = await contest(['91', '90', '89', '88', '87']);
  const before = await w.head();
  await w.run(disqualify(2));
  const found = await w.changes(before, await w.head());
  expect(told(found)).toEqual([
    ['e3', 3, 2, ''],
    ['e4', 4, 3, ''],
    ['e5', 5, 4, ''],
    ['e2', 2, undefined, 'EntryDisqualified'],
  ]);
  expect(found.moves.filter(({ board }) => board === 'overall')).toEqual([
    { board: 'overall', from: 3, to: 5, by: -1 },
  ]);
  expect(found.prizes).toContainEqual({ board: 'overall', prize: 'second', entered: ['e4'], left: ['e2'] });
});

it('domain-rules 124: names the change of the rules that moved places, which one, by whom and why', async () => {
  const w = await contest(['91', '90', '89']);
  const revise = (version: number, ranking: object) =>
    w.run({
      ...({ type: 'ReviseRules', competition: C, contest: 'turning', reason: '成绩为用时' } as const),
      document: { ...simple, version, ranking: { ...simple.ranking, ...ranking } },
    });
  expect(await revise(2, { method: '1223' })).toBe('done');
  const before = await w.head();
  expect(await revise(3, { better: 'lower' })).toBe('done');
  const changed = await w.head();
  const found = await w.changes(before, changed);
  expect(told(found)).toEqual([
    ['e3', 3, 1, 'RulesRevised'],
    ['e1', 1, 3, 'RulesRevised'],
  ]);
  const { hash } = contestRow(await w.at(changed), C, 'turning')!.rules!;
  const cause = {
    ...{ type: 'RulesRevised', ref: 'competition-skills2026@3', reason: '成绩为用时', number: 2, by: 'ann' },
    rules: { id: 'one-mark', version: 3, hash },
  };
  expect(found.changes[0]?.why).toEqual([cause]);
  // Nobody moved by an event of their own, so the rest is still told in runs.
  expect(found.moves.filter(({ board }) => board === 'overall')).toEqual([
    { board: 'overall', from: 1, to: 1, by: 2 },
    { board: 'overall', from: 3, to: 3, by: -2 },
  ]);
  await w.run(disqualify(1));
  const [, last] = (await w.changes(before, await w.head())).changes.filter(({ board }) => board === 'overall');
  expect(last?.why.map(({ type }) => type)).toEqual(['RulesRevised', 'EntryDisqualified']);
});

it('domain-rules 51: names the end of a contest that took everybody off the boards', async () => {
  const w = await contest(['91', '90'], {
    ...simple,
    process: { minimumEntrants: { count: 3, otherwise: 'cancel' } },
  });
  const before = await w.head();
  const reason = '仅两人报名';
  const at = { competition: C, contest: 'turning' };
  expect(await w.run({ type: 'CancelContest', ...at, entered: 2, reason })).toBe('done');
  const found = await w.changes(before, await w.head());
  expect(told(found)).toEqual([
    ['e1', 1, undefined, 'ContestCancelled'],
    ['e2', 2, undefined, 'ContestCancelled'],
  ]);
  expect(found.changes[0]?.why).toMatchObject([{ reason }]);
});

it('tells an entry that came later, and nothing where nothing changed', async () => {
  const w = await contest(['91']);
  const before = await w.head();
  await w.run(submit(2));
  await w.run(score(2, 'score', '1', '95'));
  const after = await w.head();
  expect((await w.changes(after, after)).changes).toEqual([]);
  expect(told(await w.changes(before, after))).toEqual([
    ['e2', undefined, 1, 'EntrySubmitted,ScoreRecorded'],
    ['e1', 1, 2, ''],
  ]);
});

it('a proposal that waits for a second person is no cause', async () => {
  const w = await contest(['91', '90']);
  for (const type of ['FreezeScores', 'PublishResults'] as const) {
    await w.run({ type, competition: C, contest: 'turning', digest: 'd' });
  }
  const before = await w.head();
  const at = { competition: C, entry: 'e2', criterion: 'score', slot: '1' };
  await w.run({ type: 'CorrectScore', ...at, value: '95', reason: '漏加' });
  expect((await w.changes(before, await w.head())).changes).toEqual([]);
  expect(await w.run({ type: 'ConfirmCorrection', ...at }, 'ben')).toBe('done');
  const after = await w.head();
  expect(told(await w.changes(before, after))).toEqual([
    ['e2', 2, 1, 'ScoreCorrected'],
    ['e1', 1, 2, ''],
  ]);
  const out = { competition: C, entry: 'e1' };
  await w.run(disqualify(1));
  await w.run({ type: 'RefuseChange', ...out, reason: '查无实据' }, 'ben');
  await w.run({ type: 'CorrectScore', ...at, value: '96', reason: '再核' });
  await w.run({ type: 'RefuseCorrection', ...at, reason: '无误' }, 'ben');
  expect((await w.changes(after, await w.head())).changes).toEqual([]);
  const row = async () => contestRow(await w.at(await w.head()), C, 'turning');
  expect(await row()).toMatchObject({ awaiting: { corrections: [], appeals: [] }, changedAt: after });
  await w.run(disqualify(1));
  expect((await row())?.awaiting.changes).toMatchObject([{ entry: 'e1', to: 'disqualified' }]);
  expect(await w.run({ type: 'ConfirmChange', ...out }, 'ben')).toBe('done');
  expect((await row())?.awaiting).not.toHaveProperty('changes');
  expect(told(await w.changes(after, await w.head()))).toEqual([['e1', 2, undefined, 'EntryDisqualified']]);
});

it('leaves to a fold of the log what the view cannot tell: other entries between, or more since', async () => {
  const w = await contest(['91', '90', '89']);
  const before = await w.head();
  const seen = async (from: number, to: number, viewAt: number) => {
    const view = await w.at(viewAt);
    const events = (await w.engine.store.readAll(from, to - from)).flatMap(
      (one) => decodeRecorded(standingCodec, one) ?? [],
    );
    return changesOfLast(view, contestRow(view, C, 'turning')!, await w.history(events[0]!.stream), events);
  };
  await w.run(disqualify(2));
  const first = await w.head();
  await w.run(disqualify(3));
  const both = await w.head();
  expect(await seen(before, first, first)).toEqual(await w.changes(before, first));
  expect(await seen(first, both, both)).toEqual(await w.changes(first, both));
  expect(await seen(before, both, both)).toBeUndefined();
  expect(await seen(before, first, both)).toBeUndefined();
  expect(await seen(first, both, first)).toBeUndefined();
});

const field = {
  ...simple,
  values: [
    simple.values[0],
    { ...simple.values[1], steps: [{ rank: { better: 'higher', method: '1224', within: 'all' } }] },
  ],
};
const tolerant = { ...simple, ranking: { ...simple.ranking, tolerance: '2' } };
const few = { ...simple, process: { minimumEntrants: { count: 5, otherwise: 'no-awards' } } };
const dense = { ...simple, ranking: { ...simple.ranking, method: '1223' } };

it('domain-rules 83: the changes applied to the old boards give the new ones, written or not written yet', async () => {
  const marks = fc.array(fc.integer({ min: 80, max: 90 }).map(String), { minLength: 1, maxLength: 7 });
  const step = fc.record({
    what: fc.constantFrom('correct', 'disqualify', 'reinstate', 'veto', 'withdraw', 'enter'),
    n: fc.nat(8),
    value: fc.integer({ min: 78, max: 92 }).map(String),
  });
  const play = async (
    document: unknown,
    first: readonly string[],
    steps: readonly { what: string; n: number; value: string }[],
  ) => {
    const w = await contest(first, document);
    const cuts = [await w.head()];
    for (const { what, n, value } of steps) {
      const target = { competition: C, entry: `e${(n % first.length) + 1}`, reason: '理由' };
      if (what === 'correct') await w.run({ type: 'CorrectScore', ...target, criterion: 'score', slot: '1', value });
      if (what === 'disqualify') await w.run({ type: 'DisqualifyEntry', ...target });
      if (what === 'reinstate') await w.run({ type: 'ReinstateEntry', ...target });
      if (what === 'veto') await w.run({ type: 'VetoEntry', ...target, clause: 'safety' });
      if (what === 'withdraw') await w.run({ type: 'WithdrawEntry', ...target });
      if (what === 'enter') {
        await w.run(submit(20 + n));
        await w.run(score(20 + n, 'score', '1', value));
      }
      cuts.push(await w.head());
    }
    for (const [index, from] of cuts.entries()) {
      const before = await w.places(from);
      for (const to of cuts.slice(index)) {
        const after = await w.places(to);
        const found = withChanges(before, (await w.changes(from, to)).changes);
        for (const [board, rows] of after) {
          const sorted = [...(found.get(board) ?? new Map<string, never>()).values()].sort((a, b) =>
            a.entry < b.entry ? -1 : 1,
          );
          expect(sorted).toEqual([...rows].sort((a, b) => (a.entry < b.entry ? -1 : 1)));
        }
        const view = await w.at(from);
        const between = (await w.engine.store.readAll(from, to - from)).flatMap(
          (stored) => decodeRecorded(standingCodec, stored) ?? [],
        );
        expect(placesIf(view, contestRow(view, C, 'turning')!, between)).toEqual(after);
        const [stream, ...others] = new Set(between.map((one) => one.stream));
        if (stream === undefined || others.length > 0) continue;
        const history = await w.history(stream);
        const then = await w.at(to);
        const seen = changesOfLast(then, contestRow(then, C, 'turning')!, history, between);
        expect(seen).toEqual(history[0]!.position > from ? undefined : await w.changes(from, to));
      }
    }
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(simple, tolerant, dense, field, few),
      marks,
      fc.array(step, { maxLength: 5 }),
      play,
    ),
    { numRuns: 40 },
  );
});
