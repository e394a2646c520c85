import { accountFold, accountStream, organizationFold, organizationStream, verifyPassword } from '@xf/access';
import { openSqliteViews } from '@xf/adapters';
import { competition, entry, entryIdOf, standings } from '@xf/competitions';
import { honour, round } from '@xf/honours';
import { award, example, inFolder, must, openCompetition, ops, workFolder } from './support';

const work = workFolder();
const data = work.path('data');
afterAll(() => work.remove());

const json = async (...argv: string[]) => {
  const ran = await ops([...argv, '--data', data, '--json']);
  if (ran.code !== 0) throw new Error(`${ran.code} ${ran.out}${ran.err}`);
  return JSON.parse(ran.out) as Record<string, unknown>;
};
let beforeCorrection = 0;
const few = { count: 3, otherwise: 'cancel' };

beforeAll(async () => {
  await openCompetition(data);
  const entries = work.write('e.csv', '编号,姓名\n1,张三\n2,李四\n3,王五\n');
  const marks = work.write('m.csv', '编号,theory,practice\n1,90,85\n2,76,91\n3,80,\n');
  const to = ['--competition', 'c2026', '--contest', 'welding'];
  await json('import', 'entries', entries, ...to);
  await json('import', 'marks', marks, ...to);
  beforeCorrection = await inFolder(data, (engine) => engine.store.head());
  await json('import', 'marks', work.write('late.csv', '编号,practice\n3,99\n'), ...to);
});

describe('ops board and explain', () => {
  const rowsOf = (answer: Record<string, unknown>) =>
    (answer['rows'] as { rank?: number; entry: string; name: string; total?: string }[]).map((one) => [
      one.rank,
      one.entry,
      one.name,
      one.total,
    ]);

  it('shows a board with names revealed, now and as of a position', async () => {
    expect(rowsOf(await json('board', 'c2026', 'welding'))).toEqual([
      [1, '3', '王五', '93.30'],
      [2, '2', '李四', '86.50'],
      [3, '1', '张三', '86.50'],
    ]);
    expect(rowsOf(await json('board', 'c2026', 'welding', '--position', String(beforeCorrection)))).toEqual([
      [1, '2', '李四', '86.50'],
      [2, '1', '张三', '86.50'],
      [undefined, '3', '王五', undefined],
    ]);
    expect(rowsOf(await json('board', 'c2026', 'welding', '--limit', '1'))).toHaveLength(1);
    expect(rowsOf(await json('board', 'c2026', 'welding', '--around', '1', '--limit', '1'))).toEqual([
      [2, '2', '李四', '86.50'],
      [3, '1', '张三', '86.50'],
    ]);
  });

  it('shows as of a time, and for people', async () => {
    const { out } = await ops(['board', 'c2026', 'welding', '--as-of', '2999-01-01T00:00:00+08:00', '--data', data]);
    expect(out).toContain('区技能竞赛 / 焊工 / 总榜');
    expect(out).toMatch(/截至记录 \d+（.* \+08:00），进行中，共 3 个/);
    expect(out).toMatch(/3 +1 +张三 +90 +85 +86\.50 .*实操/);
    expect(await ops(['board', 'c2026', 'welding', '--as-of', '2000-01-01T00:00:00Z', '--data', data])).toMatchObject({
      code: 1,
    });
    expect(await ops(['board', 'c2026', 'welding', '--limit', '0', '--data', data])).toMatchObject({ code: 2 });
    expect(await ops(['board', 'c2026', 'welding', '--board', 'group:x', '--data', data])).toMatchObject({ code: 1 });
    expect(await ops(['board', 'c2026', 'welding', '--around', '77', '--data', data])).toMatchObject({ code: 1 });
  });

  it('explains a place from marks to the deciding key, in Chinese and English', async () => {
    const zh = await ops(['explain', 'c2026', '1', '--data', data]);
    expect(zh.out).toContain('区技能竞赛 / 焊工：1 张三');
    expect(zh.out).toContain('第 3 名，共 3 个；与上一行 2：实操');
    const en = await ops(['explain', 'c2026', '1', '--lang', 'en', '--data', data]);
    expect(en.out).toContain('rank 3 of 3; from 2 above: practice');
    const answer = await json('explain', 'c2026', '1');
    expect(answer).toMatchObject({
      number: '1',
      places: [{ board: 'overall', rank: 3, decidedBy: 'practice', above: '2' }],
    });
    expect(await ops(['explain', 'c2026', '77', '--data', data])).toMatchObject({ code: 1 });
  });

  it('domain-rules 51, 84: sets nobody without a place beside another, and says that a contest was cancelled', async () => {
    const because = { competition: 'c2026', entry: entryIdOf('c2026', 'welding', '1'), reason: '代考' };
    await inFolder(data, async (engine) => {
      await must(engine, entry, { type: 'DisqualifyEntry', ...because });
    });
    const { out } = await ops(['explain', 'c2026', '1', '--data', data]);
    expect(out).toMatch(/总榜 overall：不排名次$/m);
    expect((await ops(['explain', 'c2026', '1', '--lang', 'en', '--data', data])).out).toMatch(/: no rank$/m);
    expect((await ops(['explain', 'c2026', '2', '--data', data])).out).toMatch(/与上一行 3：总成绩；奖项：二等奖$/m);
    await inFolder(data, (engine) => must(engine, entry, { type: 'ReinstateEntry', ...because }));

    const contests = [{ contest: 'fitting', name: '钳工', receiver: 'person' as const, groups: [] }];
    const document = { ...(example('theory-practice-30-70') as object), process: { minimumEntrants: few } };
    await inFolder(data, async (engine) => {
      const on = { competition: 'c2027', contest: 'fitting' };
      const plan = { organization: 'org1', name: '技能竞赛', level: 'district', rounds: [], contests } as const;
      await must(engine, competition, { type: 'PlanCompetition', competition: 'c2027', ...plan });
      const rules = [{ contest: 'fitting', document }];
      await must(engine, competition, { type: 'OpenCompetition', competition: 'c2027', rules });
      await must(engine, competition, { type: 'CancelContest', ...on, entered: 2, reason: '报名不足' });
    });
    const cancelled = await ops(['board', 'c2027', 'fitting', '--data', data]);
    expect(cancelled.code).toBe(1);
    expect(cancelled.out + cancelled.err).toContain('c2027 / fitting 已取消，没有榜：已报 2，最低 3；报名不足。');
  });

  it('works while another process holds the folder', async () => {
    const ran = await inFolder(data, () => ops(['board', 'c2026', 'welding', '--data', data]));
    expect(ran.code).toBe(0);
  });
});

