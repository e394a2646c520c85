import { finalRules, pick, plan, rules, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const skills = '/api/competitions/skills';
const heats = `${skills}/contests/heats`;
const final = `${skills}/contests/final`;

const heatRules = {
  ...rules,
  process: { advance: { cut: { by: 'rank', to: 2 }, carry: [{ value: 'total', as: 'preliminary' }] } },
};
const contest = (id: string, more: object = {}) => ({
  ...{ contest: id, name: id, receiver: 'person', groups: [] },
  ...more,
});

async function planned(process: object = {}, before: object = {}): Promise<void> {
  const contests = [contest('heats'), contest('final', { from: [{ contest: 'heats' }] })];
  const { revision } = await world.done('organizer', '/api/competitions', { ...plan, contests });
  const documents = {
    heats: { ...heatRules, process: { ...heatRules.process, ...before } },
    final: { ...finalRules, process },
  };
  const opening = Object.entries(documents).map(([id, document]) => ({ contest: id, document }));
  await world.done('organizer', `${skills}/opening`, { rules: opening }, { 'if-match': `"${revision}"` });
}

type Entrant = { readonly number: string; readonly name: string; readonly unit?: string };
async function entered(entrants: readonly Entrant[], values: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [n, entrant] of entrants.entries()) {
    const { entry } = await world.done('organizer', `${heats}/entries`, entrant);
    const url = `${heats}/entries/${entry}/scores`;
    await world.done('organizer', url, { criterion: 'theory', slot: '1', value: values[n] });
    await world.done('judge', url, { criterion: 'practice', value: values[n] });
    ids.push(entry);
  }
  return ids;
}
const people = (count: number): readonly Entrant[] =>
  Array.from({ length: count }, (_, n) => ({ number: `A${n + 1}`, name: `选手${n + 1}号` }));

/** Posts what asks for the state that was seen. */
const onSeen = async (who: string, seen: string, path: string, body: object) =>
  world.done(who, `${seen}${path}`, body, await world.etag(who, seen));
const onCompetition = async (url: string, body: object) =>
  world.done('organizer', url, body, await world.etag('organizer', skills));
async function published(url: string, reason?: string): Promise<void> {
  if (reason === undefined) await onCompetition(`${url}/freeze`, {});
  await onCompetition(`${url}/publications`, reason === undefined ? {} : { reason });
}
async function corrected(entry: string | undefined, value: string): Promise<void> {
  const url = `${heats}/entries/${entry}`;
  for (const [criterion, slot] of [
    ['theory', '1'],
    ['practice', 'judge'],
  ]) {
    await onSeen('organizer', url, '/corrections', { criterion, slot, value, reason: '复核' });
    await onSeen('second', url, '/confirmations', { criterion, slot });
  }
}
const advance = (body: object = {}) => world.post('organizer', `${final}/advancement`, body);
async function advanced(body: object = {}): Promise<void> {
  const { status, body: answer } = await advance(body);
  expect(status).toBe(201);
  await world.runtime.reads.reached(Number(pick(answer, 'position')), 5_000);
}
const finalists = async () => pick((await world.get('organizer', `${final}/entries`)).body, 'rows') as object[];
const urlOf = (row: unknown) => `${final}/entries/${String(pick(row, 'entry'))}`;
const totals = async (who?: string) =>
  (pick((await world.get(who, `${final}/boards/overall`)).body, 'rows') as object[]).map((row) => [
    pick(row, 'number'),
    pick(row, 'total'),
  ]);
const renew = (headers: Readonly<Record<string, string>> = {}, who = 'organizer') =>
  world.post(who, `${final}/advancement/renewal`, { reason: '预赛复核' }, headers);

