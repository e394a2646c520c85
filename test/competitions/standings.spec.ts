import fc from 'fast-check';
import { fixedClock, memoryEventStore, memoryVault, memoryViews } from '@xf/adapters';
import {
  boardAround,
  boardPage,
  competition,
  contestRow,
  effectOf,
  entry,
  explain,
  rulesOf,
  standingCodec,
  standings,
  wholeBoard,
  type CompetitionCommand,
  type EntryCommand,
  type StandingRow,
} from '@xf/competitions';
import { execute, foldBatch, decodeRecorded, viewAsOf, type View } from '@xf/es';
import { engineOf, everyCodec } from '@xf/runtime';
import { open, plan, score, submit, turningRules } from '../../libs/competitions/src/testing/examples';

const t0 = Date.parse('2026-05-01T00:00:00Z');
const C = 'skills2026';

function world() {
  const clock = fixedClock(t0);
  const engine = engineOf({ store: memoryEventStore(clock), vault: memoryVault(), clock });
  let n = 0;
  const run = async (command: CompetitionCommand | EntryCommand, validAt?: number) => {
    const context = { actor: 'ann', command: `c${n++}`, validAt };
    const outcome =
      'entry' in command
        ? await execute(engine, entry, command, context)
        : await execute(engine, competition, command, context);
    return outcome.kind === 'done' ? outcome.position : Promise.reject(new Error(JSON.stringify(outcome)));
  };
  const fresh = () => memoryViews().open<StandingRow>('standings', 1);
  const view = async (batch = 1_000, into: View<StandingRow> = fresh()) => {
    for (;;) {
      const page = await engine.store.readAll(into.position(), batch);
      if (page.length === 0) return into;
      const recorded = page.flatMap((stored) => decodeRecorded(standingCodec, stored) ?? []);
      into.commit(foldBatch(standings, into, recorded), page[page.length - 1]!.position);
    }
  };
  const asOf = (position: number, validAt?: number) =>
    viewAsOf(engine.store, everyCodec as never, standings, { position, validAt }, fresh(), C);
  return { engine, clock, run, view, asOf };
}

const sheet = (n: number, theory: string, practice: readonly string[]) => [
  score(n, 'theory', '1', theory),
  ...practice.map((value, judge) => score(n, 'practice', `J${judge + 1}`, value)),
];

async function season() {
  const w = world();
  await w.run(plan());
  await w.run(open());
  for (let n = 1; n <= 6; n++) await w.run(submit(n));
  const marks = [
    ...sheet(1, '86', ['91', '92']), // 25.8 + 64.05 = 89.85
    ...sheet(2, '90', ['85', '85']), // 27 + 59.5 = 86.50
    ...sheet(3, '76', ['91', '91']), // 22.8 + 63.7 = 86.50, by practice before 2
    ...sheet(4, '100', ['100', '100']),
    ...sheet(5, '60', ['70', '71']),
  ];
  for (const mark of marks) await w.run(mark);
  await w.run({ type: 'VetoEntry', competition: C, entry: 'e4', clause: 'safety', reason: '操作中发生安全事故' });
  return w;
}

const lines = (view: Parameters<typeof wholeBoard>[0], board = 'overall') =>
  wholeBoard(view, contestRow(view, C, 'turning')!, board).map(({ row, rank, scored, decidedBy }) => [
    row.entry,
    rank,
    scored.total,
    decidedBy ?? scored.reason?.code,
  ]);

it('domain-rules 60, 69, 75, 76: ranks by total, then practice; a vetoed entry keeps its score and takes no rank', async () => {
  const w = await season();
  expect(lines(await w.view())).toEqual([
    ['e1', 1, '89.85', undefined],
    ['e3', 2, '86.50', 'total'],
    ['e2', 3, '86.50', 'practice'],
    ['e5', 4, '67.35', 'total'],
    ...[
      ['e4', undefined, '100.00', 'vetoed'],
      ['e6', undefined, undefined, 'value-missing'],
    ].sort(),
  ]);
});

