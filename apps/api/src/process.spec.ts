import { pick, plan, rules, World, type Reply } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const skills = '/api/competitions/skills';
const turning = `${skills}/contests/turning`;

type Named = { readonly sanction: string };
type Held = { readonly process: object; readonly contest?: object };

/** One competition, open, its contests held as their rule documents say. */
async function opened(contests: Readonly<Record<string, Held>>): Promise<void> {
  const planned = Object.entries(contests).map(([contest, { contest: more = {} }]) => ({
    ...{ contest, name: contest, receiver: 'person', groups: [] },
    ...more,
  }));
  const { revision } = await world.done('organizer', '/api/competitions', { ...plan, contests: planned });
  const documents = Object.entries(contests).map(([contest, { process }]) => ({
    contest,
    document: { ...rules, process },
  }));
  await world.done('organizer', `${skills}/opening`, { rules: documents }, { 'if-match': `"${revision}"` });
}

const enter = (number: string, more: object = {}, headers = {}): Promise<Reply> =>
  world.post('organizer', `${turning}/entries`, { number, name: `选手${number}`, ...more }, headers);
const entered = async (number: string, more: object = {}): Promise<string> =>
  (await world.done('organizer', `${turning}/entries`, { number, name: `选手${number}`, ...more })).entry;
const numbers = async (): Promise<readonly unknown[]> =>
  (pick((await world.get('organizer', `${turning}/entries`)).body, 'rows') as object[]).map((row) =>
    pick(row, 'number'),
  );
const settled = async (): Promise<void> => {
  const { reads } = world.runtime;
  await reads.reached(await reads.head(), 5_000);
};

