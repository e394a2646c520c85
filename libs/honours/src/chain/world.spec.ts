import { organization } from '@xf/access';
import { subjectIdOf } from '@xf/competitions';
import { execute, untyped } from '@xf/es';
import { person, registry, team, unit } from '@xf/registry';
import { aliasesOf } from '../receiver/shell';
import type { RoundCommand } from '../round/command';
import { chainRules, eligibilityRules } from '../testing/chain';
import { medal, openRound, propose, roundRules } from '../testing/examples';
import { startedAt, world, type World } from '../testing/world';
import type { CandidacyCommand } from './command';
import { candidacy } from './decide';

const registerOf = (w: World) => ({ at: () => w.view(registry) }) as never;

const { notice: _notice, ...unposted } = roundRules;
const { consultation: _consultation, ...unasked } = chainRules;
/** Nobody is waited for but who is asked all the same: the matrix has an ownership that no unit has. */
const consultation = {
  ...chainRules.consultation,
  matrix: [{ kinds: ['worker'], ownership: ['x'], departments: ['safety'] }],
};
const rules = { ...unposted, chain: unasked, eligibility: eligibilityRules };

async function opened(document: object = rules, awards: readonly unknown[] = [medal]): Promise<World> {
  const w = world();
  const place = async (id: string, level: 'province' | 'district' | 'unit', parent?: string) => {
    const command = { type: 'RegisterOrganization', organization: id, name: id, level } as const;
    const below = parent === undefined ? command : { ...command, parent };
    await execute(w.engine, organization, below, { actor: 'ops', command: `place-${id}` });
  };
  await place('p1', 'province');
  await place('d1', 'district', 'p1');
  await place('u7', 'unit', 'd1');
  await w.round({ ...openRound(awards), organization: 'p1', rules: document });
  for (const id of ['n1', 'n2', 'n3']) await w.recommend(propose(id));
  return w;
}

let count = 0;
const run = (w: World, command: CandidacyCommand) =>
  execute(w.engine, candidacy, command, { actor: 'desk', command: `candidacy-${count++}` });

/** Up to the last level; answers how the last step ended. */
async function up(w: World, nomination: string, more: object = {}, asked: readonly CandidacyCommand[] = []) {
  const on = { round: 'r2026', nomination };
  const asksOwnership = 'kind' in more;
  const unitFacts = asksOwnership ? [{ attribute: 'ownership', value: '民营' }] : [];
  const facts = { nominee: [{ attribute: 'nationality', value: 'CN' }], unit: unitFacts };
  const steps: readonly CandidacyCommand[] = [
    { type: 'FileCandidacy', ...on, organization: 'u7', self: false, ...more },
    { type: 'AttachMaterial', ...on, level: 'base', material: 'deeds', text: '苦练车工二十年' },
    { type: 'AttachResolution', ...on, level: 'base', paper: 'congress', number: '2号', on: '2026-03-02' },
    { type: 'StateFacts', ...on, level: 'base', document: '证明', ...facts, bars: [{ of: 'unit', bar: 'accident' }] },
    ...asked,
    { type: 'SendUp', ...on, level: 'base' },
    { type: 'AcceptCandidacy', ...on, level: 'district' },
    { type: 'SendUp', ...on, level: 'district' },
    { type: 'AcceptCandidacy', ...on, level: 'province' },
  ];
  for (const step of steps) {
    const outcome = await run(w, step);
    if (outcome.kind === 'refused') return outcome.rejection;
    expect(outcome).toMatchObject({ kind: 'done' });
  }
  return undefined;
}

const omitting = (all: readonly string[], listed: readonly string[]) =>
  all.filter((id) => !listed.includes(id)).map((nomination) => ({ nomination, reason: '名额所限' }));

const shortlist = (w: World, nominations: readonly string[]) => {
  const omitted = omitting(['n1', 'n2', 'n3'], nominations);
  return w.round({ type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations, omitted });
};

const decide = (): RoundCommand => {
  const decision = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-01', count: 1 };
  return { type: 'RecordConferral', round: 'r2026', award: 'medal', ...decision };
};