it('domain-rules 53, 54: groups have boards of their own beside the overall one', async () => {
  const view = await (await season()).view();
  expect(lines(view, 'group:town').map(([id, rank]) => [id, rank])).toEqual([
    ['e1', 1],
    ['e3', 2],
    ['e5', 3],
  ]);
  expect(lines(view, 'group:country').map(([id, rank]) => [id, rank])).toEqual([
    ['e2', 1],
    ['e4', undefined],
    ['e6', undefined],
  ]);
});

it('domain-rules 85: the rank each took when it was scored can be seen again for every moment', async () => {
  const w = world();
  await w.run(plan());
  await w.run(open());
  // Four who each take the lead, then three who each come in fourth.
  const totals = ['50', '60', '70', '80', '55', '57', '58'];
  const scoredAt: number[] = [];
  for (const [n, value] of totals.entries()) {
    await w.run(submit(n + 1));
    let position = 0;
    for (const mark of sheet(n + 1, value, [value, value])) position = await w.run(mark);
    scoredAt.push(position);
  }
  const running = [];
  for (const [n, position] of scoredAt.entries()) {
    const row = lines(await w.asOf(position)).find(([entry]) => entry === `e${n + 1}`);
    running.push(row?.[1]);
  }
  expect(running).toEqual([1, 1, 1, 1, 4, 4, 4]);
});

it('pages with a cursor, and shows an entry with its neighbours up to both edges', async () => {
  const view = await (await season()).view();
  const contest = contestRow(view, C, 'turning')!;
  const first = boardPage(view, contest, 'overall', { limit: 2 });
  const second = boardPage(view, contest, 'overall', { limit: 10, after: first.next });
  expect([...first.rows, ...second.rows].map(({ row, rank, decidedBy }) => [row.entry, rank, decidedBy])).toEqual(
    wholeBoard(view, contest, 'overall').map(({ row, rank, decidedBy }) => [row.entry, rank, decidedBy]),
  );
  expect(second.next).toBeUndefined();
  const around = (id: string, span: number) =>
    boardAround(view, contest, 'overall', id, span)?.rows.map(({ row, rank }) => [row.entry, rank]);
  expect(around('e1', 1)).toEqual([
    ['e1', 1],
    ['e3', 2],
  ]);
  expect(around('e3', 1)).toEqual([
    ['e1', 1],
    ['e3', 2],
    ['e2', 3],
  ]);
  expect(around('e5', 9)).toHaveLength(6);
  expect(around('nobody', 1)).toBeUndefined();
});

it('domain-rules 83: a correction moves places and keeps the old value in the log', async () => {
  const w = await season();
  await w.run({ ...score(5, 'theory', '1', '100'), type: 'CorrectScore', reason: '漏加分' });
  await w.run({ ...score(5, 'practice', 'J2', '100'), type: 'CorrectScore', reason: '漏加分' });
  expect(lines(await w.view()).slice(0, 2)).toEqual([
    ['e1', 1, '89.85', undefined],
    ['e5', 2, '89.50', 'total'],
  ]);
  const stored = await w.engine.store.readStream(`entry-${C}.e5`);
  expect(stored.filter(({ type }) => type === 'ScoreCorrected').map(({ data }) => [data['from'], data['to']])).toEqual([
    ['60', '100'],
    ['71', '100'],
  ]);
});

it('domain-rules 81: a mark that lands behind the freeze stays in the log and counts for nothing', async () => {
  const w = await season();
  const before = lines(await w.view());
  await w.run({ type: 'FreezeScores', competition: C, contest: 'turning' });
  // Two processes, one freeze: this append was decided before the freeze and landed behind it.
  const stream = `entry-${C}.e6`;
  const late = (type: string, data: object) => ({
    type,
    version: 1,
    data: { ...data },
    actor: 'j',
    validAt: t0,
    command: `late-${type}`,
    fingerprint: '',
    correlation: 'x',
  });
  const on = { competition: C, contest: 'turning', entry: 'e6' };
  await w.engine.store.append([
    { stream, expected: 0, events: [late('ScoreRecorded', { ...on, criterion: 'theory', slot: '1', value: '100' })] },
  ]);
  const view = await w.view();
  expect(lines(view)).toEqual(before);
  expect(explain(view, C, 'e6')?.marks).toEqual([
    { criterion: 'theory', slot: '1', value: '100', ref: `${stream}@1`, late: true },
  ]);
});

