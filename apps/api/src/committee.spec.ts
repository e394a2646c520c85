import { password, pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区总工会通知' }],
};
const ballot = { base: 'present', majority: { of: 2, take: 1 }, bound: 'more-than' };
const cites = [{ document: '区工字〔2026〕1号', clause: '第五条' }];
const rules = {
  size: { min: 4, max: 7, notMultipleOf: 3 },
  quorum: { of: 3, take: 2 },
  steps: ['first-audit', 'ballot'],
  recusal: ['same-unit', 'parent-unit', 'nominator', 'kin'],
  ballot: { ...ballot, seats: [{ award: 'medal', seats: 2 }], contested: { more: 1, cites } },
  clauseCites: { steps: cites },
};
const spring = '/api/honour-rounds/spring';
const reviews = `${spring}/reviews`;
const committee = `${spring}/committee`;
const members = ['committee', 'expert_a', 'expert_b', 'expert_c'];
const tellers = ['organizer', 'auditor'];
const hash = 'ab'.repeat(32);
const minutes = { number: '评纪〔2026〕1号', hash, signers: ['committee', 'expert_a'] };

/** A round with a committee of four and three people nominated; expert_b is of 李二's unit. Answers the nominations. */
async function founded(document: object = rules): Promise<readonly string[]> {
  for (const account of members.slice(1)) {
    await world.done('admin', '/api/accounts', { account, displayName: account, password });
    await world.done('admin', `/api/accounts/${account}/grants`, { role: 'committee', organization: 'east' });
  }
  await world.done('organizer', '/api/honour-rounds', {
    ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 },
    awards: [{ document: medal }],
    rules: {
      ...{ id: 'spring', version: 1, title: '评选办法', cites: [{ document: '区总工会通知' }] },
      committee: document,
    },
  });
  const seats = members.map((account) => ({
    ...{ account, unit: account === 'expert_b' ? '第二机械厂' : `${account}的单位`, organization: 'east' },
  }));
  await world.done('organizer', committee, { members: seats });
  const ids: string[] = [];
  for (const [index, name] of ['王一', '李二', '张三'].entries()) {
    const unit = `第${['一', '二', '三'][index] ?? ''}机械厂`;
    const body = { award: 'medal', name, unit, reason: '生产标兵' };
    ids.push(String(pick(await world.done('second', `${spring}/nominations`, body), 'nomination')));
  }
  return ids;
}

const opening = (session: string, kind: string, nominations: readonly string[], over: object = {}) => ({
  ...{ session, kind, nominations, present: members },
  ...(kind === 'ballot' ? { tellers } : {}),
  ...over,
});
const close = async (session: string) =>
  world.done(
    'organizer',
    `${reviews}/${session}/closing`,
    minutes,
    await world.etag('organizer', `${reviews}/${session}`),
  );

async function audited(ids: readonly string[]): Promise<void> {
  await world.done('organizer', reviews, opening('audit', 'first-audit', ids));
  const decisions = ids.map((nomination) => ({ nomination, passed: true, reason: '材料齐全' }));
  await world.done('organizer', `${reviews}/audit/audits`, { decisions });
  await close('audit');
}

const paper = (nomination: string, yes: number, out = 4) => ({
  ...{ nomination, out, in: out, yes, no: out - yes, abstain: 0, invalid: 0 },
});
const counts = `${reviews}/vote/counts`;

/** A notice of 李二 and an objection to it; answers where the objection is. */
async function objected(nomination: string): Promise<string> {
  const term = { days: 5, counting: 'calendar', firstDay: 'counted' };
  const level = {
    level: 'base',
    name: '基层公示',
    term,
    letters: 'receipt',
    anonymousBlocks: true,
    verification: term,
  };
  const document = {
    ...{ id: 'notices', version: 1, title: '公示办法', cites: [{ document: '区总工会通知' }], levels: [level] },
    text: { fields: [{ field: 'name', name: '姓名' }], numbering: 'whole', shownDays: 0 },
  };
  await world.done('organizer', `${spring}/notice-rules`, { document });
  const posted = { notice: 'base', level: 'base', title: '公示', text: '公示', postedOn: '2026-05-01' };
  await world.done('organizer', `${spring}/notices`, { ...posted, nominees: [{ nomination }] });
  const objections = `${spring}/notices/base/objections`;
  const filed = { number: '异-1', nomination, way: 'call', from: 'anonymous', about: '李二考勤不实' };
  return `${objections}/${String(pick(await world.done('organizer', objections, filed), 'objection'))}`;
}