describe('entries of one unit', () => {
  beforeEach(() => opened({ turning: { process: { entriesPerUnit: 3 } } }));
  const unit = '第一机械厂';

  it('domain-rules 50: the fourth is refused, says which three stand, and may enter when one withdraws', async () => {
    const [first] = [await entered('A1', { unit }), await entered('A2', { unit }), await entered('A3', { unit })];
    const fourth = await enter('A4', { unit });
    expect(fourth).toMatchObject({ status: 409, body: { code: 'unit-full' } });
    expect(pick(fourth.body, 'detail')).toContain('A1、A2、A3');
    expect(await enter('A4', { unit: ' 第一 机械厂' })).toMatchObject({ status: 409 });
    expect(await enter('A4')).toMatchObject({ status: 422, body: { code: 'unit-missing' } });
    // The same entry again is no fourth, and another unit has seats of its own.
    expect(await enter('A3', { unit })).toMatchObject({ status: 201 });
    await entered('B1', { unit: '第二机械厂' });
    const url = `${turning}/entries/${first}`;
    const reason = { reason: '伤病' };
    await world.done('organizer', `${url}/withdrawal`, reason, await world.etag('organizer', url));
    await entered('A4', { unit });
    const back = await world.post('organizer', `${url}/reinstatement`, reason, await world.etag('organizer', url));
    expect(back).toMatchObject({ status: 409, body: { code: 'unit-full' } });
  });

  it('domain-rules 50: of many requests made at once as many pass as there are seats', async () => {
    const all = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'];
    const answers = await Promise.all(all.map((number) => enter(number, { unit })));
    const codes = answers.map(({ status, body }) => (status === 201 ? 'entered' : pick(body, 'code'))).sort();
    expect(codes.filter((code) => code === 'entered')).toHaveLength(3);
    expect(codes.filter((code) => code !== 'entered' && code !== 'unit-full' && code !== 'busy')).toEqual([]);
    await settled();
    expect(await numbers()).toHaveLength(3);
  });

  it('domain-rules 50, 132: a request made twice at once with one key counts once', async () => {
    const key = { 'idempotency-key': 'one-entry' };
    const answers = await Promise.all([enter('A1', { unit }, key), enter('A1', { unit }, key)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(pick(answers[0].body, 'revision')).toBe(pick(answers[1].body, 'revision'));
    await settled();
    expect(await numbers()).toEqual(['A1']);
  });
});

it('domain-rules 50: entries that go on together are counted together', async () => {
  await opened({
    turning: { process: { advance: { cut: { by: 'rank', to: 3 } } } },
    final: { process: { entriesPerUnit: 2 }, contest: { from: [{ contest: 'turning' }] } },
  });
  for (const n of [1, 2, 3]) {
    const url = `${turning}/entries/${await entered(`A${n}`, { unit: '第一机械厂' })}/scores`;
    await world.done('organizer', url, { criterion: 'theory', slot: '1', value: `${90 - n}` });
    await world.done('judge', url, { criterion: 'practice', value: `${90 - n}` });
  }
  await world.done('organizer', `${turning}/freeze`, {}, await world.etag('organizer', skills));
  await world.done('organizer', `${turning}/publications`, {}, await world.etag('organizer', skills));
  const taken = await world.post('organizer', `${skills}/contests/final/advancement`, {});
  expect(taken).toMatchObject({
    status: 409,
    body: { code: 'unit-full', errors: [{ entry: 'A3', code: 'unit-full' }] },
  });
  expect(pick(taken.body, 'errors', 0, 'zh')).toMatch(/^A3：此单位的报名数已满；每个单位至多 2 个；已报名：A1、A2/);
  const final = await world.get('organizer', `${skills}/contests/final/entries`);
  expect(pick(final.body, 'rows')).toEqual([]);
});

describe('members of teams', () => {
  const first = { name: '张三', idNumber: '11010519491231002X' };
  const teams = (process: object) => opened({ turning: { process, contest: { receiver: 'team' } } });

  it('domain-rules 95: nobody is in two teams of a contest where the rules say so', async () => {
    await teams({ onePersonOneTeam: true });
    await entered('T1', { name: '甲队', members: [{ name: '李四' }, first] });
    const again = await enter('T2', { name: '乙队', members: [{ ...first, name: '张 三' }] });
    expect(again).toMatchObject({ status: 409, body: { code: 'member-elsewhere' } });
    expect(pick(again.body, 'errors', 0)).toMatchObject({ pointer: '/members/0' });
    expect(JSON.stringify(again.body)).toContain('T1');
    expect(JSON.stringify(again.body)).not.toMatch(/张|11010519491231002X/);
    // A name is no proof of being the same person.
    await entered('T2', { name: '乙队', members: [{ name: '李四' }] });
    const judge = await world.post('judge', `${turning}/entries`, { number: 'T3', name: '丙队', members: [first] });
    expect(judge).toMatchObject({ status: 403 });
    expect(JSON.stringify(judge.body)).not.toContain('T1');
  });

  it('domain-rules 95: somebody may be in two where they do not', async () => {
    await teams({});
    await entered('T1', { name: '甲队', members: [first] });
    await entered('T2', { name: '乙队', members: [first] });
  });
});

type Marks = Readonly<Record<string, string>>;

/** Theory, and practice by judges. */
async function marked(entry: string, theory: string, practice: Marks, contest = turning): Promise<void> {
  const url = `${contest}/entries/${entry}/scores`;
  await world.done('organizer', url, { criterion: 'theory', slot: '1', value: theory });
  for (const [slot, value] of Object.entries(practice)) {
    await world.done('organizer', url, { criterion: 'practice', slot, value });
  }
}
const post = async (who: string, url: string, payload: object, etagAt = skills): Promise<Reply> => {
  const answer = await world.post(who, url, payload, await world.etag('organizer', etagAt));
  await settled();
  return answer;
};
const board = async (query = '', who: 'organizer' | 'public' = 'organizer') =>
  (
    pick(
      (await world.get(who === 'public' ? undefined : who, `${turning}/boards/overall${query}`)).body,
      'rows',
    ) as object[]
  ).map((row) => [...[pick(row, 'rank'), pick(row, 'number'), pick(row, 'total')]]);

describe('judges who are too far apart', () => {
  let entry: string;
  beforeEach(async () => {
    await opened({ turning: { process: { remark: [{ value: 'practice', spread: '5' }] } } });
    entry = await entered('A1');
    await marked(entry, '80', { judge: '70', judge2: '76', J3: '72' });
    await marked(await entered('A2'), '60', { judge: '60', judge2: '65' });
  });
  const url = () => `${turning}/entries/${entry}`;
  const remark = (who: string, value: string, slot?: string) =>
    post(who, `${url()}/remarks`, { criterion: 'practice', value, ...(slot === undefined ? {} : { slot }) }, url());

  it('domain-rules 65: the entry has no score until they have marked again, and says which marks it is about', async () => {
    expect(await board()).toEqual([
      [1, 'A2', '61.75'],
      [undefined, 'A1', undefined],
    ]);
    // A judge reads how far apart the marks are, and of the other one not whose it is.
    for (const [who, slot] of [['organizer', 'judge2'] as const, ['judge', '评委1'] as const]) {
      expect(pick((await world.get(who, url())).body, 'remark')).toEqual([
        {
          ...{ value: 'practice', spread: '6', allowed: '5' },
          ...{ lowest: { slot: 'judge', mark: '70' }, highest: { slot, mark: '76' } },
        },
      ]);
    }
    const told = await world.get('organizer', `${url()}/explanation`);
    expect(pick(told.body, 'derivation', 'scored', 'reason')).toMatchObject({ code: 'held' });
    expect(await remark('judge2', '75.5')).toMatchObject({ status: 201 });
    expect((await board()).map((row) => row[2])).toEqual(['61.75', undefined]);
    expect(await remark('judge2', '75')).toMatchObject({ status: 201 });
    expect(await board()).toEqual([
      [1, 'A1', '74.63'],
      [2, 'A2', '61.75'],
    ]);
    // It is closed: another change is a correction, which needs a reason.
    expect(await remark('judge2', '74')).toMatchObject({ status: 409, body: { code: 'spread-not-open' } });
  });

  it('domain-rules 65: a judge marks again in their own name only, and nobody else does', async () => {
    expect(await remark('judge', '74', 'judge2')).toMatchObject({ status: 403 });
    expect(await remark('auditor', '74')).toMatchObject({ status: 403 });
    expect(await remark('neighbour', '74')).toMatchObject({ status: 404 });
    const spread = { criterion: 'practice', reason: '坚持原判' };
    expect(await post('judge', `${url()}/spreads`, spread, url())).toMatchObject({ status: 403 });
  });

  it('domain-rules 65, 81: nothing is frozen or published meanwhile, unless an organizer lets the marks stand', async () => {
    const frozen = await post('organizer', `${turning}/freeze`, {});
    expect(frozen).toMatchObject({ status: 409, body: { code: 'remark-open' } });
    expect(pick(frozen.body, 'detail')).toContain('A1');
    const spread = { criterion: 'practice', reason: '裁判长听取说明，维持原判' };
    expect(await post('organizer', `${url()}/spreads`, { ...spread, criterion: 'theory' }, url())).toMatchObject({
      status: 409,
      body: { code: 'spread-not-open' },
    });
    expect(await post('organizer', `${url()}/spreads`, spread, url())).toMatchObject({ status: 201 });
    expect((await board())[0]).toEqual([1, 'A1', '74.87']);
    expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({ status: 201 });
    expect(await post('organizer', `${turning}/publications`, {})).toMatchObject({ status: 201 });
    // A correction that tears them apart anew holds the entry again: the public goes on reading what was published.
    const wrong = { criterion: 'practice', slot: 'judge', value: '60', reason: '录入错误' };
    await post('organizer', `${url()}/corrections`, wrong, url());
    const { criterion, slot } = wrong;
    expect(await post('second', `${url()}/confirmations`, { criterion, slot }, url())).toMatchObject({ status: 201 });
    expect((await board()).map((row) => row[1])).toEqual(['A2', 'A1']);
    expect((await board('', 'public'))[0]).toEqual([1, 'A1', '74.87']);
    const again = await post('organizer', `${turning}/publications`, { reason: '更正' });
    expect(again).toMatchObject({ status: 409, body: { code: 'remark-open' } });
  });
});

describe('fewer than the rules ask for', () => {
  const few = (otherwise: string) => ({ process: { minimumEntrants: { count: 3, otherwise } } });
  const cancel = (reason = '报名不足', who = 'organizer') => post(who, `${turning}/cancellation`, { reason });
  const merge = (into: string, who = 'organizer') => post(who, `${turning}/merger`, { into, reason: '报名不足' });

  it('domain-rules 51: a contest is not frozen but cancelled, and nothing happens in it any more', async () => {
    await opened({ turning: few('cancel'), milling: { process: {} } });
    const entry = await entered('A1');
    await entered('A2');
    expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({
      status: 409,
      body: { code: 'entrants-too-few' },
    });
    expect(await merge('milling')).toMatchObject({ status: 409, body: { code: 'ending-not-allowed' } });
    expect(await cancel('报名不足', 'judge')).toMatchObject({ status: 403 });
    expect(await cancel('报名不足', 'neighbour')).toMatchObject({ status: 404 });
    expect(await cancel()).toMatchObject({ status: 201, body: { entered: 2 } });
    const after = [
      await enter('A3'),
      await world.post('organizer', `${turning}/entries/${entry}/scores`, {
        criterion: 'theory',
        slot: '1',
        value: '9',
      }),
      await post('organizer', `${turning}/freeze`, {}),
      await cancel(),
    ];
    expect(after.map(({ status, body }) => [status, pick(body, 'code')])).toEqual(
      after.map(() => [409, 'contest-ended']),
    );
    const told = pick((await world.get('organizer', skills)).body, 'contests', 0);
    expect(told).toMatchObject({ state: 'cancelled', ended: { entered: 2, needed: 3, reason: '报名不足' } });
    expect(pick((await world.get('organizer', `${turning}/boards`)).body, 'boards')).toEqual([]);
    expect((await world.get(undefined, `${turning}/boards/overall`)).status).toBe(404);
    // Who had entered is still to be read, and the other contest goes on.
    expect(await numbers()).toEqual(['A1', 'A2']);
    await world.done('organizer', `${skills}/contests/milling/entries`, { number: 'M1', name: '选手' });
  });

  it('domain-rules 51: one that enough have entered is not cancelled', async () => {
    await opened({ turning: few('cancel') });
    for (const number of ['A1', 'A2', 'A3']) await entered(number);
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'ending-not-allowed' } });
    expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({ status: 201 });
  });

  it('domain-rules 51: results may stand without awards', async () => {
    await opened({ turning: few('no-awards') });
    await entered('A1');
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'ending-not-allowed' } });
    expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({ status: 201 });
  });

  it('domain-rules 51: its entries go into another contest, all or none, and say where they come from', async () => {
    await opened({
      turning: few('merge'),
      milling: { process: { entriesPerUnit: 1 } },
      teams: { process: {}, contest: { receiver: 'team' } },
      blind: { process: { anonymous: true } },
    });
    const blind = `${skills}/contests/blind`;
    await world.done('organizer', `${blind}/entries`, { number: 'B1', name: '选手' });
    await settled();
    await world.done('organizer', `${blind}/codes`, {});
    const entry = await entered('A1', { unit: '第一机械厂' });
    const second = await entered('A2', { unit: '第一机械厂' });
    expect(await merge('teams')).toMatchObject({ status: 422, body: { code: 'merge-target-unfit' } });
    expect(await merge('turning')).toMatchObject({ status: 422, body: { code: 'merge-target-unfit' } });
    expect(await merge('nowhere')).toMatchObject({ status: 404 });
    // Each entry there has its code, and one that came now would have none. domain-rules 80.
    expect(await merge('blind')).toMatchObject({ status: 409, body: { code: 'merge-target-drawn' } });
    expect(await merge('milling', 'judge')).toMatchObject({ status: 403 });
    // The other contest's own rules count, and then nothing has moved.
    expect(await merge('milling')).toMatchObject({ status: 409, body: { code: 'unit-full' } });
    const out = `${turning}/entries/${second}`;
    await post('organizer', `${out}/withdrawal`, { reason: '调离' }, out);
    const key = { 'idempotency-key': 'merge', ...(await world.etag('organizer', skills)) };
    const body = { into: 'milling', reason: '报名不足' };
    const first = await world.post('organizer', `${turning}/merger`, body, key);
    expect(first).toMatchObject({ status: 201, body: { moved: 1, erased: 0 } });
    await settled();
    expect(await world.post('organizer', `${turning}/merger`, body, key)).toMatchObject({
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
    });
    const rows = pick((await world.get('organizer', `${skills}/contests/milling/entries`)).body, 'rows');
    expect(rows).toMatchObject([
      { number: 'turning-A1', name: '选手A1', unit: '第一机械厂', movedFrom: { contest: 'turning', entry } },
    ]);
    expect(pick((await world.get('organizer', skills)).body, 'contests', 0)).toMatchObject({
      state: 'merged',
      ended: { into: 'milling' },
    });
    expect(await enter('A9', { unit: '第二机械厂' })).toMatchObject({ status: 409, body: { code: 'contest-ended' } });
  });
});