describe('ops roll and nominations', () => {
  const certificate = award('district-certificate');
  const bring = (text: string) =>
    ops(['import', 'nominations', work.write('n.csv', text), '--round', 'r2026', '--data', data, '--json']);

  beforeAll(() =>
    inFolder(data, async (engine) => {
      const opening = { organization: 'org1', name: '2026 年评选', year: 2026, awards: [certificate] };
      await must(engine, round, { type: 'OpenRound', round: 'r2026', ...opening });
      await must(engine, honour, {
        type: 'RegisterEarlierHonour',
        award: certificate.id,
        document: certificate,
        organization: 'org1',
        receiver: 'unit',
        subject: engine.vault.pseudonym('unit', '\n老先进厂'),
        name: '老先进厂',
        decision: '黄工字〔2016〕5号',
        conferredOn: '2016-04-28',
      });
    }),
  );

  it('shows the roll, by year and as of a position', async () => {
    expect(await json('roll')).toMatchObject({ total: 1, rows: [{ name: '老先进厂', decision: '黄工字〔2016〕5号' }] });
    expect(await json('roll', '--year', '2016')).toMatchObject({ total: 1 });
    expect(await json('roll', '--year', '2017')).toMatchObject({ total: 0 });
    expect(await json('roll', '--position', '1')).toMatchObject({ total: 0 });
    expect((await ops(['roll', '--data', data])).out).toContain('2016-04-28');
  });

  it('domain-rules 3: imports recommendations, all or nothing, and refuses an earlier holder', async () => {
    const bad = await bring(
      `奖项,名称,推荐理由\n${certificate.title},电厂,成绩突出\n${certificate.title},老先进厂,再创佳绩\n没有的奖,水厂,好\n`,
    );
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({
      problems: [
        { cell: 'B3', code: 'already-holder' },
        { cell: 'A4', code: 'award-not-in-round' },
      ],
    });
    const good = await bring(`奖项,名称,推荐理由\n${certificate.title},电厂,成绩突出\n`);
    expect(JSON.parse(good.out)).toMatchObject({ ok: true, added: 2 });
    expect(JSON.parse((await bring(`奖项,名称,推荐理由\n${certificate.title},电厂,成绩突出\n`)).out)).toMatchObject({
      repeated: true,
    });
  });
});

describe('who is recommended', () => {
  it('domain-rules 121: is known by the ID number, and never by a name that others bear too', async () => {
    const medal = award('huangshan-district-medal');
    await inFolder(data, async (engine) => {
      for (const id of ['m1', 'm2']) {
        const opening = { organization: 'org1', name: '评选', year: 2026, awards: [medal] };
        await must(engine, round, { type: 'OpenRound', round: id, ...opening });
      }
    });
    const head = '奖项,姓名,单位,身份证号,推荐组织,推荐理由\n';
    const rows = [`${medal.title},王伟,一厂,,工会甲,好`, `${medal.title},李强,一厂,11010519491231002X,工会甲,好`];
    for (const id of ['m1', 'm2']) {
      const file = work.write(`${id}.csv`, `${head}${rows.join('\n')}\n`);
      expect((await ops(['import', 'nominations', file, '--round', id, '--data', data])).code).toBe(0);
    }
    const subjects = await inFolder(data, async (engine) =>
      (await engine.store.readAll(0, 1_000))
        .filter(({ type }) => type === 'NominationProposed')
        .slice(-4)
        .map(({ data: content }) => content['subject']),
    );
    const [wang, li, otherWang, sameLi] = subjects;
    expect(otherWang).not.toBe(wang);
    expect(sameLi).toBe(li);
  });
});