/** Both tellers count the same. */
async function counted(papers: readonly object[], round = 1): Promise<void> {
  for (const who of tellers) await world.done(who, counts, { ballot: round, counts: papers });
}

const items = async (who: string, session: string) =>
  pick((await world.get(who, `${reviews}/${session}`)).body, 'items');

describe('a committee over HTTP', () => {
  it('domain-rules 27, 47, 49: audits, ballots, ballots again for the last seat, and only then a shortlist', async () => {
    const ids = await founded();
    const [first = '', second = '', third = ''] = ids;
    const shortlist = async (nominations: readonly string[]) => {
      const omitted = ids
        .filter((id) => !nominations.includes(id))
        .map((nomination) => ({ nomination, reason: '未当选' }));
      const etag = await world.etag('committee', spring);
      return world.post('committee', `${spring}/awards/medal/shortlist`, { nominations, omitted }, etag);
    };
    expect(await shortlist([first, second])).toMatchObject({
      status: 409,
      body: {
        code: 'steps-missing',
        detail: expect.stringMatching(`^${first} .+：初审；${second} .+：初审〔区工字〔2026〕1号 第五条〕$`),
      },
    });
    expect(await world.post('organizer', reviews, opening('vote', 'ballot', ids))).toMatchObject({
      status: 409,
      body: { code: 'steps-missing' },
    });
    await audited(ids);
    expect(await world.post('organizer', reviews, opening('vote', 'ballot', [first, second]))).toMatchObject({
      status: 422,
      body: { code: 'not-contested', detail: expect.stringContaining('〔区工字〔2026〕1号 第五条〕') },
    });
    expect((await world.get('expert_a', committee)).body).toMatchObject({ rules });
    expect((await world.get('expert_a', `${reviews}/audit`)).body).toMatchObject({ rules: { quorum: rules.quorum } });
    await world.done('organizer', reviews, opening('vote', 'ballot', ids));
    await counted([paper(first, 4), paper(second, 3, 3), paper(third, 3)]);
    expect(pick((await world.get('organizer', `${reviews}/vote`)).body, 'ballot')).toEqual({
      ...{ counted: 1, running: 2, items: [2, 3], tallied: false },
    });
    await counted([paper(second, 2, 3), paper(third, 3)], 2);
    await close('vote');
    expect(await items('publicity', 'vote')).toMatchObject([
      { number: 1, name: '王一', outcome: 'passed' },
      { number: 2, name: '李二', outcome: 'beyond-seats' },
      { number: 3, name: '张三', outcome: 'passed' },
    ]);
    expect(await shortlist([first, second])).toMatchObject({
      status: 409,
      body: {
        code: 'steps-missing',
        detail: expect.stringMatching(`^${second} .+：票决〔区工字〔2026〕1号 第五条〕$`),
      },
    });
    expect((await shortlist([first, third])).status).toBe(201);
    // A session held anew has the last word, also once the list stands.
    await world.done('organizer', reviews, opening('again', 'first-audit', [first]));
    const decisions = [{ nomination: first, passed: false, reason: '材料不实' }];
    await world.done('organizer', `${reviews}/again/audits`, { decisions });
    await close('again');
    const said = { decision: '黄工字〔2026〕5号', conferredOn: '2026-05-01', count: 2 };
    const etag = await world.etag('committee', spring);
    expect(await world.post('committee', `${spring}/awards/medal/conferral`, said, etag)).toMatchObject({
      status: 409,
      body: { code: 'steps-missing', detail: expect.stringMatching(`^${first} .+：初审`) },
    });
  });

  it('domain-rules 44: a recused member reads that something is hidden, and nothing of it, on every route', async () => {
    const ids = await founded();
    const [first = '', second = ''] = ids;
    const relation = '被提名人的姐夫';
    await world.done('expert_c', `${committee}/kin`, { nomination: first, relation });
    await audited(ids);
    const own = { nominations: [first, second], omitted: [{ nomination: ids[2], reason: '名额所限' }] };
    const etag = await world.etag('expert_c', spring);
    expect(await world.post('expert_c', `${spring}/awards/medal/shortlist`, own, etag)).toMatchObject({
      status: 403,
      body: { code: 'recused-from-list', detail: expect.stringContaining(`expert_c 须回避：${first}；`) },
    });
    expect(await items('expert_b', 'audit')).toMatchObject([
      { name: '王一' },
      { number: 2, hidden: true },
      { name: '张三' },
    ]);
    expect(await items('expert_c', 'audit')).toMatchObject([
      { number: 1, hidden: true },
      { name: '李二' },
      { name: '张三' },
    ]);
    const listed = await world.get('expert_b', `${spring}/nominations?award=medal&limit=1`);
    expect(listed.body).toMatchObject({ total: 3, hidden: 1, rows: [{ name: '王一' }] });
    const next = await world.get(
      'expert_b',
      `${spring}/nominations?award=medal&limit=1&cursor=${String(pick(listed.body, 'next'))}`,
    );
    expect(next.body).toMatchObject({ rows: [{ name: '张三' }] });
    expect(pick(next.body, 'next')).toBeUndefined();
    const told = await world.get('expert_b', `${spring}/nominations/${second}/explanation`);
    expect(told.body).toEqual({ nomination: second, hidden: true });
    expect((await world.get('committee', `${spring}/nominations/${second}/explanation`)).body).toMatchObject({
      name: '李二',
    });
    await world.done('organizer', reviews, opening('vote', 'ballot', ids));
    await counted([paper(first, 3, 3), paper(second, 0, 3), paper(ids[2] ?? '', 4)]);
    await close('vote');
    const listing = {
      nominations: [first],
      omitted: ids.slice(1).map((nomination) => ({ nomination, reason: '未当选' })),
    };
    await world.done('committee', `${spring}/awards/medal/shortlist`, listing, await world.etag('committee', spring));
    const short = await world.get('expert_b', `${spring}/awards/medal/shortlist`);
    expect(short.body).toMatchObject({
      nominations: [{ name: '王一' }],
      omitted: [{ hidden: true }, { name: '张三' }],
    });
    expect((await world.get('expert_c', `${spring}/awards/medal/shortlist`)).body).toMatchObject({
      ...{ nominations: [{ hidden: true }], omitted: [{ name: '李二' }, { name: '张三' }] },
    });
    for (const reply of [listed, next, told, short, await world.get('expert_b', reviews)]) {
      expect(JSON.stringify(reply.body)).not.toContain('李二');
    }
    const objection = await objected(second);
    const objections = objection.slice(0, objection.lastIndexOf('/'));
    expect(pick((await world.get('expert_b', objections)).body, 'rows')).toEqual([{ hidden: true }]);
    expect(pick((await world.get('committee', objections)).body, 'rows', 0)).toMatchObject({ about: '李二考勤不实' });
    const outcome = { outcome: 'kept', reason: '查无实据' };
    expect((await world.post('expert_b', `${objection}/outcome`, outcome)).status).toBe(404);
    expect((await world.post('committee', `${objection}/outcome`, outcome)).body).toMatchObject({
      code: 'objection-unverified',
    });
    const recusals = async (who: string) => pick((await world.get(who, committee)).body, 'recusals');
    const kin = { nomination: first, member: 'expert_c', grounds: ['kin'] };
    const unit = { nomination: second, member: 'expert_b', grounds: ['same-unit'] };
    expect(await recusals('organizer')).toEqual(expect.arrayContaining([{ ...kin, relation }, unit]));
    expect(await recusals('auditor')).toEqual(expect.arrayContaining([kin, unit]));
    expect(await recusals('committee')).toBeUndefined();
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain(relation);
  });

  it('domain-rules 45: nothing in the log leads from a voter to a choice, or back', async () => {
    const ids = await founded();
    await audited(ids);
    await world.done('organizer', reviews, opening('vote', 'ballot', ids));
    await counted([paper(ids[0] ?? '', 4), paper(ids[1] ?? '', 0, 3), paper(ids[2] ?? '', 3)]);
    await close('vote');
    const log = await world.runtime.engine.store.readAll(0, 1_000);
    const telling = log.filter(({ data }) => /"(yes|no|abstain|invalid)":/.test(JSON.stringify(data)));
    // Two tallies that agree and the count: as many whoever voted what, by nobody who had a paper.
    expect(telling.map(({ type, actor, stream }) => [type, actor, stream])).toEqual([
      ['BallotTallied', 'organizer', 'review-spring'],
      ['BallotCounted', 'auditor', 'review-spring'],
    ]);
    for (const { data } of telling) for (const voter of members) expect(JSON.stringify(data)).not.toContain(voter);
    // While papers are out, no event comes from a voter: neither order nor time of events says who voted when.
    const since = log.findIndex(({ type, data }) => type === 'SessionOpened' && pick(data, 'kind') === 'ballot');
    expect(log.slice(since + 1).filter(({ actor }) => members.includes(actor))).toEqual([]);
    // A tally is numbers for each nominee and nothing beside them.
    for (const count of pick(telling[0]?.data, 'counts') as readonly object[]) {
      expect(Object.keys(count)).toEqual(['nomination', 'out', 'in', 'yes', 'no', 'abstain', 'invalid']);
    }
  });

  it('domain-rules 42, 46: refuses counts that do not add up or differ, with every place', async () => {
    const ids = await founded();
    const [first = '', second = '', third = ''] = ids;
    expect(
      await world.post('organizer', reviews, opening('few', 'first-audit', ids, { present: members.slice(2) })),
    ).toMatchObject({
      status: 409,
      body: { code: 'quorum-missed' },
    });
    await audited(ids);
    await world.done('organizer', reviews, opening('vote', 'ballot', ids));
    const wrong = [{ ...paper(first, 4), yes: 5 }, paper(second, 1, 4)];
    expect(await world.post('organizer', counts, { ballot: 1, counts: wrong })).toMatchObject({
      status: 422,
      body: {
        code: 'counts-wrong',
        errors: [
          { pointer: '/counts/0/in', code: 'votes-differ' },
          { pointer: '/counts/1/out', code: 'papers-out' },
          { pointer: '/counts', code: 'count-missing' },
        ],
      },
    });
    const right = [paper(first, 4), paper(second, 1, 3), paper(third, 3)];
    expect((await world.post('committee', counts, { ballot: 1, counts: right })).body).toMatchObject({
      code: 'not-a-teller',
    });
    await world.done('organizer', counts, { ballot: 1, counts: right });
    // What one teller counted is not told before the other one has counted.
    expect(await items('auditor', 'vote')).toMatchObject([{ counts: [] }, { counts: [] }, { counts: [] }]);
    const other = [paper(first, 3), paper(second, 1, 3), paper(third, 3)];
    expect(await world.post('auditor', counts, { ballot: 1, counts: other })).toMatchObject({
      status: 409,
      body: {
        code: 'counts-differ',
        detail: expect.stringMatching(`^${first} .+ 赞成：先计 4，后计 3；${first} .+ 反对：先计 0，后计 1$`),
      },
    });
    await world.done('auditor', counts, { ballot: 1, counts: right });
    expect(await items('committee', 'vote')).toMatchObject([
      { members: 4, recused: 0, present: 4, counts: [{ yes: 4, needed: 3, outcome: 'passed' }] },
      { members: 4, recused: 1, present: 3, counts: [{ yes: 1, needed: 2, outcome: 'failed' }] },
      { counts: [{ outcome: 'passed' }] },
    ]);
  });

  it('domain-rules 49: who is no member reads results of a closed session, and members both minutes', async () => {
    const ids = await founded();
    await world.done('organizer', reviews, opening('audit', 'first-audit', ids));
    expect((await world.get('publicity', `${reviews}/audit`)).status).toBe(404);
    expect(pick((await world.get('publicity', reviews)).body, 'rows')).toEqual([]);
    expect((await world.get('neighbour', reviews)).status).toBe(404);
    await close('audit');
    expect(Object.keys((await world.get('publicity', `${reviews}/audit`)).body as object)).toEqual([
      ...['session', 'kind', 'status', 'items', 'hidden', 'revision'],
    ]);
    await world.done('admin', '/api/accounts/judge/grants', { role: 'committee', organization: 'east' });
    const next = { out: 'expert_c', account: 'judge', unit: '某厂', organization: 'east', reason: '工作调动' };
    await world.done('organizer', `${committee}/replacements`, next, await world.etag('organizer', committee));
    expect(pick((await world.get('judge', committee)).body, 'members', 3)).toMatchObject({ account: 'judge' });
    // Who sat still reads what they decided, and who sits now reads it too.
    for (const who of ['expert_c', 'judge']) {
      expect(pick((await world.get(who, `${reviews}/audit`)).body, 'present')).toEqual(members);
    }
    const later = { ...minutes, number: '评纪〔2026〕2号', reason: '重审' };
    const etag = await world.etag('organizer', `${reviews}/audit`);
    await world.done('organizer', `${reviews}/audit/minutes`, later, etag);
    expect((await world.get('committee', `${reviews}/audit`)).body).toMatchObject({
      minutes: { version: 2, number: '评纪〔2026〕2号', reason: '重审' },
      earlierMinutes: [{ version: 1, number: '评纪〔2026〕1号' }],
    });
  });

  it('domain-rules 44, 48: members score in their own name, but not what they are recused from', async () => {
    const ids = await founded({
      ...{ size: rules.size, quorum: rules.quorum, recusal: rules.recusal, steps: ['scoring'] },
      scoring: {
        ...{ min: '0', max: '100', digits: 1, drop: { highest: 0, lowest: 0 }, passAt: '85' },
        round: { digits: 2, mode: 'half-up' },
      },
    });
    const three = { members: members.slice(0, 3).map((account) => ({ account, unit: '某厂', organization: 'east' })) };
    expect((await world.post('organizer', committee, three)).body).toMatchObject({ code: 'committee-named' });
    await world.done('organizer', reviews, opening('marks', 'scoring', ids));
    const give = (who: string, scores: readonly string[]) =>
      world.post(who, `${reviews}/marks/scores`, {
        scores: scores.flatMap((score, n) => (score === '' ? [] : [{ nomination: ids[n], score }])),
      });
    expect((await give('expert_b', ['90', '90'])).body).toMatchObject({ code: 'member-recused', detail: '第 2 项' });
    expect((await give('expert_b', ['90.55', '', '101'])).body).toMatchObject({
      errors: [{ pointer: '/scores/0/score' }, { pointer: '/scores/1/score' }],
    });
    expect((await give('expert_b', ['90', '', '80'])).status).toBe(201);
    for (const who of ['committee', 'expert_a', 'expert_c'])
      expect((await give(who, ['85.5', '84.9'])).status).toBe(201);
    expect(await items('expert_a', 'marks')).toMatchObject([{ scores: [{ member: 'expert_a' }] }, {}, { scores: [] }]);
    await close('marks');
    expect(await items('publicity', 'marks')).toMatchObject([
      { outcome: 'passed', total: '86.63' },
      { outcome: 'failed', total: '84.90' },
      { outcome: 'undecided' },
    ]);
  });
});
