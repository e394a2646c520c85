import { organization } from '@xf/access';
import { execute, untyped, type AnyDecider } from '@xf/es';
import { unit } from '@xf/registry';
import { candidacy } from '../chain/decide';
import { revocation } from '../revocation/decide';
import { chainRules } from '../testing/chain';
import { basis, medal, openRound, propose, roundRules } from '../testing/examples';
import { world, type World } from '../testing/world';
import { fraud } from './decide';

const removal = { causes: [{ cause: 'fraud', title: '弄虚作假', kind: 'ordered', fraud: true }] } as const;
const document = { ...medal, repeatable: true, removal };
const dayMs = 86_400_000;
const { notice: _notice, ...unposted } = roundRules;

let count = 0;
const run = async (w: World, decider: AnyDecider, command: { readonly type: string }) => {
  const done = await execute(w.engine, decider, command, { actor: 'ann', command: `bar-${count++}` });
  return done.kind === 'refused' ? done.rejection : done.kind;
};
const open = (w: World, year: number, over: object = {}) =>
  w.round({ ...openRound([document]), round: `r${year}`, year, ...over });
const inRound = (year: number, over: object = {}) => ({ ...propose(), round: `r${year}`, ...over });

/** A round of 2023, and eight months later what came out of u7's part in it. */
async function discovered(w = world()): Promise<World> {
  await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from: '2020-01-01' });
  await open(w, 2023);
  w.clock.advance(240 * dayMs);
  return found(w, '2026-08-28');
}

async function found(w: World, foundOn: string): Promise<World> {
  const decided = {
    decision: '黄工字〔2026〕25号',
    approvedBy: '区总工会',
    decidedOn: foundOn,
    count: 1,
    honours: ['h1'],
  };
  const decide = { type: 'DecideRevocation', revocation: 'rev1', organization: 'd1', award: 'medal', cause: 'fraud' };
  expect(await run(w, untyped(revocation), { ...decide, ...decided })).toBe('done');
  const record = { type: 'RecordFraud', unit: 'u7', round: 'r2023', foundOn, revocation: 'rev1' };
  expect(await run(w, untyped(fraud), record)).toBe('done');
  return w;
}

const bar = {
  ...{ unit: 'u7', round: 'r2023', year: 2023, foundOn: '2026-08-28' },
  ...{ decision: '黄工字〔2026〕25号', reason: '弄虚作假' },
};

it('domain-rules 129: fraud found in round 2023 blocks the unit in the next round, not in the one after', async () => {
  const w = await discovered();
  await open(w, 2024);
  w.clock.advance(dayMs);
  await open(w, 2026);
  await expect(w.recommend(inRound(2024))).rejects.toThrow(JSON.stringify({ code: 'unit-barred', bar }));
  await w.recommend(inRound(2024, { basis: { kind: 'recommendation', by: 'u8', reason: '标兵' } }));
  await w.recommend(inRound(2024, { nomination: 'n2', subject: 'p2', basis: basis() }));
  await w.recommend(inRound(2023, { nomination: 'n3' }));
  await w.recommend(inRound(2026));
});

it('domain-rules 129: nobody else recommends for a barred unit either: neither its people nor itself', async () => {
  const w = world();
  for (const [id, name, level] of [
    ['d1', '区总工会', 'district'],
    ['u7', '第一机械厂', 'unit'],
  ] as const) {
    const place = { type: 'RegisterOrganization', organization: id, name, level };
    expect(await run(w, untyped(organization), { ...place, ...(id === 'u7' && { parent: 'd1' }) })).toBe('done');
  }
  await discovered(w);
  await open(w, 2024);
  w.clock.advance(dayMs);
  await open(w, 2026);
  const byDistrict = { kind: 'recommendation', by: 'd1', reason: '标兵' } as const;
  const named = { ...bar, unit: '第一机械厂' };
  await expect(w.recommend(inRound(2024, { unit: '第一机械厂', basis: byDistrict }))).rejects.toThrow(
    JSON.stringify({ code: 'unit-barred', bar: named }),
  );
  await expect(w.recommend(inRound(2024, { unit: '第一 机械厂', basis: byDistrict }))).rejects.toThrow('unit-barred');
  await w.recommend(inRound(2024, { unit: '第二机械厂', basis: byDistrict }));
  await w.recommend(inRound(2024, { nomination: 'n2', subject: 'p2', unit: '第一机械厂', basis: basis() }));
  await w.recommend(inRound(2026, { unit: '第一机械厂', basis: byDistrict }));
});

it('domain-rules 129: the next round is of the same organisation, and opened when the fraud had come out', async () => {
  const w = await discovered();
  await open(w, 2024, { organization: 'd2' });
  await w.round({ ...openRound([document]), round: 'r2025', year: 2025 });
  await w.recommend(inRound(2024));
  await expect(w.recommend(inRound(2025))).rejects.toThrow('unit-barred');
});