describe('ops tail and lag', () => {
  it('domain-rules 119: shows events with personal fields masked', async () => {
    const text = await ops(['tail', '--from', '1', '--data', data]);
    expect(text.out).toContain('CompetitionPlanned');
    expect(text.out).toContain('name=***');
    expect(text.out).not.toContain('sealed:');
    const lines = (await ops(['tail', '--from', '3', '--data', data, '--json'])).out.trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ position: 3, type: 'EntrySubmitted', data: { name: '***' } });
  });

  it('follows the log until it is told to stop', async () => {
    const ending = new AbortController();
    const ran = await ops(['tail', '--follow', '--from', '1', '--data', data], '', ending);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('CompetitionOpened');
  });

  it('tells how far each view is behind', async () => {
    const head = await inFolder(data, (engine) => engine.store.head());
    const answer = await json('lag');
    expect(answer).toMatchObject({ head });
    expect(answer['followers']).toContainEqual({ name: 'standings', version: 2, position: 0, lag: head });
  });
});

describe('ops rebuild', () => {
  it('finds a rebuilt view equal, a damaged one different, and promotes only when asked', async () => {
    const first = await ops(['rebuild', 'all', '--data', data]);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain('standings：一致');
    const views = openSqliteViews({ folder: data });
    const view = views.open<{ number?: string }>(standings.name, standings.version);
    const position = view.position();
    view.commit([{ key: 'entry/c2026/forged', row: { number: 'x' }, places: [] }], position);
    views.close();
    const different = await ops(['rebuild', 'standings', '--data', data]);
    expect(different.code).toBe(4);
    expect(different.out).toContain('entry/c2026/forged');
    expect((await ops(['rebuild', 'standings', '--data', data, '--promote'])).code).toBe(4);
    expect((await ops(['rebuild', 'standings', '--data', data])).code).toBe(0);
    expect((await ops(['rebuild', 'nothing', '--data', data])).code).toBe(2);
  });

  it('begins anew when an earlier rebuild was broken off', async () => {
    const views = openSqliteViews({ folder: data });
    const scratch = views.openRebuild<object>(standings.name, standings.version);
    scratch.commit([{ key: 'entry/c2026/half', row: {}, places: [] }], 1);
    views.close();
    expect((await ops(['rebuild', 'standings', '--data', data])).code).toBe(0);
  });

  it('needs the folder to itself', async () => {
    expect(await inFolder(data, () => ops(['rebuild', 'all', '--data', data]))).toMatchObject({ code: 3 });
  });
});

describe('ops org and user', () => {
  it('registers organisations, the same again without change', async () => {
    expect(await json('org', 'add', 'prov1', '--name', '省总工会', '--level', 'province')).toMatchObject({
      added: true,
    });
    expect(
      await json('org', 'add', 'city1', '--name', '市总工会', '--level', 'city', '--parent', 'prov1'),
    ).toMatchObject({ added: true });
    expect(await json('org', 'add', 'prov1', '--name', '省总工会', '--level', 'province')).toMatchObject({
      added: false,
    });
    expect((await ops(['org', 'add', 'prov1', '--name', '别的', '--level', 'province', '--data', data])).code).toBe(1);
    expect((await ops(['org', 'add', 'x', '--name', 'x', '--level', 'galaxy', '--data', data])).code).toBe(2);
    const path = await inFolder(data, async (engine) => {
      const { state } = await engine.states.load(engine.store, organizationFold, organizationStream('city1'));
      return state.status === 'registered' ? state.path : [];
    });
    expect(path).toEqual(['prov1', 'city1']);
  });

  it('creates an account with roles and a password from a pipe', async () => {
    const add = (...more: string[]) => ['user', 'add', 'wang', '--password-stdin', '--data', data, ...more];
    expect((await ops(add(), 'short\n')).code).toBe(1);
    expect((await ops(add('--role', 'king@city1'), 'long enough 1\n')).code).toBe(2);
    expect((await ops(add('--role', 'organizer@nowhere'), 'long enough 1\n')).err).toContain('没有组织 nowhere');
    expect((await ops(add('--role', 'organizer@city1', '--role', 'judge@prov1'), 'long enough 1\n')).code).toBe(0);
    expect((await ops(add(), 'long enough 1\n')).err).toContain('账号已存在');
    const checked = await inFolder(data, async (engine) => {
      const { state } = await engine.states.load(engine.store, accountFold, accountStream('wang'));
      if (state.status === 'unknown') throw new Error('no account');
      const [hash] = await engine.vault.reveal([state.passwordHash]);
      return { grants: state.grants.length, opens: await verifyPassword('long enough 1', hash ?? '') };
    });
    expect(checked).toEqual({ grants: 2, opens: true });
  });
});