it('domain-rules 81, 83: a mark left out is added behind the freeze and counts; one too many is taken back and does not', async () => {
  const w = await season();
  await w.run({ type: 'FreezeScores', competition: C, contest: 'turning' });
  const added = { ...score(5, 'practice', 'J3', '100'), type: 'CorrectScore', reason: '漏登' } as const;
  const place = async () => lines(await w.view()).find(([id]) => id === 'e5')?.[2];
  const before = await place();
  await w.run(added);
  const after = await place();
  expect(after).not.toBe(before);
  expect(explain(await w.view(), C, 'e5')?.marks.filter(({ slot }) => slot === 'J3')).toEqual([
    { criterion: 'practice', slot: 'J3', value: '100', ref: expect.stringContaining('e5@'), late: false },
  ]);
  const on = { competition: C, entry: 'e5', criterion: 'practice', slot: 'J3' };
  await w.run({ type: 'VoidScore', ...on, reason: '重复' });
  expect(await place()).toBe(before);
  expect(explain(await w.view(), C, 'e5')?.marks.filter(({ slot }) => slot === 'J3')).toEqual([]);
  const small = memoryViews().open<StandingRow>('standings', 1);
  expect(lines(await w.view(2, small))).toEqual(lines(await w.view()));
});

it('explains a place: every mark with its event, the total, the neighbours and the key that decided', async () => {
  const view = await (await season()).view();
  const why = explain(view, C, 'e2')!;
  expect(why.marks.map(({ criterion, slot, value, ref }) => [criterion, slot, value, ref])).toEqual([
    ['theory', '1', '90', `entry-${C}.e2@1`],
    ['practice', 'J1', '85', `entry-${C}.e2@2`],
    ['practice', 'J2', '85', `entry-${C}.e2@3`],
  ]);
  expect(why.places[0]).toMatchObject({
    board: 'overall',
    rank: 3,
    of: 6,
    decidedBy: 'practice',
    above: { row: { entry: 'e3' } },
    below: { row: { entry: 'e5' } },
  });
  expect(JSON.stringify(why.derivation)).toContain('86.50');
  expect(JSON.stringify(explain(view, C, 'e4')?.derivation)).toContain('安全');
});

it('domain-rules 124: shows any board as it was at a position, and as what was true on a day', async () => {
  const w = world();
  await w.run(plan());
  await w.run(open());
  await w.run(submit(1), t0 - 5_000);
  await w.run(submit(2), t0 - 5_000);
  for (const mark of sheet(1, '80', ['80', '80'])) await w.run(mark, t0 - 4_000);
  for (const mark of sheet(2, '70', ['70', '70'])) await w.run(mark, t0 - 4_000);
  w.clock.advance(60_000);
  const tuesday = await w.engine.store.head();
  await w.run({ ...score(2, 'theory', '1', '100'), type: 'CorrectScore', reason: '更正' });
  const now = await w.run({ type: 'DisqualifyEntry', competition: C, entry: 'e1', reason: '作弊' });
  expect(lines(await w.asOf(tuesday)).map(([id, rank]) => [id, rank])).toEqual([
    ['e1', 1],
    ['e2', 2],
  ]);
  expect(lines(await w.asOf(now)).map(([id, rank]) => [id, rank])).toEqual([
    ['e2', 1],
    ['e1', undefined],
  ]);
  // Plan and opening happened at t0; on that day both competed, and the correction tells what was true then.
  expect(lines(await w.asOf(now, t0)).map(([id, rank, total]) => [id, rank, total])).toEqual([
    ['e1', 1, '80.00'],
    ['e2', 2, '79.00'],
  ]);
});

