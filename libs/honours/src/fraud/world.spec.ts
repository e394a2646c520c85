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
async function found(w = world()): Promise<World> {
  await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: 'medal', document, from: '2020-01-01' });
  await open(w, 2023);
  w.clock.advance(240 * dayMs);
  const foundOn = '2026-08-28';
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
  const w = await found();
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
  await found(w);
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
  const w = await found();
  await open(w, 2024, { organization: 'd2' });
  await w.round({ ...openRound([document]), round: 'r2025', year: 2025 });
  await w.recommend(inRound(2024));
  await expect(w.recommend(inRound(2025))).rejects.toThrow('unit-barred');
});

it('domain-rules 129: a barred unit files no candidacy, whoever recommended', async () => {
  const w = await found();
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
  // Nor does anybody else file for a unit of it, by whatever name that goes.
  const place = { type: 'RegisterOrganization', organization: 'u8', name: 'u8', level: 'unit', parent: 'd1' };
  expect(await run(w, untyped(organization), place)).toBe('done');
  const plant = { organization: 'u7', name: '第三车间', kind: 'enterprise', attributes: [] };
  const workshop = { type: 'RegisterUnit', unit: 'w3', ...plant };
  expect(await run(w, untyped(unit), workshop)).toBe('done');
  const byNeighbour = { ...file, organization: 'u8' };
  const forIt = { ...byNeighbour, unit: 'w3' };
  expect(await run(w, untyped(candidacy), forIt)).toEqual({ code: 'unit-barred', bar });
  expect(await run(w, untyped(candidacy), byNeighbour)).toBe('done');
});