describe('rules that change while a contest runs', () => {
  const weights = (theory: string, practice: string, more: object = {}) => {
    const [total] = rules.values.slice(2);
    const weightedMean = [
      { value: 'theory', weight: theory },
      { value: 'practice', weight: practice },
    ];
    return { ...rules, version: 2, values: [...rules.values.slice(0, 2), { ...total, weightedMean }], ...more };
  };
  const revise = (document: object, reason = '理论题泄露，降低权重', who = 'organizer') =>
    post(who, `${turning}/revisions`, { document, reason });
  let entry: string;
  beforeEach(async () => {
    await opened({ turning: { process: {} } });
    entry = await entered('A1');
    await marked(entry, '100', { J1: '50' });
    await marked(await entered('A2'), '50', { J1: '80' });
  });

  it('domain-rules 124: scores everything anew from then on, and what was before is still to be read', async () => {
    const before = await world.runtime.reads.head();
    expect(await board()).toEqual([
      [1, 'A2', '71.00'],
      [2, 'A1', '65.00'],
    ]);
    const revised = await revise(weights('70', '30'));
    expect(revised).toMatchObject({ status: 201, body: { changes: { total: 2 } } });
    const moved = pick(revised.body, 'changes', 'rows') as object[];
    expect(
      moved.map((row) => [pick(row, 'number'), pick(row, 'from', 'rank'), pick(row, 'to', 'rank')]).sort(),
    ).toEqual([
      ['A1', 2, 1],
      ['A2', 1, 2],
    ]);
    const why = {
      type: 'RulesRevised',
      text: '更改评分规则',
      number: 1,
      by: 'organizer',
      reason: '理论题泄露，降低权重',
    };
    expect(moved.map((row) => pick(row, 'why', 0))).toEqual([
      expect.objectContaining(why),
      expect.objectContaining(why),
    ]);
    const now = [
      [1, 'A1', '85.00'],
      [2, 'A2', '59.00'],
    ];
    expect(await board()).toEqual(now);
    expect((await board(`?position=${before}`))[0]).toEqual([1, 'A2', '71.00']);
    const at = (query: string) => world.get('organizer', `${turning}/entries/${entry}/explanation${query}`);
    const [old, told] = [(await at(`?position=${before}`)).body, (await at('')).body];
    expect(pick(old, 'rulesHash')).not.toBe(pick(told, 'rulesHash'));
    expect(pick(told, 'rulesHash')).toBe(pick(told, 'derivation', 'rules', 'hash'));
    expect(pick(old, 'revisions')).toBeUndefined();
    expect(pick(moved[0], 'why', 0, 'rules')).toMatchObject({ version: 2, hash: pick(told, 'rulesHash') });
    const revisions = [{ rulesHash: pick(told, 'rulesHash'), reason: '理论题泄露，降低权重' }];
    expect(told).toMatchObject({ revisions });
    await post('organizer', `${turning}/freeze`, {});
    expect(await post('organizer', `${turning}/publications`, {})).toMatchObject({ status: 201 });
    expect(await board('', 'public')).toEqual(now);
    expect((await world.get(undefined, `${turning}/boards/overall`)).body).toMatchObject({ revisions });
  });

  it('domain-rules 131: needs a reason, an organizer, a document that loads, and no freeze', async () => {
    expect(await revise(weights('70', '30'), ' ')).toMatchObject({ status: 400 });
    expect(await revise(weights('70', '40'))).toMatchObject({ status: 422, body: { code: 'rules-refused' } });
    expect(await revise(weights('70', '30'), '泄题', 'judge')).toMatchObject({ status: 403 });
    expect(await revise(weights('70', '30'), '泄题', 'neighbour')).toMatchObject({ status: 404 });
    const settledPart = await revise(weights('70', '30', { process: { entriesPerUnit: 1 } }));
    expect(settledPart).toMatchObject({ status: 409, body: { code: 'revision-too-late' } });
    expect(pick(settledPart.body, 'errors', 0, 'pointer')).toBe('/document/process/entriesPerUnit');
    await post('organizer', `${turning}/freeze`, {});
    expect(await revise(weights('70', '30'))).toMatchObject({ status: 409, body: { code: 'scores-frozen' } });
    expect((await board())[0]).toEqual([1, 'A2', '71.00']);
  });
});