describe('points carried into a final', () => {
  let ids: readonly string[] = [];
  beforeEach(async () => {
    await planned();
    ids = await entered(people(3), ['90', '80', '70']);
    await published(heats);
    await advanced();
    for (const row of await finalists())
      await world.done('organizer', `${urlOf(row)}/scores`, { criterion: 'theory', slot: '1', value: '60' });
  });

  it('domain-rules 57, 83: follow a corrected preliminary when an organizer renews them, and the explanation says so', async () => {
    expect(await renew()).toMatchObject({ status: 409, body: { code: 'nothing-stale' } });
    await corrected(ids[0], '96');
    await published(heats, '复核');
    const state = await world.get('auditor', `${final}/advancement`);
    const carried = { preliminary: { was: '90.00', is: '96.00' } };
    expect(state).toMatchObject({ status: 200, body: { stale: [{ number: 'A1', carried }], missing: [] } });
    expect(pick(state.body, 'advice', 0, 'zh')).toContain('advancement/renewal');
    expect((await renew({}, 'judge')).status).toBe(403);
    const key = { 'idempotency-key': 'renew-1' };
    const done = await renew(key);
    expect(done).toMatchObject({ status: 201, body: { renewed: [{ number: 'A1', versions: { was: 1, is: 2 } }] } });
    await world.runtime.reads.reached(Number(pick(done.body, 'position')), 5_000);
    expect(await renew(key)).toMatchObject({ status: 201, body: { position: pick(done.body, 'position') } });
    expect(await totals('organizer')).toEqual([
      ['A1', '69.60'],
      ['A2', '68.00'],
    ]);
    const told = await world.get('organizer', `${urlOf((await finalists())[0])}/explanation`);
    expect(pick(told.body, 'amendments')).toMatchObject([
      {
        text: '带入的积分更正',
        carried: [{ name: 'preliminary', from: '90.00', to: '96.00' }],
        from: { from: { version: 1, total: '90.00' }, to: { version: 2, total: '96.00' } },
        reason: '预赛复核',
      },
    ]);
  });

  it('domain-rules 131: wait for a second person where the final is public, and who advances otherwise is told', async () => {
    await published(final);
    await corrected(ids[0], '96');
    await corrected(ids[1], '10');
    await published(heats, '复核');
    const done = await renew();
    expect(done).toMatchObject({
      status: 201,
      body: { renewed: [{ number: 'A1' }], noLongerThrough: [{ number: 'A2' }], missing: [{ number: 'A3' }] },
    });
    expect((pick(done.body, 'advice') as object[]).map((one) => String(pick(one, 'zh')).split(' ')[0])).toEqual([
      'noLongerThrough',
      'missing',
    ]);
    await world.runtime.reads.reached(Number(pick(done.body, 'position')), 5_000);
    expect(await totals()).toEqual([
      ['A1', '69.00'],
      ['A2', '68.00'],
    ]);
    expect((await world.get(undefined, `${final}/boards/overall`)).body).toMatchObject({ pending: true });
    const url = urlOf((await finalists())[0]);
    const both = await world.get('organizer', `${final}/boards/overall/both`);
    expect(pick(both.body, 'awaiting', 'amendments')).toMatchObject([{ what: 'carried' }]);
    const self = await world.post('organizer', `${url}/amendment/confirmation`, {}, await world.etag('organizer', url));
    expect(self).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
    const confirmed = await onSeen('second', url, '/amendment/confirmation', {});
    expect(pick(confirmed, 'changes', 'rows')).toMatchObject([
      { number: 'A1', from: { total: '69.00' }, to: { total: '69.60' } },
    ]);
    await published(final, '预赛复核');
    expect(await totals()).toEqual([
      ['A1', '69.60'],
      ['A2', '68.00'],
    ]);
    const everybody = pick((await world.get(undefined, `${url}/explanation`)).body, 'amendments', 0);
    expect(everybody).toMatchObject({ carried: [{ name: 'preliminary', from: '90.00', to: '96.00' }] });
    expect(everybody).not.toHaveProperty('reason');
  });

  it('domain-rules 83, 131: a name written wrong is put right, after the publication by two people', async () => {
    const url = urlOf((await finalists())[0]);
    const wrong = await world.post('organizer', `${url}/name`, { name: '李小明' }, await world.etag('organizer', url));
    expect(wrong).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
    await onSeen('organizer', url, '/name', { name: '李小明', reason: '笔误' });
    await published(final);
    const name = async () => pick((await world.get(undefined, `${final}/boards/overall`)).body, 'rows', 0, 'name');
    expect(await name()).toBe('李小明');
    const own = pick((await world.get('organizer', `${url}/explanation`)).body, 'amendments');
    expect(own).toMatchObject([{ text: '名称更正', name: { from: '选手1号', to: '李小明' }, reason: '笔误' }]);
    expect(pick((await world.get(undefined, `${url}/explanation`)).body, 'amendments')).toBeUndefined();
    await onSeen('organizer', url, '/name', { name: '李晓明', reason: '身份证为准' });
    await onSeen('second', url, '/amendment/refusal', { reason: '与身份证不符' });
    await onSeen('organizer', url, '/name', { name: '黎小明', reason: '身份证为准' });
    await onSeen('second', url, '/amendment/confirmation', {});
    expect(await name()).toBe('李小明');
    await published(final, '姓名更正');
    expect(await name()).toBe('黎小明');
    const everybody = pick((await world.get(undefined, `${url}/explanation`)).body, 'amendments');
    expect(everybody).toEqual([{ text: '名称更正', name: { to: '黎小明' } }]);
    await onSeen('organizer', url, '/attributes', { attributes: { lot: '2' }, reason: '抽签' });
    await onSeen('second', url, '/amendment/confirmation', {});
    await published(final, '抽签');
    const last = pick((await world.get(undefined, `${url}/explanation`)).body, 'amendments', 1);
    expect(last).toEqual({ text: '参赛数据更正', carried: [{ name: 'lot', to: '2' }] });
  });
});