it('rules with places inside the score are worked out for the whole field whenever one entry changes', async () => {
  const w = world();
  const values = [
    turningRules.values[0],
    {
      id: 'place',
      name: '名次分',
      role: 'component',
      sum: [{ value: 'theory' }],
      steps: [{ rank: { better: 'higher', method: '1224', within: 'all' } }, { times: '-1' }, { plus: '10' }],
    },
    { id: 'total', name: '总分', role: 'total', sum: [{ value: 'place' }], round: { digits: 0, mode: 'half-up' } },
  ];
  await w.run(plan());
  await w.run(
    open({ ...turningRules, id: 'places', values, vetoes: [], ranking: { better: 'higher', method: '1224' } }),
  );
  for (let n = 1; n <= 3; n++) await w.run(submit(n));
  for (let n = 1; n <= 3; n++) await w.run(score(n, 'theory', '1', String(60 + n)));
  const totals = async () => lines(await w.view(1)).map(([id, rank, total]) => [id, rank, total]);
  expect(await totals()).toEqual([
    ['e3', 1, '9'],
    ['e2', 2, '8'],
    ['e1', 3, '7'],
  ]);
  await w.run({ ...score(1, 'theory', '1', '99'), type: 'CorrectScore', reason: '更正' });
  expect(await totals()).toEqual([
    ['e1', 1, '9'],
    ['e3', 2, '8'],
    ['e2', 3, '7'],
  ]);
});

const commandArb = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map((n) => submit(n) as EntryCommand) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('theory/1', 'practice/J1', 'practice/J2', 'practice/J3'),
        fc.integer({ min: 80, max: 84 }),
      )
      .map(([n, key, value]) => score(n, key.split('/')[0]!, key.split('/')[1]!, String(value)) as EntryCommand),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 80, max: 84 }))
      .map(([n, value]) => ({ ...score(n, 'theory', '1', String(value)), type: 'CorrectScore' as const, reason: 'r' })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('WithdrawEntry' as const, 'DisqualifyEntry' as const, 'ReinstateEntry' as const),
      )
      .map(([n, type]) => ({ type, competition: C, entry: `e${n}`, reason: 'r' })),
  },
);

const markArb = fc.integer({ min: 80, max: 83 });
const correctionArb = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('theory/1', 'practice/J1'), fc.integer({ min: 78, max: 85 }))
  .map(([n, key, value]) => ({
    ...score(n, key.split('/')[0]!, key.split('/')[1]!, String(value)),
    type: 'CorrectScore' as const,
    reason: 'r',
  }));

/** The rules of `turningRules` again, slow and plain, straight from the log. */
function oracle(events: readonly { type: string; data: Record<string, unknown> }[]): (string | number | undefined)[][] {
  const entries = new Map<string, { status: string; theory?: number; practice: Map<string, number> }>();
  for (const { type, data } of events) {
    const id = String(data['entry']);
    const one = entries.get(id);
    if (type === 'EntrySubmitted') entries.set(id, { status: 'competing', practice: new Map() });
    if (one === undefined) continue;
    const value = Number(data['value'] ?? data['to']);
    if (data['criterion'] === 'theory') one.theory = value;
    if (data['criterion'] === 'practice') one.practice.set(String(data['slot']), value);
    if (type === 'EntryWithdrawn') one.status = 'withdrawn';
    if (type === 'EntryDisqualified') one.status = 'disqualified';
    if (type === 'EntryReinstated') one.status = 'competing';
  }
  const half = (hundredths: number): number => Math.floor(hundredths + 0.5 + 1e-9);
  const scored = [...entries].map(([id, { status, theory, practice }]) => {
    const mean =
      practice.size >= 2 ? half(([...practice.values()].reduce((a, b) => a + b, 0) * 100) / practice.size) : undefined;
    const total = theory === undefined || mean === undefined ? undefined : half((theory * 100 * 30 + mean * 70) / 100);
    return { id, total, mean, takesPlace: status === 'competing' && total !== undefined };
  });
  const places = scored.filter(({ takesPlace }) => takesPlace);
  return scored
    .map(({ id, total, mean, takesPlace }) => {
      const better = places.filter(
        (other) => other.total! > total! || (other.total === total && other.mean! > mean!),
      ).length;
      return [id, takesPlace ? better + 1 : undefined, total === undefined ? undefined : (total / 100).toFixed(2)];
    })
    .sort();
}

