import { finalRules, pick, plan, rules, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const skills = '/api/competitions/skills';

const preliminaryRules = {
  ...rules,
  process: {
    advance: { cut: { by: 'rank', to: 2 }, ties: 'enter', carry: [{ value: 'total', as: 'preliminary' }] },
  },
};

async function planned(contests: readonly object[], documents: Readonly<Record<string, object>>): Promise<void> {
  const { revision } = await world.done('organizer', '/api/competitions', { ...plan, contests });
  const opening = Object.entries(documents).map(([contest, document]) => ({ contest, document }));
  await world.done('organizer', `${skills}/opening`, { rules: opening }, { 'if-match': `"${revision}"` });
}

async function entered(contest: string, values: readonly string[]): Promise<readonly string[]> {
  const url = `${skills}/contests/${contest}/entries`;
  const ids: string[] = [];
  for (const [n, value] of values.entries()) {
    const { entry } = await world.done('organizer', url, { number: `A${n + 1}`, name: `选手${n + 1}号` });
    await world.done('organizer', `${url}/${entry}/scores`, { criterion: 'theory', slot: '1', value });
    await world.done('judge', `${url}/${entry}/scores`, { criterion: 'practice', value });
    ids.push(entry);
  }
  return ids;
}

async function published(contest: string, reason?: string): Promise<void> {
  const url = `${skills}/contests/${contest}`;
  const etag = () => world.etag('organizer', skills);
  if (reason === undefined) await world.done('organizer', `${url}/freeze`, {}, await etag());
  await world.done('organizer', `${url}/publications`, reason === undefined ? {} : { reason }, await etag());
}

const contest = (id: string, more: object = {}) => ({
  ...{ contest: id, name: id, receiver: 'person', groups: [] },
  ...more,
});
const board = async (id: string) =>
  (pick((await world.get('organizer', `${skills}/contests/${id}/boards/overall`)).body, 'rows') as object[]).map(
    (row) => [pick(row, 'rank'), pick(row, 'number'), pick(row, 'name'), pick(row, 'total')],
  );

describe('a final after a preliminary', () => {
  beforeEach(async () => {
    await planned([contest('turning'), contest('final', { from: [{ contest: 'turning' }] })], {
      turning: preliminaryRules,
      final: finalRules,
    });
  });
  const advance = (who = 'organizer', headers = {}) =>
    world.post(who, `${skills}/contests/final/advancement`, {}, headers);

  it('domain-rules 56, 57: takes those inside the cut, all who tie at it, and the points they carry', async () => {
    await entered('turning', ['90', '80', '80', '70']);
    expect(await advance()).toMatchObject({ status: 409, body: { code: 'source-not-published' } });
    await published('turning');
    const key = { 'idempotency-key': 'advance-1' };
    const taken = await advance('organizer', key);
    expect(taken).toMatchObject({ status: 201, body: { through: 3, left: 1, tied: 2, erased: 0 } });
    await world.runtime.reads.reached(Number(pick(taken.body, 'position')), 5_000);
    // 90 × 0.1, nothing marked yet: no total.
    expect((await board('final')).map((row) => row[1]).sort()).toEqual(['A1', 'A2', 'A3']);
    const url = `${skills}/contests/final/entries`;
    const listed = pick((await world.get('organizer', url)).body, 'rows') as object[];
    expect(listed[0]).toMatchObject({
      attributes: { preliminary: '90.00' },
      from: { competition: 'skills', contest: 'turning', board: 'overall', version: 1, rank: 1, total: '90.00' },
    });
    for (const row of listed) {
      const score = { criterion: 'theory', slot: '1', value: pick(row, 'number') === 'A3' ? '95' : '60' };
      await world.done('organizer', `${url}/${String(pick(row, 'entry'))}/scores`, score);
    }
    expect(await board('final')).toEqual([
      [1, 'A3', '选手3号', '103.00'],
      [2, 'A1', '选手1号', '69.00'],
      [3, 'A2', '选手2号', '68.00'],
    ]);
    // The same request, and the same people with another key: nobody enters twice.
    expect(await advance('organizer', key)).toMatchObject({ status: 201, body: { through: 3 } });
    const again = await advance();
    expect(again).toMatchObject({ status: 201, body: { through: 3, stale: [] } });
    expect(await board('final')).toHaveLength(3);
  });

  it('domain-rules 56: tells who advanced and would not any more, and takes who comes in instead', async () => {
    const [first] = await entered('turning', ['90', '80', '70']);
    await published('turning');
    await world.runtime.reads.reached(Number(pick((await advance()).body, 'position')), 5_000);
    const url = `${skills}/contests/turning/entries/${first}`;
    for (const [criterion, slot] of [
      ['theory', '1'],
      ['practice', 'judge'],
    ]) {
      const change = { criterion, slot, value: '10', reason: '查实代考' };
      await world.done('organizer', `${url}/corrections`, change, await world.etag('organizer', url));
      await world.done('second', `${url}/confirmations`, { criterion, slot }, await world.etag('second', url));
    }
    await published('turning', '查实代考');
    const again = await advance();
    const from = { competition: 'skills', contest: 'turning', entry: first };
    const gone = [{ entry: expect.any(String) as unknown, number: 'A1', from }];
    expect(again).toMatchObject({ status: 201, body: { through: 2, left: 1, noLongerThrough: gone } });
    await world.runtime.reads.reached(Number(pick(again.body, 'position')), 5_000);
    expect((await board('final')).map((row) => row[1]).sort()).toEqual(['A1', 'A2', 'A3']);
    const own = `${skills}/contests/final/entries/${String(pick(again.body, 'noLongerThrough', 0, 'entry'))}`;
    await world.done(
      'organizer',
      `${own}/disqualification`,
      { reason: '查实代考' },
      await world.etag('organizer', own),
    );
    expect(await advance()).toMatchObject({ status: 201, body: { noLongerThrough: [] } });
  });

  it('is for the organizer of the final, and needs a source in the plan and a clause in its rules', async () => {
    await entered('turning', ['90']);
    await published('turning');
    // Who is outside does not learn that there is such a competition.
    expect((await advance('neighbour')).status).toBe(404);
    expect((await advance('judge')).status).toBe(403);
    expect(await world.post('organizer', `${skills}/contests/turning/advancement`, {})).toMatchObject({
      status: 409,
      body: { code: 'transfer-source-missing' },
    });
  });
});

it('domain-rules 56, 80: nobody takes entrants over with their data from a competition that is not theirs to read', async () => {
  await planned([contest('turning')], { turning: preliminaryRules });
  await entered('turning', ['90', '80']);
  await published('turning');
  const final = contest('final', { from: [{ competition: 'skills', contest: 'turning' }] });
  const taken = async (who: string, organization: string, level: string) => {
    const competition = `final_${organization}`;
    const own = { competition, organization, name: '决赛', level, contests: [final] };
    const { revision } = await world.done(who, '/api/competitions', own);
    const opening = { rules: [{ contest: 'final', document: finalRules }] };
    await world.done(who, `/api/competitions/${competition}/opening`, opening, { 'if-match': `"${revision}"` });
    return world.post(who, `/api/competitions/${competition}/contests/final/advancement`, {});
  };
  const foreign = await taken('neighbour', 'west', 'district');
  expect(foreign).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  expect(pick(foreign.body, 'errors', 0)).toMatchObject({ code: 'source-not-yours', contest: 'skills/turning' });
  const nothing = await world.get('neighbour', '/api/competitions/final_west/contests/final/entries');
  expect(pick(nothing.body, 'rows')).toEqual([]);
  // Whoever organizes the level above reads it, and takes it.
  await world.done('admin', '/api/accounts/second/grants', { role: 'organizer', organization: 'city' });
  expect(await taken('second', 'city', 'city')).toMatchObject({ status: 201, body: { through: 2 } });
});

it('domain-rules 51, 56: two preliminaries that both number from 1 go into one final, a third one is cancelled', async () => {
  const ids = ['north', 'south', 'west'];
  const minimumEntrants = { count: 2, otherwise: 'cancel' };
  const preliminary = { ...preliminaryRules, process: { ...preliminaryRules.process, minimumEntrants } };
  const from = ids.map((id) => ({ contest: id }));
  await planned([...ids.map((id) => contest(id)), contest('final', { from })], {
    ...Object.fromEntries(ids.map((id) => [id, preliminary])),
    final: finalRules,
  });
  for (const id of ['north', 'south']) await entered(id, ['90', '80', '70']);
  await published('north');
  const advance = () => world.post('organizer', `${skills}/contests/final/advancement`, {});
  const waiting = await advance();
  expect(waiting).toMatchObject({ status: 409, body: { code: 'source-not-published' } });
  expect(pick(waiting.body, 'detail')).toContain('尚未公布：south、west');
  await published('south');
  const west = `${skills}/contests/west/cancellation`;
  await world.done('organizer', west, { reason: '报名不足' }, await world.etag('organizer', skills));
  const taken = await advance();
  expect(taken).toMatchObject({ status: 201, body: { through: 4, left: 2, ended: ['west'] } });
  await world.runtime.reads.reached(Number(pick(taken.body, 'position')), 5_000);
  const numbers = (await board('final')).map((row) => row[1]).sort();
  expect(numbers).toEqual(['north-A1', 'north-A2', 'south-A1', 'south-A2']);
});

it('domain-rules 56: a plan cannot take from a contest it does not have, or from itself', async () => {
  for (const source of ['nowhere', 'final']) {
    const contests = [contest('final', { from: [{ contest: source }] })];
    expect(await world.post('organizer', '/api/competitions', { ...plan, contests })).toMatchObject({
      status: 422,
      body: { code: 'source-unknown' },
    });
  }
});

describe('the months of a year', () => {
  const months = ['jan', 'feb', 'mar'] as const;
  const slotOf = { jan: '1月', feb: '2月', mar: '3月' };
  const yearRules = {
    ...rules,
    id: 'year',
    values: [
      {
        id: 'months',
        name: '各月',
        role: 'criterion',
        marks: {
          kind: 'measured',
          range: { min: '0', max: '100' },
          slots: { min: 1, max: 12 },
          combine: { by: 'mean' },
        },
      },
      {
        id: 'total',
        name: '年度平均',
        role: 'total',
        sum: [{ value: 'months' }],
        round: { digits: 2, mode: 'half-up' },
      },
    ],
  };
  beforeEach(async () => {
    const unit = { receiver: 'unit' };
    const takes = months.map((month) => ({ contest: month, criterion: 'months', slot: slotOf[month] }));
    await planned([...months.map((month) => contest(month, unit)), contest('year', { ...unit, takes })], {
      ...Object.fromEntries(months.map((month) => [month, rules])),
      year: yearRules,
    });
    for (const name of ['一车间', '二车间']) {
      for (const id of [...months, 'year']) {
        await world.done('organizer', `${skills}/contests/${id}/entries`, {
          number: name === '一车间' ? 'U1' : 'U2',
          name,
        });
      }
    }
  });
  const mark = async (month: string, values: readonly string[]) => {
    const url = `${skills}/contests/${month}/entries`;
    const rows = pick((await world.get('organizer', url)).body, 'rows') as object[];
    for (const [n, row] of rows.entries()) {
      const at = `${url}/${String(pick(row, 'entry'))}/scores`;
      await world.done('organizer', at, { criterion: 'theory', slot: '1', value: values[n] });
      await world.done('judge', at, { criterion: 'practice', value: values[n] });
    }
  };
  const intake = (headers = {}) => world.post('organizer', `${skills}/contests/year/intake`, {}, headers);

  it('domain-rules 96: roll up into one total, and follow a month that is published again, also where it gives nothing more', async () => {
    for (const [month, values] of [
      ['jan', ['92', '80']],
      ['feb', ['95', '85']],
      ['mar', ['88', '90']],
    ] as const) {
      await mark(month, values);
      if (month === 'jan') expect(await intake()).toMatchObject({ body: { code: 'source-not-published' } });
      await published(month);
      if (month === 'jan')
        expect(await intake()).toMatchObject({ status: 201, body: { marks: 2, waiting: ['feb', 'mar'] } });
    }
    const taken = await intake();
    expect(taken).toMatchObject({ status: 201, body: { entries: 2, marks: 6, waiting: [], notGiven: [] } });
    await world.runtime.reads.reached(Number(pick(taken.body, 'position')), 5_000);
    expect(await board('year')).toEqual([
      [1, 'U1', '一车间', '91.67'],
      [2, 'U2', '二车间', '85.00'],
    ]);
    const url = `${skills}/contests/mar/entries`;
    const [first] = pick((await world.get('organizer', url)).body, 'rows') as object[];
    const own = `${url}/${String(pick(first, 'entry'))}`;
    for (const criterion of ['theory', 'practice']) {
      const slot = criterion === 'theory' ? '1' : 'judge';
      const change = { criterion, slot, value: '91', reason: '复核' };
      await world.done('organizer', `${own}/corrections`, change, await world.etag('organizer', own));
      await world.done('second', `${own}/confirmations`, { criterion, slot }, await world.etag('second', own));
    }
    await published('mar', '复核后更正');
    const again = await intake();
    expect(again.status).toBe(201);
    await world.runtime.reads.reached(Number(pick(again.body, 'position')), 5_000);
    expect((await board('year'))[0]).toEqual([1, 'U1', '一车间', '92.67']);
    await world.done('organizer', `${own}/disqualification`, { reason: '虚报' }, await world.etag('organizer', own));
    await world.done('second', `${own}/change/confirmation`, {}, await world.etag('second', own));
    await published('mar', '查实虚报');
    const key = { 'idempotency-key': 'march-is-lost' };
    const lost = await intake(key);
    const takenBack = [{ number: 'U1', contest: 'mar', slot: '3月' }];
    expect(lost).toMatchObject({ status: 201, body: { marks: 5, takenBack, notGiven: [] } });
    await world.runtime.reads.reached(Number(pick(lost.body, 'position')), 5_000);
    // Of January and February alone.
    expect((await board('year'))[0]).toEqual([1, 'U1', '一车间', '93.50']);
    expect(await intake(key)).toMatchObject({ status: 201, body: { position: pick(lost.body, 'position') } });
  });

  it('domain-rules 83, 96, 131: names every entry whose mark cannot be taken, and takes it once what waits is settled', async () => {
    await mark('jan', ['92', '80']);
    const url = `${skills}/contests/year/entries`;
    for (const row of pick((await world.get('organizer', url)).body, 'rows') as object[]) {
      const at = { criterion: 'months', slot: '1月', value: '50' };
      await world.done('organizer', `${url}/${String(pick(row, 'entry'))}/scores`, at);
    }
    await published('jan');
    await published('year');
    const first = await intake();
    await world.runtime.reads.reached(Number(pick(first.body, 'position')), 5_000);
    for (const row of pick((await world.get('organizer', `${skills}/contests/jan/entries`)).body, 'rows') as object[]) {
      const own = `${skills}/contests/jan/entries/${String(pick(row, 'entry'))}`;
      const change = { criterion: 'theory', slot: '1', value: '60', reason: '复核' };
      await world.done('organizer', `${own}/corrections`, change, await world.etag('organizer', own));
      await world.done(
        'second',
        `${own}/confirmations`,
        { criterion: 'theory', slot: '1' },
        await world.etag('second', own),
      );
    }
    await published('jan', '复核');
    const { status, body } = await intake();
    expect([status, pick(body, 'code')]).toEqual([409, 'correction-pending']);
    expect((pick(body, 'errors') as object[]).map((one) => pick(one, 'entry')).sort()).toEqual(['U1', 'U2']);
    // What waits in a slot of Chinese letters is settled like any other, and then the month is taken.
    const at = { criterion: 'months', slot: '1月' };
    for (const [n, row] of (pick((await world.get('organizer', url)).body, 'rows') as object[]).entries()) {
      const own = `${url}/${String(pick(row, 'entry'))}`;
      const [route, more] = n === 0 ? ['confirmations', {}] : ['refusals', { reason: '原分无误' }];
      await world.done('second', `${own}/${route}`, { ...at, ...more }, await world.etag('second', own));
    }
    expect(await intake()).toMatchObject({ status: 201 });
  });

  it('domain-rules 83, 96, 131: a veto that is lifted reaches a frozen year with its source, and the answer tells who moved and what waits', async () => {
    await mark('jan', ['92', '80']);
    await mark('feb', ['70', '75']);
    const entryIn = async (id: string, n: number) => {
      const url = `${skills}/contests/${id}/entries`;
      return `${url}/${String(pick((await world.get('organizer', url)).body, 'rows', n, 'entry'))}`;
    };
    const change = async (who: string, own: string, route: string, body: object) =>
      world.done(who, `${own}/${route}`, body, await world.etag(who, own));
    const first = await entryIn('jan', 0);
    await change('organizer', first, 'veto', { clause: 'safety', reason: '事故' });
    await published('jan');
    await published('feb');
    await world.runtime.reads.reached(Number(pick((await intake()).body, 'position')), 5_000);
    const etag = () => world.etag('organizer', skills);
    await world.done('organizer', `${skills}/contests/year/freeze`, {}, await etag());
    const lift = async () => {
      await change('organizer', first, 'reinstatement', { reason: '申诉成立' });
      await change('second', first, 'change/confirmation', {});
      await published('jan', '撤销否决');
    };
    await lift();
    const tried = await world.post('organizer', `${skills}/contests/year/intake?dryRun=true`, {});
    expect(tried).toMatchObject({ status: 200, body: { changes: { total: 2 }, proposed: { total: 0 } } });
    const key = { 'idempotency-key': 'veto-is-lifted' };
    const late = await intake(key);
    const moved = [
      { number: 'U1', from: { rank: 2, total: '70.00' }, to: { rank: 1, total: '81.00' } },
      { number: 'U2', from: { rank: 1 }, to: { rank: 2 } },
    ];
    expect(late).toMatchObject({ status: 201, body: { changes: { total: 2, rows: moved }, proposed: { total: 0 } } });
    expect(pick(late.body, 'changes', 'rows', 0, 'why', 0)).toMatchObject({ reason: 'skills/jan 第 2 次公布' });
    expect((await intake(key)).body).toMatchObject({ changes: { total: 2, rows: moved } });
    expect(await intake()).toMatchObject({ status: 201, body: { changes: { total: 0 } } });
    await world.runtime.reads.reached(Number(pick(late.body, 'position')), 5_000);
    await world.done('organizer', `${skills}/contests/year/publications`, {}, await etag());
    const own = await entryIn('jan', 1);
    const practice = { criterion: 'practice', slot: 'judge' };
    await change('organizer', own, 'corrections', { ...practice, value: '100', reason: '复核' });
    await change('second', own, 'confirmations', practice);
    await published('jan', '复核');
    const waits = { number: 'U2', criterion: 'months', slot: '1月', from: '80.00', to: '94.00' };
    expect(await intake()).toMatchObject({
      ...{ status: 201, body: { changes: { total: 0 }, proposed: { total: 1, rows: [waits] } } },
    });
  });

  it('says why nothing is taken: nobody is known by name alone', async () => {
    for (const id of ['jan', 'year'])
      await world.done('organizer', `${skills}/contests/${id}/entries`, { number: 'U3', name: `${id}车间` });
    await published('jan');
    const answer = await intake();
    expect(answer).toMatchObject({ status: 409, body: { code: 'nothing-to-take' } });
    expect(pick(answer.body, 'detail')).toMatch(/^本赛项 3 个参赛项，已公布的来源有 0 个总分/);
  });
});

it('domain-rules 51: two entrants where three are needed have ranks and no prizes, and the board says why', async () => {
  const prizes = [{ id: 'first', name: '一等奖', ranks: { from: 1, to: 1 } }];
  const process = { minimumEntrants: { count: 3, otherwise: 'no-awards' } };
  await planned([contest('turning')], { turning: { ...rules, prizes, process } });
  const read = async () => (await world.get('organizer', `${skills}/contests/turning/boards/overall`)).body;
  await entered('turning', ['90', '80']);
  const short = await read();
  expect(pick(short, 'shortage')).toEqual({ entered: 2, needed: 3, otherwise: 'no-awards' });
  expect([pick(short, 'rows', 0, 'rank'), pick(short, 'rows', 0, 'prize')]).toEqual([1, undefined]);
  await world.done('organizer', `${skills}/contests/turning/entries`, { number: 'A3', name: '选手3号' });
  const enough = await read();
  expect([pick(enough, 'shortage'), pick(enough, 'rows', 0, 'prize')]).toEqual([undefined, 'first']);
});