describe('a final that takes one entry of a unit', () => {
  const units = ['一厂', '一厂', '二厂', '二厂', '三厂'];
  const entrants = people(5).map((one, n) => ({ ...one, unit: String(units[n]) }));

  it('domain-rules 50, 56: names every winner it cannot take; who is left out with a reason lets the others in', async () => {
    await planned({ entriesPerUnit: 1 }, { advance: { cut: { by: 'rank', to: 4 } } });
    await entered(entrants, ['90', '85', '80', '75', '70']);
    await published(heats);
    const refused = await advance();
    expect(refused).toMatchObject({ status: 409, body: { code: 'unit-full' } });
    expect((pick(refused.body, 'errors') as object[]).map((one) => pick(one, 'entry'))).toEqual(['A2', 'A4']);
    expect(pick(refused.body, 'errors', 0, 'zh')).toContain('至多 1 个；已报名：A1');
    expect(pick(refused.body, 'detail')).toContain('except');
    expect(await finalists()).toEqual([]);
    const out = (number: string) => ({ number, reason: '同单位已有人晋级' });
    const wrong = await advance({ except: [out('A2'), out('A9'), out('A2')] });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'except-refused' } });
    expect((pick(wrong.body, 'errors') as object[]).map((one) => [pick(one, 'pointer'), pick(one, 'code')])).toEqual([
      ['/except/1/number', 'except-unknown'],
      ['/except/2/number', 'except-repeated'],
    ]);
    await advanced({ except: [out('A2'), out('A4')] });
    expect((await finalists()).map((row) => pick(row, 'number'))).toEqual(['A1', 'A3']);
    const state = (await world.get('organizer', `${final}/advancement`)).body;
    expect(state).toMatchObject({ missing: [], leftOut: [{ ...out('A2'), from: { rank: 2 } }, out('A4')], advice: [] });
    const gaveUp = { number: 'A2', reason: '本人放弃' };
    await advanced({ except: [gaveUp, out('A4')] });
    expect((await world.get('organizer', `${final}/advancement`)).body).toMatchObject({ leftOut: [out('A4'), gaveUp] });
    expect(await advance({ except: [out('A1')] })).toMatchObject({ body: { errors: [{ code: 'except-entered' }] } });
    // Who takes the seat comes in like everybody, and was left out no more.
    await onSeen('organizer', urlOf((await finalists())[0]), '/withdrawal', { reason: '伤病' });
    await advanced({ except: [out('A4')] });
    expect((await finalists()).map((row) => pick(row, 'number'))).toEqual(['A1', 'A2', 'A3']);
    expect((await world.get('organizer', `${final}/advancement`)).body).toMatchObject({ leftOut: [{ number: 'A4' }] });
  });

  it('domain-rules 50, 51: a merger that two units are in the way of names both', async () => {
    await planned({ entriesPerUnit: 1 }, { minimumEntrants: { count: 9, otherwise: 'merge' } });
    await entered(entrants, ['90', '85', '80', '75', '70']);
    const merge = async () =>
      world.post(
        'organizer',
        `${heats}/merger`,
        { into: 'final', reason: '报名不足' },
        await world.etag('organizer', skills),
      );
    const refused = await merge();
    expect(refused).toMatchObject({ status: 409, body: { code: 'unit-full' } });
    expect((pick(refused.body, 'errors') as object[]).map((one) => pick(one, 'entry'))).toEqual(['A2', 'A4']);
    expect(pick(refused.body, 'detail')).toContain('赛项没有并入');
    for (const row of pick((await world.get('organizer', `${heats}/entries`)).body, 'rows') as object[]) {
      if (!['A2', 'A4'].includes(String(pick(row, 'number')))) continue;
      await onSeen('organizer', `${heats}/entries/${String(pick(row, 'entry'))}`, '/withdrawal', {
        reason: '名额已满',
      });
    }
    expect(await merge()).toMatchObject({ status: 201, body: { moved: 3 } });
    const own = await merge();
    expect([own.status, pick(own.body, 'code')]).toEqual([409, 'contest-ended']);
  });
});