describe('a chain in the log', () => {
  it('holds the shortlist to who was accepted at the last level, all others named at once', async () => {
    const w = await opened();
    expect(await up(w, 'n1')).toBeUndefined();
    await expect(shortlist(w, ['n1', 'n2', 'n3'])).rejects.toThrow(
      '"rejection":{"code":"chain-not-passed","nominations":["n2","n3"]}',
    );
    expect(await shortlist(w, ['n1'])).toBeGreaterThan(0);
  });

  it('domain-rules 13: holds the decision too, when a department says no after the list was made', async () => {
    const w = await opened({ ...rules, chain: { ...chainRules, consultation } });
    expect(await up(w, 'n1', { kind: 'worker' })).toBeUndefined();
    await shortlist(w, ['n1']);
    const said = { department: 'safety', opinion: 'no', on: '2026-04-01', document: '函8号', reason: '隐患' } as const;
    const on = { round: 'r2026', nomination: 'n1', level: 'province' };
    expect(await run(w, { type: 'RecordOpinion', ...on, ...said })).toMatchObject({ kind: 'done' });
    await expect(w.round(decide())).rejects.toThrow('"rejection":{"code":"chain-not-passed","nominations":["n1"]}');
  });

  it('domain-rules 130: holds the decision when the no was taken back only after the closing day', async () => {
    const asked = { ...consultation, matrix: [...consultation.matrix, { kinds: ['worker'], departments: ['safety'] }] };
    const w = await opened({ ...rules, chain: { ...chainRules, consultation: asked } });
    const on = { round: 'r2026', nomination: 'n1', department: 'safety', document: '函8号', reason: '已整改' } as const;
    const opine = (level: string, opinion: 'yes' | 'no', day: string): CandidacyCommand => {
      return { type: 'RecordOpinion', ...on, level, opinion, on: day };
    };
    expect(await up(w, 'n1', { kind: 'worker' }, [opine('base', 'yes', '2026-03-10')])).toBeUndefined();
    await shortlist(w, ['n1']);
    expect(await run(w, opine('province', 'no', '2026-03-12'))).toMatchObject({ kind: 'done' });
    expect(await run(w, opine('province', 'yes', '2026-04-10'))).toMatchObject({ kind: 'done' });
    await expect(w.round(decide())).rejects.toThrow(/"candidacies-lacking".*"n1".*"opinion","of":"safety".*截止日之后/);
  });

  it('domain-rules 7: holds list and decision when an accident gets into the register after the last level accepted', async () => {
    const w = await opened();
    w.clock.advance(Date.parse('2026-05-02T09:00:00+08:00') - startedAt);
    const factory = { organization: 'u7', name: '第一机械厂', kind: 'enterprise', attributes: [] } as const;
    const register = (command: Parameters<typeof unit.stream>[0], id: string) =>
      execute(w.engine, untyped(unit), command, { actor: 'register', command: id });
    await register({ type: 'RegisterUnit', unit: 'unit7', ...factory }, 'r1');
    for (const id of ['n1', 'n2']) expect(await up(w, id, { unit: 'unit7' })).toBeUndefined();
    expect(await up(w, 'n3')).toBeUndefined();
    await shortlist(w, ['n2']);
    const bar = { bar: 'b1', kind: 'accident', on: '2026-05-01', document: '应急〔2026〕3号' };
    await register({ type: 'RecordUnitBar', unit: 'unit7', ...bar }, 'r2');
    const lacking = (...ids: readonly string[]) =>
      new RegExp(`"candidacies-lacking".*${ids.map((id) => `"${id}".*"ineligible","of":"accident"`).join('.*')}`);
    await expect(w.round(decide())).rejects.toThrow(lacking('n2'));
    await expect(shortlist(w, ['n1', 'n2', 'n3'])).rejects.toThrow(lacking('n1', 'n2'));
    await shortlist(w, ['n3']);
    expect(await w.round(decide())).toBeGreaterThan(0);
  });

  it('gives one of two honours of a level a year: the second list is refused, and the second decision', async () => {
    const sameYear = { id: 'once', title: '同年一项', kind: 'same-year', levels: ['district'] } as const;
    const honours = ['medal', 'pioneer'].map((award) => ({ award, level: 'district' }) as const);
    const eligibility = { ...eligibilityRules, honours, clauses: [...eligibilityRules.clauses, sameYear] };
    const pioneer = { ...medal, id: 'pioneer', repeatable: true };
    const w = await opened({ ...rules, eligibility }, [medal, pioneer]);
    w.clock.advance(Date.parse('2026-05-02T09:00:00+08:00') - startedAt);
    await w.recommend(propose('x1', { award: 'pioneer', subject: 'p_n1' }));
    await w.recommend(propose('x2', { award: 'pioneer' }));
    for (const id of ['n1', 'x1', 'x2']) expect(await up(w, id)).toBeUndefined();
    await shortlist(w, ['n1']);
    const pioneers = (nominations: readonly string[]) => {
      const omitted = omitting(['x1', 'x2'], nominations);
      return w.round({ type: 'ConfirmShortlist', round: 'r2026', award: 'pioneer', nominations, omitted });
    };
    await expect(pioneers(['x1', 'x2'])).rejects.toThrow(/"nomination":"x1","lacks".*"of":"once".*medal 的入围名单/);
    await pioneers(['x2']);
    const earlier = { subject: 'p_n1', name: '王填', decision: '黄工字〔2026〕3号', conferredOn: '2026-04-01' };
    const given = { award: 'pioneer', organization: 'd1', receiver: 'person', document: pioneer } as const;
    await w.honour({ type: 'RegisterEarlierHonour', ...given, ...earlier });
    await expect(w.round(decide())).rejects.toThrow(/"candidacies-lacking".*"n1".*"of":"once".*黄工字〔2026〕3号/);
    await expect(shortlist(w, ['n1'])).rejects.toThrow('"of":"once"');
  });

  it('leaves a round without a chain as it is', async () => {
    const w = await opened(unposted);
    expect(await shortlist(w, ['n1', 'n2', 'n3'])).toBeGreaterThan(0);
  });

  it('seals what is written of a nominee', async () => {
    const w = await opened();
    await up(w, 'n1');
    expect(JSON.stringify(await w.engine.store.readAll(0, 1_000))).not.toContain('苦练');
  });

  it('domain-rules 7: goes by the register: an accident there stands against what the unit states', async () => {
    const w = await opened();
    w.clock.advance(Date.parse('2026-05-02T09:00:00+08:00') - startedAt);
    const context = (command: string) => ({ actor: 'register', command });
    const register = (command: Parameters<typeof unit.stream>[0], id: string) =>
      execute(w.engine, untyped(unit), command, context(id));
    const factory = { organization: 'u7', name: '第一机械厂', kind: 'enterprise', attributes: [] } as const;
    await register({ type: 'RegisterUnit', unit: 'unit7', ...factory }, 'r1');
    await register({ type: 'RegisterUnit', unit: 'unit8', ...factory }, 'r2');
    const accident = { bar: 'b1', kind: 'accident', on: '2025-06-10', document: '应急〔2025〕3号' };
    await register({ type: 'RecordUnitBar', unit: 'unit7', ...accident }, 'r3');
    const refused = await up(w, 'n1', { unit: 'unit7' });
    expect(refused).toMatchObject({ lacks: [{ code: 'ineligible', of: 'accident' }] });
    // The bar goes on in the unit that takes the other one over, and stands against who works there.
    const worker = { person: 'p_n2', name: '王填', unit: 'unit7', attributes: [] };
    await execute(w.engine, untyped(person), { type: 'RegisterPerson', ...worker }, context('r4'));
    await register(
      { type: 'MergeUnit', unit: 'unit7', into: 'unit8', on: '2026-04-02', document: '合〔2026〕1号' },
      'r5',
    );
    expect(await up(w, 'n2')).toMatchObject({ lacks: [{ code: 'ineligible', of: 'accident' }] });
    expect(await up(w, 'n3')).toBeUndefined();
  });

  it('domain-rules 3, 121: asks who somebody is that was nominated without an ID number and is in no register', async () => {
    const w = await opened();
    for (const id of ['n4', 'n5']) await w.recommend({ ...propose(id), unidentified: true });
    const worker = { person: 'p_n5', name: '王填', unit: 'unit7', attributes: [] };
    const factory = { organization: 'u7', name: '第一机械厂', kind: 'enterprise', attributes: [] } as const;
    const context = (command: string) => ({ actor: 'register', command });
    await execute(w.engine, untyped(unit), { type: 'RegisterUnit', unit: 'unit7', ...factory }, context('u1'));
    await execute(w.engine, untyped(person), { type: 'RegisterPerson', ...worker }, context('u2'));
    expect(await up(w, 'n4')).toMatchObject({ lacks: [{ code: 'fact-unknown', of: 'repeat' }] });
    expect(await up(w, 'n5')).toBeUndefined();
  });

  it('domain-rules 3: finds the honour on the roll of the award', async () => {
    const w = await opened();
    const document = { ...medal, repeatable: true };
    const held = { subject: 'p_n1', name: '王填', decision: '黄工字〔2019〕3号', conferredOn: '2019-04-26' };
    const command = { type: 'RegisterEarlierHonour', award: 'medal', organization: 'd1', receiver: 'person' } as const;
    await w.honour({ ...command, document, ...held });
    expect(await up(w, 'n1')).toMatchObject({ lacks: [{ code: 'ineligible', of: 'repeat' }] });
  });

  it.each([
    ['unit', '红星厂', undefined],
    ['team', '甲班', '红星厂'],
  ] as const)('domain-rules 3: finds what a %s was given before its unit was renamed', async (receiver, name, of) => {
    const w = await opened();
    const { vault } = w.engine;
    const factory = { organization: 'u7', name: '红星厂', kind: 'enterprise', attributes: [] } as const;
    const register = (command: Parameters<typeof unit.stream>[0], id: string) =>
      execute(w.engine, untyped(unit), command, { actor: 'register', command: id });
    await register({ type: 'RegisterUnit', unit: 'uR', ...factory }, 'r1');
    const change = { name: '红星集团公司', on: '2026-01-05', document: '名〔2026〕1号' };
    await register({ type: 'RenameUnit', unit: 'uR', ...change }, 'r2');
    const before = subjectIdOf(vault, receiver, { name: of === undefined ? '红星 厂' : name, unit: of }, '');
    const now = { title: of === undefined ? '红星集团公司' : name, unit: of && '红星集团公司' };
    const subject = subjectIdOf(vault, receiver, { name: now.title, unit: now.unit }, '');
    expect(subject).not.toBe(before);
    const aliases = await aliasesOf(w.engine, registerOf(w), { receiver, subject, ...now }, 'uR');
    expect(aliases).toEqual([before]);
    expect(await aliasesOf(w.engine, registerOf(w), { receiver: 'person', subject, ...now }, 'uR')).toEqual([]);
    const document = { ...medal, repeatable: true };
    const held = { subject: before, title: name, decision: '黄工字〔2019〕3号', conferredOn: '2019-04-26' };
    const command = { type: 'RegisterEarlierHonour', award: 'medal', organization: 'd1', receiver: 'person' } as const;
    await w.honour({ ...command, document, ...held, name: '红星' });
    expect(await up(w, 'n1', { aliases })).toMatchObject({ lacks: [{ code: 'ineligible', of: 'repeat' }] });
    expect(await up(w, 'n2')).toBeUndefined();
  });

  it('domain-rules 3: finds what a team was given under its earlier name, and in the unit it came from', async () => {
    const w = await opened();
    const run = (decider: Parameters<typeof untyped>[0], command: object, id: string) =>
      execute(w.engine, decider, command as never, { actor: 'register', command: id });
    const papers = { on: '2026-01-05', document: '名〔2026〕1号' };
    for (const [id, name] of [
      ['uR', '红星厂'],
      ['uS', '东方厂'],
    ]) {
      const said = { organization: 'u7', name, kind: 'enterprise', attributes: [] };
      await run(untyped(unit), { type: 'RegisterUnit', unit: id, ...said }, `r${id}`);
    }
    await run(untyped(team), { type: 'RegisterTeam', team: 'tA', unit: 'uR', name: '甲班' }, 't1');
    await run(untyped(team), { type: 'RegisterTeam', team: 'tB', unit: 'uS', name: '丙班' }, 't2');
    await run(untyped(team), { type: 'RenameTeam', team: 'tA', name: '乙班', ...papers }, 't3');
    await run(untyped(team), { type: 'TransferTeam', team: 'tA', unit: 'uS', ...papers }, 't4');
    const idOf = (name: string, of: string) => subjectIdOf(w.engine.vault, 'team', { name, unit: of }, '');
    const now = { receiver: 'team', subject: idOf('乙班', '东方厂'), title: '乙 班', unit: '东方厂' } as const;
    const aliases = await aliasesOf(w.engine, registerOf(w), now, 'uS');
    const others = [idOf('甲班', '红星厂'), idOf('乙班', '红星厂'), idOf('甲班', '东方厂')];
    expect([...aliases].sort()).toEqual(others.sort());
    expect(
      await aliasesOf(w.engine, registerOf(w), { ...now, subject: idOf('丙班', '东方厂'), title: '丙班' }, 'uS'),
    ).toEqual([]);
  });
});