it('any history: every batch size gives the same rows, and the board an independent count gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commandArb, { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (commands, batch) => {
        const w = world();
        await w.run(plan());
        await w.run(open());
        for (const command of commands) await w.run(command).catch(() => undefined);
        const slow = await w.view(batch);
        const whole = await w.view();
        const dump = (view: View<StandingRow>) =>
          JSON.stringify(view.range('board/skills2026/turning/overall', { limit: 100 }));
        expect(dump(slow)).toBe(dump(whole));
        const board = lines(whole)
          .map(([id, rank, total]) => [id, rank, total])
          .sort();
        expect(board).toEqual(oracle((await w.engine.store.readAll(0, 1_000)) as never));
      },
    ),
    { numRuns: 60 },
  );
});

it.each(['1224', '1334', '1223', '1234'] as const)(
  'domain-rules 75, 89: ranks by %s and prizes of every page are those of the whole board',
  async (method) => {
    const prizes = [
      { id: 'first', name: '一等奖', ranks: { from: 1, to: 1 } },
      { id: 'share', name: '优胜奖', share: '40', of: 'ranked', round: 'half-up' },
      { id: 'pass', name: '达标', atLeast: '80' },
    ];
    const document = { ...turningRules, id: `by-${method}`, prizes, ranking: { ...turningRules.ranking, method } };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 80, max: 83 }), { minLength: 1, maxLength: 12 }), async (marks) => {
        const w = world();
        await w.run(plan());
        await w.run(open(document));
        for (const [n, mark] of marks.entries()) {
          await w.run(submit(n));
          for (const one of sheet(n, String(mark), [String(mark), '81'])) await w.run(one);
        }
        await w.run(submit(99));
        const view = await w.view();
        const contest = contestRow(view, C, 'turning')!;
        const whole = wholeBoard(view, contest, 'overall');
        const pages = [];
        for (let page = boardPage(view, contest, 'overall', { limit: 3 }); ;) {
          pages.push(...page.rows);
          if (page.next === undefined) break;
          page = boardPage(view, contest, 'overall', { limit: 3, after: page.next });
        }
        const told = (rows: typeof whole) =>
          rows.map(({ row, rank, decidedBy, prize }) => [row.entry, rank, decidedBy, prize]);
        expect(told(pages)).toEqual(told(whole));
        const expected = rulesOf(contest.rules!).rankBoard(whole.map(({ scored }) => scored));
        expect(told(whole)).toEqual(
          expected.map(({ entry: id, rank, decidedBy, prize }) => [id, rank, decidedBy, prize]),
        );
      }),
      { numRuns: 25 },
    );
  },
);

it.each(['1224', '1334', '1223', '1234'] as const)(
  'a dry run tells the place by %s that the command then takes',
  async (method) => {
    const document = { ...turningRules, id: `effect-${method}`, ranking: { better: 'higher', method } };
    await fc.assert(
      fc.asyncProperty(
        fc.array(markArb, { minLength: 24, maxLength: 24 }),
        fc.oneof(correctionArb, commandArb),
        async (marks, last) => {
          const w = world();
          await w.run(plan());
          await w.run(open(document));
          for (let n = 1; n <= 8; n++) {
            await w.run(submit(n));
            const [theory = '', one = '', two = ''] = marks.slice(n * 3 - 3).map(String);
            for (const mark of sheet(n, theory, [one, two])) await w.run(mark);
          }
          const before = await w.view();
          const head = await w.engine.store.head();
          const dry = await execute(w.engine, entry, last, { actor: 'ann', command: 'dry', dryRun: true });
          fc.pre(dry.kind === 'done' && dry.events.length > 0);
          const meta = {
            actor: '',
            command: '',
            fingerprint: '',
            correlation: '',
            recordedAt: t0,
            validAt: t0,
            stream: dry.stream,
          };
          const events = dry.events.map((event, n) => ({
            ...meta,
            event,
            position: head + 1 + n,
            revision: 9_000 + n,
          }));
          const told = effectOf(before, events).find(({ board }) => board === 'overall');
          const place = (view: View<StandingRow>) => {
            const line = lines(view).find(([id]) => id === last.entry);
            return { rank: line?.[1], total: line?.[2] };
          };
          const was = place(before);
          await w.run(last);
          expect({
            before: { rank: told?.before.rank, total: told?.before.total },
            after: { rank: told?.after.rank, total: told?.after.total },
          }).toEqual({
            before: was,
            after: place(await w.view()),
          });
        },
      ),
      { numRuns: 60 },
    );
  },
);