it('domain-rules 50, 121: a person enters a contest once, whichever unit enters them, and again after withdrawing', async () => {
  await planned();
  const idNumber = '11010519491231002X';
  const url = `${heats}/entries`;
  const { entry } = await world.done('organizer', url, { number: 'A1', name: '王小明', unit: '一厂', idNumber });
  const second = { number: 'A2', name: '王小明', unit: '二厂', idNumber };
  const refused = await world.post('organizer', url, second);
  expect(refused).toMatchObject({ status: 409, body: { code: 'person-full' } });
  expect(pick(refused.body, 'detail')).toContain('已报名：A1');
  expect(JSON.stringify(refused.body)).not.toContain(idNumber);
  // Another person of that name, and the same one in another contest.
  await world.done('organizer', url, { ...second, number: 'A3', idNumber: '110105198001010016' });
  await world.done('organizer', `${final}/entries`, second);
  await onSeen('organizer', `${url}/${entry}`, '/withdrawal', { reason: '报错单位' });
  await world.done('organizer', url, second);
});

it('domain-rules 80: whoever was forgotten when codes were drawn comes in before the first mark, and all draw anew', async () => {
  await planned({}, { anonymous: true });
  for (const entrant of people(2)) await world.done('organizer', `${heats}/entries`, entrant);
  await world.done('organizer', `${heats}/codes`, {});
  const late = { number: 'A3', name: '选手3号' };
  const refused = await world.post('organizer', `${heats}/entries`, late);
  expect(refused).toMatchObject({ status: 409, body: { code: 'entry-after-draw' } });
  expect(pick(refused.body, 'detail')).toContain('codes/void');
  expect(pick((await world.get('organizer', `${heats}/entries`)).body, 'rows')).toHaveLength(2);
  expect((await world.post('judge', `${heats}/codes/void`, { reason: '漏报' })).status).toBe(403);
  const voided = await world.done('organizer', `${heats}/codes/void`, { reason: '漏报一人' });
  expect(voided).not.toHaveProperty('events');
  await world.done('organizer', `${heats}/entries`, late);
  await world.done('organizer', `${heats}/codes`, {});
  const codes = pick((await world.get('judge', `${heats}/codes`)).body, 'rows') as object[];
  expect(codes.map((row) => pick(row, 'code'))).toEqual(['K001', 'K002', 'K003']);
  await world.done('judge', `${heats}/codes/K002/scores`, { criterion: 'practice', value: '80' });
  const marked = await world.post('organizer', `${heats}/codes/void`, { reason: '又漏一人' });
  expect(marked).toMatchObject({ status: 409, body: { code: 'codes-marked' } });
  expect(pick(marked.body, 'detail')).toContain('1 个参赛项');
});