describe('anonymous judging', () => {
  const codesUrl = `${turning}/codes`;
  let ids: readonly string[];
  beforeEach(async () => {
    const sanctions = [{ id: 'out', name: '取消资格', effect: 'disqualify' }];
    const remark = [{ value: 'practice', spread: '5' }];
    await opened({ turning: { process: { anonymous: true, remark, sanctions } } });
    ids = [await entered('A1'), await entered('A2'), await entered('A3')];
  });
  const draw = (payload: object = {}, who = 'organizer') => world.post(who, codesUrl, payload);
  const rowsOf = (reply: Reply) => pick(reply.body, 'rows') as readonly { code: string; number: string }[];
  const list = [
    { number: 'A1', code: 'X7' },
    { number: 'A2', code: 'X3' },
    { number: 'A3', code: 'X5' },
  ];
  const told = (reply: Reply) => JSON.stringify([reply.body, reply.headers]);
  const nameless = (reply: Reply) => {
    for (const word of [...ids, 'A1', 'A2', 'A3', '选手']) expect(told(reply)).not.toContain(word);
  };

  it('domain-rules 80: judges mark codes, organizers see names, and nobody is told both before the freeze', async () => {
    const key = { 'idempotency-key': 'draw' };
    const first = await world.post('organizer', codesUrl, {}, key);
    expect(first).toMatchObject({ status: 201, body: { entries: 3 } });
    expect(await world.post('organizer', codesUrl, {}, key)).toMatchObject({ status: 201 });
    expect(await draw()).toMatchObject({ status: 409, body: { code: 'codes-drawn' } });
    const listed = await world.get('judge', codesUrl);
    expect(rowsOf(listed).map(({ code }) => code)).toEqual(['K001', 'K002', 'K003']);
    const score = { criterion: 'practice', value: '70' };
    const marked = await world.post('judge', `${codesUrl}/K002/scores`, score);
    expect(marked).toMatchObject({ status: 201, body: { code: 'K002' } });
    const dry = await world.post('judge', `${codesUrl}/K003/scores?dryRun=true`, score);
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
    await settled();
    const other = await world.post('judge', `${codesUrl}/K002/scores`, { ...score, value: '71' });
    expect(other).toMatchObject({ status: 409, body: { code: 'score-exists' } });
    const mine = await world.get('judge', codesUrl);
    expect(rowsOf(mine)[1]).toEqual({ code: 'K002', marks: [{ criterion: 'practice', value: '70' }] });
    expect(rowsOf(await world.get('judge2', codesUrl))[1]).toEqual({ code: 'K002', marks: [] });
    for (const reply of [listed, marked, dry, other, mine]) nameless(reply);
    // By number a judge gets nowhere.
    const entry = `${turning}/entries/${ids[0] ?? ''}`;
    const closed = [
      ...[await world.get('judge', entry), await world.get('judge', `${turning}/entries`)],
      ...[await world.get('judge', `${turning}/boards/overall`), await world.get('judge', `${entry}/explanation`)],
      await world.post('judge', `${entry}/scores`, score),
    ];
    expect(closed.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    // Nor by what lies between two positions of the log, which shows totals by number.
    const head = await world.runtime.reads.head();
    const between = await world.get('judge', `${turning}/changes/${head - 1}/${head}`);
    expect(between).toMatchObject({ status: 403, body: { code: 'role-missing' } });
    nameless(between);
    expect((await world.get('judge', `${skills}/feed`)).status).toBe(404);
    // Who knows names reads no codes.
    const named = [
      ...[first, await world.post('organizer', `${codesUrl}?dryRun=true`, {})],
      ...[await world.get('organizer', `${turning}/entries`), await world.get('organizer', entry)],
      ...[
        await world.get('organizer', `${turning}/boards/overall`),
        await world.get('organizer', `${entry}/explanation`),
      ],
      ...[await world.get('organizer', codesUrl), await world.get('organizer', `${codesUrl}/decoded`)],
    ];
    for (const reply of named) expect(told(reply)).not.toMatch(/K00\d/);
    for (const who of ['organizer', 'auditor']) {
      const headers = { authorization: `Bearer ${await world.token(who)}` };
      const feed = await world.app.inject({ method: 'GET', url: `${skills}/feed`, headers });
      expect(feed.body).toContain('ScoreRecorded');
      expect(feed.body).not.toMatch(/K00\d/);
    }
  });

  it('domain-rules 80: a judge who signs a sanction is not told whose place and total it changed', async () => {
    await draw({ codes: list });
    for (const [n, id] of ids.entries()) {
      const at = `${turning}/entries/${id}`;
      await world.done('organizer', `${at}/scores`, { criterion: 'theory', slot: '1', value: '78' });
      await world.done('judge2', `${codesUrl}/${list[n]?.code ?? ''}/scores`, { criterion: 'practice', value: '78' });
    }
    const form = { number: '处-1', kind: 'out', entry: ids[0], reason: '由他人代考', clause: '第八条' };
    const { sanction } = (await world.done('organizer', `${turning}/sanctions`, form)) as unknown as Named;
    const at = `${turning}/sanctions/${sanction}`;
    const signed = await world.post('judge', `${at}/signature`, {}, await world.etag('judge', at));
    expect(signed.status).toBe(201);
    expect(Object.keys(signed.body as object).sort()).toEqual(['competition', 'contest', 'position', 'sanction']);
  });

  it('domain-rules 80, 81: what judges give is taken by code alone until the freeze, what is measured by number', async () => {
    await draw({ codes: list });
    const at = `${turning}/entries/${ids[0] ?? ''}`;
    const mark = { criterion: 'practice', slot: 'judge', value: '70' };
    const refused = await world.post('organizer', `${at}/scores`, mark);
    expect(refused).toMatchObject({ status: 409, body: { code: 'codes-only' } });
    expect(pick(refused.body, 'errors', 0)).toMatchObject({
      pointer: '/criterion',
      zh: expect.stringContaining('按代码'),
    });
    await world.done('judge', `${codesUrl}/X7/scores`, { criterion: 'practice', value: '70' });
    for (const [route, more] of [
      ['corrections', { value: '71', reason: '更正' }] as const,
      ['voids', { reason: '误登' }] as const,
    ]) {
      const { value: _value, ...place } = mark;
      const answer = await world.post(
        'organizer',
        `${at}/${route}`,
        { ...place, ...more },
        await world.etag('organizer', at),
      );
      expect(answer).toMatchObject({ status: 409, body: { code: 'codes-only' } });
    }
    const sheet = { number: 'P-1', slot: 'judge2', criteria: ['practice'] };
    const printed = await world.post('organizer', `${turning}/sheets`, sheet);
    expect(printed).toMatchObject({ status: 409, body: { code: 'codes-only', errors: [{ pointer: '/anonymous' }] } });
    await world.done('organizer', `${at}/scores`, { criterion: 'theory', slot: '1', value: '78' });
    await post('organizer', `${turning}/freeze`, {});
    const correction = { ...mark, value: '72', reason: '登记有误' };
    await world.done('organizer', `${at}/corrections`, correction, await world.etag('organizer', at));
  });

  it('domain-rules 80, 81: codes are decoded after the freeze only, by an organizer, and that is recorded', async () => {
    await draw();
    await world.post('judge', `${codesUrl}/K001/scores`, { criterion: 'practice', value: '70' });
    const decoded = () => world.get('organizer', `${codesUrl}/decoded`);
    const open = (who = 'organizer') => world.post(who, `${codesUrl}/opening`, {});
    expect(await open()).toMatchObject({ status: 409, body: { code: 'codes-sealed' } });
    expect(await decoded()).toMatchObject({ status: 409, body: { code: 'codes-sealed' } });
    await post('organizer', `${turning}/freeze`, {});
    expect(await decoded()).toMatchObject({ status: 409, body: { code: 'codes-sealed' } });
    expect([(await open('judge')).status, (await open('neighbour')).status]).toEqual([403, 404]);
    expect(await open()).toMatchObject({ status: 201 });
    const rows = rowsOf(await decoded());
    expect(rows.map(({ code, number }) => [code, number].length)).toEqual([2, 2, 2]);
    expect(rows.map(({ number }) => number).sort()).toEqual(['A1', 'A2', 'A3']);
    expect((await world.get('judge', `${codesUrl}/decoded`)).status).toBe(403);
    const { engine } = world.runtime;
    const events = await engine.store.readStream('codes-skills.turning');
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['CodesDrawn', 'organizer'],
      ['CodesOpened', 'organizer'],
    ]);
  });

  it('domain-rules 80: takes a list drawn elsewhere, whole, and no number for a code', async () => {
    const wrong = [
      { number: 'A1', code: 'A2' },
      { number: 'A9', code: 'X3' },
      { number: 'A1', code: 'X3' },
    ];
    const refused = await draw({ codes: wrong });
    expect(refused).toMatchObject({ status: 422, body: { code: 'codes-list-refused' } });
    const problems = pick(refused.body, 'errors') as readonly object[];
    expect(problems.map((one) => [pick(one, 'pointer'), pick(one, 'code')])).toEqual([
      ['/codes/0', 'code-is-number'],
      ['/codes/1', 'number-unknown'],
      ['/codes/2', 'number-repeated'],
      ['/codes/2', 'code-repeated'],
      ['/codes', 'number-missing'],
      ['/codes', 'number-missing'],
    ]);
    const malformed = await draw({
      codes: [{ number: 'A1', code: 'X 7' }, { number: 'A2', code: 'X'.repeat(21) }, { number: '', code: '７' }, {}],
    });
    expect(malformed).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
    const pointers = (pick(malformed.body, 'errors') as readonly object[]).map((one) => pick(one, 'pointer'));
    expect([...new Set(pointers)].sort()).toEqual([
      ...['/codes/0/code', '/codes/1/code', '/codes/2/code', '/codes/2/number', '/codes/3/code', '/codes/3/number'],
    ]);
    const many = Array.from({ length: 10_001 }, (_, n) => ({ number: `A${n}`, code: `X${n}` }));
    for (const codes of [[], many, 'X7']) {
      const wrongLength = await draw({ codes });
      expect(wrongLength).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
      expect(pick(wrongLength.body, 'errors', 0, 'pointer')).toBe('/codes');
    }
    expect(await draw({ codes: list }, 'judge')).toMatchObject({ status: 403 });
    expect(await draw({ codes: list })).toMatchObject({ status: 201 });
    expect(rowsOf(await world.get('judge', codesUrl)).map(({ code }) => code)).toEqual(['X3', 'X5', 'X7']);
  });

  it('domain-rules 65, 80: a judge marks a code again', async () => {
    await draw({ codes: list });
    const mark = (who: string, what: string, value: string) =>
      world.post(who, `${codesUrl}/X3/${what}`, { criterion: 'practice', value });
    expect((await mark('judge', 'scores', '70')).status).toBe(201);
    expect((await mark('judge2', 'scores', '80')).status).toBe(201);
    const again = await mark('judge2', 'remarks', '74');
    expect(again).toMatchObject({ status: 201, body: { code: 'X3' } });
    nameless(again);
    expect(await mark('judge2', 'remarks', '73')).toMatchObject({ status: 409, body: { code: 'spread-not-open' } });
  });
});

it('domain-rules 80: draws no codes where the rules do not speak of them', async () => {
  await opened({ turning: { process: {} } });
  await entered('A1');
  expect(await world.post('organizer', `${turning}/codes`, {})).toMatchObject({
    status: 409,
    body: { code: 'not-anonymous' },
  });
});
