import { standings } from '@xf/competitions';
import { isSealed } from '@xf/es';
import { certificate, medal, openRound, register } from '../testing/examples';
import { playContest, world, type World } from '../testing/world';
import { allNominationsOf, explainNomination } from './query';
import { whyNot } from './query.why-not';

const nominees = async (w: World, award = 'medal') =>
  allNominationsOf(await w.nominations(), 'r2026', award).map(({ basis, status, passedOver }) => [
    basis.kind === 'contest' ? `${basis.board} ${basis.rank} ${basis.entry}` : basis.kind,
    status,
    passedOver.map(({ entry, rank, reason, honour }) => [entry, rank, reason, honour].join(' ')).join('; '),
  ]);
const three = [{ score: '95' }, { score: '90' }, { score: '85' }];
const direct = medal.direct!;

it('domain-rules 87: proposes the first place of a district contest for the medal, once', async () => {
  const w = world();
  await w.round(openRound());
  const published = await playContest(w, { entrants: three });
  await w.react();
  const head = await w.engine.store.head();
  await w.react();
  expect(await w.engine.store.head()).toBe(head);
  const [row, ...more] = allNominationsOf(await w.nominations(), 'r2026', 'medal');
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    subject: 'p1',
    unit: '第一机械厂',
    basis: {
      kind: 'contest',
      competitionName: '2026年职工技能竞赛',
      contestName: '车工',
      board: 'overall',
      rank: 1,
      of: 3,
      total: '95.00',
      version: 1,
      position: published,
    },
  });
  expect(isSealed(row!.name!)).toBe(true);
  expect(await w.engine.vault.reveal([row!.name!])).toEqual(['选手1']);
});

it('domain-rules 51: nobody is honoured for results of fewer than the rules ask for, and is told so', async () => {
  const process = { minimumEntrants: { count: 4, otherwise: 'no-awards' } };
  for (const [entrants, proposed] of [
    [three, 0],
    [[...three, { score: '80' }], 1],
  ] as const) {
    const w = world();
    await w.round(openRound());
    const published = await playContest(w, { entrants, process });
    await w.react();
    expect(await nominees(w)).toHaveLength(proposed);
    const asked = { round: 'r2026', award: 'medal', competition: 'skills2026', entry: 'e1' };
    const told = whyNot(await w.nominations(), await w.asOf(standings, published), asked);
    expect(told?.code).toBe(proposed === 0 ? 'too-few-entrants' : 'nominated');
  }
});

it('domain-rules 3, 91: passes over an earlier holder; the rank stays and the next takes the place', async () => {
  const w = world();
  await w.round(openRound());
  await w.honour(register({ subject: 'p1' }));
  const published = await playContest(w, { entrants: three });
  await w.react();
  expect(await nominees(w)).toEqual([['overall 2 e2', 'proposed', 'e1 1 earlier-holder 黄工字〔2019〕3号']]);
  const view = await w.nominations();
  const [row] = allNominationsOf(view, 'r2026', 'medal');
  expect(explainNomination(view, 'r2026', row!.nomination)!.lines.map(({ zh }) => zh)).toEqual([
    '“2026年职工技能竞赛”车工（总榜）第 2 名，榜上共 3 个，成绩 90.00',
    `依据第 1 次公布的成绩，日志位置 ${published}`,
    '区五一劳动奖章直接授予第 1 名；已获该荣誉的不重复授予，依次递补',
    '出处：《区劳动竞赛安排》第三条',
    expect.stringMatching(/^奖项文件 medal 第 1 版，sha256:[0-9a-f]{64}$/),
    '第 1 名（e1）未取：已获该荣誉（黄工字〔2019〕3号 2019-04-26）',
    '已提名，尚未列入入围名单',
  ]);
});

it('domain-rules 91: looks at holders as of the publication; one found later is ruled out and stays visible', async () => {
  const w = world();
  await w.round(openRound());
  await playContest(w, { entrants: three });
  await w.honour(register({ subject: 'p1' }));
  await w.react();
  expect(await nominees(w)).toEqual([['overall 1 e1', 'ruled-out', '']]);
  const view = await w.nominations();
  const [row] = allNominationsOf(view, 'r2026', 'medal');
  expect(explainNomination(view, 'r2026', row!.nomination)!.lines.at(-1)!.en).toBe(
    'Ruled out: already holds the honour (黄工字〔2019〕3号)',
  );
});

it('domain-rules 75: winners who share the first place are both proposed', async () => {
  const w = world();
  await w.round(openRound());
  await playContest(w, { entrants: [{ score: '95' }, { score: '95' }, { score: '85' }] });
  await w.react();
  expect((await nominees(w)).map(([place]) => place)).toEqual(['overall 1 e1', 'overall 1 e2']);
});