it('domain-rules 129: a barred unit files no candidacy, whoever recommended', async () => {
  const w = await discovered();
  for (const [id, level, parent] of [
    ['d1', 'district'],
    ['u7', 'unit', 'd1'],
  ] as const) {
    const place = { type: 'RegisterOrganization', organization: id, name: id, level, ...(parent && { parent }) };
    expect(await run(w, untyped(organization), place)).toBe('done');
  }
  const levels = chainRules.levels.filter((one) => ['unit', 'district'].includes(one.organization));
  const chain = { levels, selfNomination: 'refused' };
  await open(w, 2024, { rules: { ...unposted, chain } });
  await open(w, 2026, { rules: { ...unposted, chain } });
  const file = { type: 'FileCandidacy', round: 'r2024', nomination: 'n1', organization: 'u7', self: false };
  for (const year of [2024, 2026]) {
    await w.recommend(inRound(year, { basis: { kind: 'recommendation', by: 'd1', reason: '标兵' } }));
  }
  const later = { ...file, round: 'r2026' };
  expect(await run(w, untyped(candidacy), file)).toEqual({ code: 'unit-barred', bar });
  expect(await run(w, untyped(candidacy), later)).toBe('done');
  // Nor does anybody else file for a unit of an organisation that lost the round.
  const place = { type: 'RegisterOrganization', organization: 'u8', name: 'u8', level: 'unit', parent: 'd1' };
  expect(await run(w, untyped(organization), place)).toBe('done');
  await w.recommend(inRound(2024, { nomination: 'n2', basis: { kind: 'recommendation', by: 'u8', reason: '标兵' } }));
  const plant = { organization: 'd1', name: '第一机械厂', kind: 'enterprise', attributes: [] };
  const workshop = { type: 'RegisterUnit', unit: 'w3', ...plant };
  expect(await run(w, untyped(unit), workshop)).toBe('done');
  const record = { type: 'RecordFraud', unit: 'd1', round: 'r2023', foundOn: '2026-08-28', revocation: 'rev1' };
  expect(await run(w, untyped(fraud), record)).toBe('done');
  const byNeighbour = { ...file, nomination: 'n2', organization: 'u8' };
  const forIt = { ...byNeighbour, unit: 'w3' };
  expect(await run(w, untyped(candidacy), forIt)).toEqual({ code: 'unit-barred', bar: { ...bar, unit: 'd1' } });
  expect(await run(w, untyped(candidacy), byNeighbour)).toBe('done');
});

it('domain-rules 129: a finding that comes out after a nomination holds it at every step, on a list and in a decision', async () => {
  const w = world();
  for (const [id, level, parent] of [
    ['d1', 'district'],
    ['u7', 'unit', 'd1'],
    ['u8', 'unit', 'd1'],
  ] as const) {
    const place = { type: 'RegisterOrganization', organization: id, name: id, level, ...(parent && { parent }) };
    expect(await run(w, untyped(organization), place)).toBe('done');
  }
  await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from: '2020-01-01' });
  await open(w, 2023);
  w.clock.advance(240 * dayMs);
  const levels = chainRules.levels.filter((one) => ['unit', 'district'].includes(one.organization));
  await open(w, 2026, { rules: { ...unposted, chain: { levels, selfNomination: 'refused' } } });
  const ids = ['n1', 'n2', 'n3', 'n4'];
  for (const id of ids) {
    const by = id === 'n4' ? 'u8' : 'u7';
    const basis = { kind: 'recommendation', by, reason: '标兵' } as const;
    await w.recommend(inRound(2026, { nomination: id, subject: `p_${id}`, basis }));
    const file = { type: 'FileCandidacy', round: 'r2026', nomination: id, organization: by, self: false };
    expect(await run(w, untyped(candidacy), file)).toBe('done');
  }
  const step = (nomination: string, type: string, level: string) => {
    const command = { type, round: 'r2026', nomination, level };
    return run(w, untyped(candidacy), command);
  };
  for (const id of ['n2', 'n3', 'n4']) expect(await step(id, 'SendUp', 'base')).toBe('done');
  for (const id of ['n3', 'n4']) expect(await step(id, 'AcceptCandidacy', 'district')).toBe('done');
  const list = (nominations: readonly string[]) => {
    const omitted = ids
      .filter((id) => !nominations.includes(id))
      .map((nomination) => ({ nomination, reason: '名额所限' }));
    return w.round({ type: 'ConfirmShortlist', round: 'r2026', award: 'medal', nominations, omitted });
  };
  await list(['n3', 'n4']);

  // Found on the day the round was opened, or recorded with that day: it is the round that the unit loses.
  await found(w, '2026-12-27');
  const barred = { ...bar, foundOn: '2026-12-27' };
  expect(await step('n1', 'SendUp', 'base')).toEqual({ code: 'unit-barred', bar: barred });
  expect(await step('n2', 'AcceptCandidacy', 'district')).toEqual({ code: 'unit-barred', bar: barred });
  const decision = { decision: '黄工字〔2026〕5号', conferredOn: '2026-12-27' };
  const decide = (of: number) =>
    w.round({ type: 'RecordConferral', round: 'r2026', award: 'medal', ...decision, count: of });
  const refused = JSON.stringify({ code: 'nominations-barred', barred: [{ nomination: 'n3', bar: barred }] });
  await expect(decide(2)).rejects.toThrow(refused);
  await expect(list(['n3', 'n4'])).rejects.toThrow(refused);
  await list(['n4']);
  expect(await decide(1)).toBeGreaterThan(0);
});

it('domain-rules 129: a round without a chain holds its list to a later finding too', async () => {
  const w = world();
  await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from: '2020-01-01' });
  await open(w, 2023);
  w.clock.advance(240 * dayMs);
  await open(w, 2026);
  await w.recommend(inRound(2026));
  await w.recommend(inRound(2026, { nomination: 'n2', subject: 'p2', basis: basis() }));
  await found(w, '2026-12-27');
  const list = (nomination: string, omitted: string) => {
    const left = [{ nomination: omitted, reason: '名额所限' }];
    return w.round({
      type: 'ConfirmShortlist',
      round: 'r2026',
      award: 'medal',
      nominations: [nomination],
      omitted: left,
    });
  };
  await expect(list('n1', 'n2')).rejects.toThrow('nominations-barred');
  expect(await list('n2', 'n1')).toBeGreaterThan(0);
});