it('domain-rules 53: without an overall board every group has a first place', async () => {
  const w = world();
  await w.round(openRound());
  await playContest(w, {
    overall: false,
    entrants: [{ score: '95' }, { score: '90', group: 'country' }, { score: '99', group: 'country' }],
  });
  await w.react();
  expect((await nominees(w)).map(([place]) => place)).toEqual(['group:country 1 e3', 'group:town 1 e1']);
});

it('domain-rules 92: the medal goes to the first employee', async () => {
  const w = world();
  const requires = [{ attribute: 'identity', oneOf: ['employee'], reason: '须为在职职工' }];
  await w.round(openRound([{ ...medal, direct: { ...direct, requires } }]));
  const published = await playContest(w, {
    entrants: [
      { score: '95', attributes: { identity: 'student' } },
      { score: '90', attributes: { identity: 'employee' } },
    ],
  });
  await w.react();
  expect(await nominees(w)).toEqual([['overall 2 e2', 'proposed', 'e1 1 requirement-not-met ']]);
  const why = whyNot(await w.nominations(), await w.standings(published), {
    round: 'r2026',
    award: 'medal',
    competition: 'skills2026',
    entry: 'e1',
  });
  expect(why).toEqual({ code: 'passed-over', said: { zh: '须为在职职工', en: '须为在职职工' } });
});

it('domain-rules 123: passes over a winner whose personal data was erased', async () => {
  const w = world();
  await w.round(openRound());
  await playContest(w, { entrants: three });
  await w.engine.vault.destroy('p1');
  await w.react();
  expect(await nominees(w)).toEqual([['overall 2 e2', 'proposed', 'e1 1 erased ']]);
});

it('domain-rules 87: several awards, each with its own places, in one round', async () => {
  const w = world();
  const expert = { ...medal, id: 'expert', title: '技术能手', direct: { ...direct, places: { from: 1, to: 2 } } };
  await w.round(openRound([medal, expert, certificate]));
  await playContest(w, { entrants: three });
  await w.react();
  expect((await nominees(w)).map(([place]) => place)).toEqual(['overall 1 e1']);
  expect((await nominees(w, 'expert')).map(([place]) => place)).toEqual(['overall 1 e1', 'overall 2 e2']);
  expect(await nominees(w, 'certificate')).toEqual([]);
});

it.each([
  ['of another level', { level: 'city' as const }],
  ['of teams', { receiver: 'team' as const }],
])('domain-rules 1, 87: proposes nobody for a medal of the district in a contest %s', async (_name, over) => {
  const w = world();
  await w.round(openRound());
  await playContest(w, { ...over, entrants: three });
  await w.react();
  expect(await nominees(w)).toEqual([]);
});

it('proposes teams by title', async () => {
  const w = world();
  await w.round(openRound([{ ...medal, id: 'pioneer', receiver: 'team' }]));
  await playContest(w, { receiver: 'team', entrants: three });
  await w.react();
  expect(allNominationsOf(await w.nominations(), 'r2026', 'pioneer')).toMatchObject([
    { receiver: 'team', title: '选手1' },
  ]);
});

it('proposes nobody for a round that was not open yet, nor on a later publication', async () => {
  const w = world();
  const published = await playContest(w, { entrants: three });
  await w.round(openRound());
  await w.competition({
    type: 'PublishResults',
    competition: 'skills2026',
    contest: 'turning',
    digest: 'd',
    reason: '更正',
  });
  await w.react();
  expect(await nominees(w)).toEqual([]);
  const why = whyNot(await w.nominations(), await w.standings(published), {
    round: 'r2026',
    award: 'medal',
    competition: 'skills2026',
    entry: 'e1',
  });
  expect(why?.code).toBe('round-opened-later');
});

it('gives the same answer to a publication after the winner has been honoured', async () => {
  const w = world();
  await w.round(openRound());
  const published = await playContest(w, { entrants: [{ score: '95' }, { score: '90' }, { score: '90' }] });
  const recorded = (await w.engine.store.readAll(published - 1, 1)).map((stored) => {
    const { type, version: _version, data, ...rest } = stored;
    return { ...rest, event: { ...data, type } };
  })[0];
  const before = await w.reaction.react(recorded as never);
  await w.react();
  await w.honour(register({ subject: 'p1' }));
  expect((await w.reaction.react(recorded as never)).map(({ command }) => command)).toEqual(
    before.map(({ command }) => command),
  );
});

describe('why an entry is not among the nominees', () => {
  const asked = { round: 'r2026', award: 'medal', competition: 'skills2026', entry: 'e1' };
  async function played(
    over: Partial<Parameters<typeof playContest>[1]> = {},
    awards: readonly unknown[] = [medal, certificate],
  ) {
    const w = world();
    await w.round(openRound(awards));
    const published = await playContest(w, { entrants: [...three, {}], ...over });
    await w.react();
    const why = async (entry: string, award = 'medal') =>
      whyNot(await w.nominations(), await w.standings(published), { ...asked, entry, award });
    return { w, why };
  }

  it('says the rank that is outside the places, and that an entry has no rank', async () => {
    const { why } = await played();
    expect(await why('e2')).toEqual({
      code: 'rank-outside-places',
      said: { zh: '总榜第 2 名，授予范围为第 1 名', en: 'place 2 (overall); the award goes to place 1' },
    });
    expect((await why('e4'))?.code).toBe('not-ranked');
    expect((await why('e1'))?.code).toBe('nominated');
  });
  it('domain-rules 1: says that the award is for others', async () => {
    const { why } = await played({ receiver: 'team' });
    expect((await why('e1'))?.said.zh).toBe('区五一劳动奖章授予个人');
    expect((await why('e1', 'certificate'))?.code).toBe('no-direct-clause');
  });
  it('says that the contest is of another level', async () => {
    expect((await (await played({ level: 'city' })).why('e1'))?.code).toBe('level-differs');
  });
  it('says that nobody took a place that could not be given', async () => {
    const requires = [{ attribute: 'identity', oneOf: ['employee'], reason: '须为在职职工' }];
    const { why } = await played({}, [{ ...medal, direct: { ...direct, requires } }]);
    expect((await why('e1'))?.code).toBe('nobody-took-the-place');
  });
  it('tells an omission with its reason, and a place on the shortlist', async () => {
    const { w, why } = await played();
    const [row] = allNominationsOf(await w.nominations(), 'r2026', 'medal');
    const list = { type: 'ConfirmShortlist', round: 'r2026', award: 'medal' } as const;
    await w.round({ ...list, nominations: [], omitted: [{ nomination: row!.nomination, reason: '异议成立' }] });
    expect(await why('e1')).toEqual({
      code: 'not-shortlisted',
      said: { zh: '未列入入围名单：异议成立', en: 'Omitted from the shortlist: 异议成立' },
    });
    await w.round({ ...list, nominations: [row!.nomination], omitted: [] });
    expect(await why('e1')).toEqual({
      code: 'shortlisted',
      said: { zh: '列入第 2 版入围名单', en: 'On shortlist version 2' },
    });
  });
  it('does not know what does not exist', async () => {
    const { why } = await played();
    expect(await why('e9')).toBeUndefined();
    expect(await why('e1', 'flag')).toBeUndefined();
  });
});

it('domain-rules 88, 90: the size of the board says how many titles there are; below the pass mark nobody takes one', async () => {
  const bySize = [
    { from: 1, to: 2, places: { from: 1, to: 1 } },
    { from: 3, places: { from: 1, to: 3 } },
  ];
  const { places: _places, ...rest } = direct;
  const w = world();
  await w.round(openRound([{ ...medal, direct: { ...rest, bySize, passMark: '86' } }]));
  const published = await playContest(w, { entrants: three });
  await w.react();
  expect(await nominees(w)).toEqual([
    ['overall 1 e1', 'proposed', ''],
    ['overall 2 e2', 'proposed', ''],
  ]);
  const view = await w.nominations();
  const [row] = allNominationsOf(view, 'r2026', 'medal');
  expect(explainNomination(view, 'r2026', row!.nomination)!.lines.map(({ zh }) => zh)).toContain(
    '区五一劳动奖章直接授予第 1 至 3 名（榜上共 3 个），须达 86 分；已获该荣誉的不重复授予，依次递补',
  );
  const asked = { round: 'r2026', award: 'medal', competition: 'skills2026', entry: 'e3' };
  expect(whyNot(view, await w.asOf(standings, published), asked)?.code).toBe('nobody-took-the-place');
});

it('domain-rules 89, 93: grades by shares of the board, each an award of its own', async () => {
  const { places: _places, ...rest } = direct;
  const grade = (id: string, from: string, to: string) => ({
    ...medal,
    ...{ id, direct: { ...rest, share: { from, to, rounding: 'floor' } } },
  });
  const w = world();
  await w.round(openRound([grade('first', '0', '34'), grade('second', '34', '70')]));
  const published = await playContest(w, { entrants: three });
  await w.react();
  expect(await nominees(w, 'first')).toEqual([['overall 1 e1', 'proposed', '']]);
  expect(await nominees(w, 'second')).toEqual([['overall 2 e2', 'proposed', '']]);
  const asked = { round: 'r2026', award: 'second', competition: 'skills2026', entry: 'e3' };
  expect(whyNot(await w.nominations(), await w.asOf(standings, published), asked)?.said.zh).toContain(
    '授予范围为第 2 名（3 个的 34%～70%，舍去）',
  );
});

it('domain-rules 87: an award of one class of contests goes to those contests only', async () => {
  const w = world();
  await w.round(openRound([{ ...medal, direct: { ...direct, contests: { ...direct.contests, only: ['milling'] } } }]));
  const published = await playContest(w, { entrants: three });
  await w.react();
  expect(await nominees(w)).toEqual([]);
  const asked = { round: 'r2026', award: 'medal', competition: 'skills2026', entry: 'e1' };
  expect(whyNot(await w.nominations(), await w.asOf(standings, published), asked)?.code).toBe('contest-differs');
});
