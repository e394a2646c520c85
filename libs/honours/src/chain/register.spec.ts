import { organization } from '@xf/access';
import { execute, untyped, type ReadState } from '@xf/es';
import { person, unit } from '@xf/registry';
import { chainRules, eligibilityRules } from '../testing/chain';
import { medal, openRound, propose, roundRules } from '../testing/examples';
import { startedAt, world, type World } from '../testing/world';
import type { FileCandidacy } from './command';
import { candidacy } from './decide';
import { examined } from './decide.held';
import { candidacyStream } from './events';
import { paperLacks } from './rules.lacks';
import { candidacyFold } from './rules.standing';

const { notice: _notice, ...unposted } = roundRules;
const { consultation: _consultation, materials: _materials, resolution: _resolution, ...bare } = chainRules;
const punished = {
  ...{ id: 'punished', title: '处分', kind: 'bar-years', of: 'nominee', bars: ['punishment'] },
  ...{ years: 3, lastDay: 'included' },
};
const eligibility = { ...eligibilityRules, clauses: [...eligibilityRules.clauses, punished] };
const rules = { ...unposted, chain: bare, eligibility };
const pioneer = { ...medal, id: 'pioneer', title: '工人先锋号', receiver: 'unit' };

/** Two districts of a province; whoever files is u7 below the first one. */
async function opened(): Promise<World> {
  const w = world();
  w.clock.advance(Date.parse('2026-06-02T09:00:00+08:00') - startedAt);
  for (const [id, level, parent] of [
    ['p1', 'province', undefined],
    ['d1', 'district', 'p1'],
    ['u7', 'unit', 'd1'],
    ['u8', 'unit', 'd1'],
    ['d2', 'district', 'p1'],
  ] as const) {
    const command = { type: 'RegisterOrganization', organization: id, name: id, level } as const;
    const below = parent === undefined ? command : { ...command, parent };
    await execute(w.engine, organization, below, { actor: 'ops', command: `place-${id}` });
  }
  await w.round({ ...openRound([medal, pioneer]), organization: 'p1', rules });
  return w;
}

let count = 0;
async function record(w: World, command: Parameters<typeof unit.stream>[0] | Parameters<typeof person.stream>[0]) {
  const decider = 'person' in command ? untyped(person) : untyped(unit);
  const outcome = await execute(w.engine, decider, command, { actor: 'register', command: `register-${count++}` });
  expect(outcome).toMatchObject({ kind: 'done' });
}
const registered = (w: World, id: string, name: string, at = 'u7') =>
  record(w, {
    type: 'RegisterUnit',
    unit: id,
    organization: at,
    name,
    kind: 'enterprise',
    attributes: [],
  });
const accident = (w: World, id: string) =>
  record(w, {
    ...{ type: 'RecordUnitBar', unit: id, bar: 'b1', kind: 'accident', on: '2025-06-01', document: '通报1号' },
  });
const employed = (w: World, id: string, at: string) =>
  record(w, { type: 'RegisterPerson', person: id, name: '王填', unit: at, attributes: [] });

/** Files a nomination; answers the refusal, or the codes and clauses of what it lacks. */
async function filed(w: World, nomination: string, more: Partial<FileCandidacy> = {}) {
  const command = { type: 'FileCandidacy', round: 'r2026', nomination, organization: 'u7', self: false } as const;
  const outcome = await execute(
    w.engine,
    candidacy,
    { ...command, ...more },
    { actor: 'desk', command: `file-${count++}` },
  );
  return outcome.kind === 'refused' ? outcome.rejection : lacks(w, nomination);
}

/** Everything but the word on nationality, which is the same for all. */
async function lacks(w: World, nomination: string) {
  const { states, store, clock } = w.engine;
  const read: ReadState = (fold, stream) => states.load(store, fold, stream).then(({ state }) => state);
  const given = await candidacy.given?.({ type: 'SendUp', round: 'r2026', nomination, level: 'base' }, read);
  const { filed: found } = await read(candidacyFold, candidacyStream('r2026', nomination));
  if (given === undefined || given.round.status === 'unknown' || found === undefined) throw new Error('not filed');
  const held = examined(given.round, given, found, clock.now());
  const all = held === undefined ? [] : paperLacks(held);
  return all.flatMap(({ code, of }) => (of === 'nationality' || of === 'punished' ? [] : `${code} ${of}`));
}

describe('where the register has a nominee', () => {
  it('domain-rules 7: holds a person to the unit of the register, whatever unit is named', async () => {
    const w = await opened();
    await registered(w, 'bad', '第一机械厂');
    await accident(w, 'bad');
    await registered(w, 'good', '第二机械厂');
    for (const id of ['n1', 'n2', 'n3']) await w.recommend(propose(id));
    await employed(w, 'p_n1', 'bad');
    await employed(w, 'p_n2', 'bad');
    expect(await filed(w, 'n1', { unit: 'good' })).toEqual({ code: 'unit-not-of-nominee', unit: 'good' });
    expect(await filed(w, 'n1')).toEqual(['ineligible accident']);
    expect(await filed(w, 'n2', { unit: 'bad' })).toEqual(['ineligible accident']);
    // Who gets into the register only after the filing is held to it as well.
    await w.recommend(propose('n4', { unit: '第二机械厂' }));
    expect(await filed(w, 'n4', { unit: 'good' })).toEqual([]);
    await employed(w, 'p_n4', 'bad');
    expect(await lacks(w, 'n4')).toEqual(['ineligible accident']);
    await record(w, { type: 'MovePerson', person: 'p_n4', unit: 'good', on: '2026-06-01', document: '调令' });
    expect(await lacks(w, 'n4')).toEqual([]);
  });

  it('domain-rules 3, 8: takes a unit of the register only under a name it has or had', async () => {
    const w = await opened();
    await registered(w, 'bad', '红星厂');
    await record(w, { type: 'RenameUnit', unit: 'bad', name: '红星集团', on: '2026-01-05', document: '名1号' });
    await accident(w, 'bad');
    await registered(w, 'good', '第二机械厂');
    const named = { award: 'pioneer', receiver: 'unit' } as const;
    await w.recommend(propose('n1', { ...named, name: '红星 集团' }));
    await w.recommend(propose('n2', { ...named, name: '红星厂' }));
    await w.recommend(propose('n3', { unit: '红星集团' }));
    for (const id of ['n1', 'n3']) {
      expect(await filed(w, id, { unit: 'good' })).toEqual({ code: 'unit-named-otherwise', unit: 'good' });
      expect(await filed(w, id, { unit: 'NOPE' })).toEqual({ code: 'unit-not-found', unit: 'NOPE' });
      expect(await filed(w, id, { unit: 'bad' })).toContain('ineligible accident');
    }
    expect(await filed(w, 'n2', { unit: 'bad' })).toContain('ineligible accident');
  });

  it('domain-rules 119: takes no unit of another area, in the words of one that is not there', async () => {
    const w = await opened();
    await registered(w, 'far', '第一机械厂', 'd2');
    await registered(w, 'beside', '第一机械厂', 'u8');
    await registered(w, 'above', '第一机械厂', 'd1');
    await accident(w, 'far');
    for (const id of ['n1', 'n2']) await w.recommend(propose(id));
    for (const id of ['far', 'beside', 'NOPE']) {
      expect(await filed(w, 'n1', { unit: id })).toEqual({ code: 'unit-not-found', unit: id });
    }
    expect(await filed(w, 'n1', { unit: 'above' })).toEqual([]);
    // A unit that goes on in one of another area takes whoever filed it along.
    await record(w, { type: 'MergeUnit', unit: 'above', into: 'far', on: '2026-06-01', document: '合1号' });
    expect(await lacks(w, 'n1')).toEqual(['register unit-not-found']);
  });

  it('domain-rules 119: tells of a unit above by clause alone, and where it is registered what stands against it', async () => {
    const w = await opened();
    await registered(w, 'above', '第一机械厂', 'd1');
    await w.recommend(propose('n1'));
    await employed(w, 'p_n1', 'above');
    expect(await filed(w, 'n1')).toEqual([]);
    const step = (type: 'SendUp' | 'AcceptCandidacy', level: string) =>
      execute(
        w.engine,
        candidacy,
        { type, round: 'r2026', nomination: 'n1', level },
        { actor: 'desk', command: `step-${count++}` },
      );
    const stated = { attribute: 'nationality', value: 'CN' };
    const facts = { nominee: [stated], unit: [], bars: [], document: '证明' };
    await execute(
      w.engine,
      candidacy,
      { type: 'StateFacts', round: 'r2026', nomination: 'n1', level: 'base', ...facts },
      { actor: 'desk', command: 'facts' },
    );
    expect(await step('SendUp', 'base')).toMatchObject({ kind: 'done' });
    expect(await step('AcceptCandidacy', 'district')).toMatchObject({ kind: 'done' });
    await accident(w, 'above');
    const told = async (level: string) => JSON.stringify(await step('SendUp', level));
    expect(await told('district')).toContain('2025-06-01 的 accident，3 年内');
    const back = {
      type: 'ReturnCandidacy',
      round: 'r2026',
      nomination: 'n1',
      level: 'district',
      reason: '补正',
    } as const;
    expect(await execute(w.engine, candidacy, back, { actor: 'desk', command: 'back' })).toMatchObject({
      kind: 'done',
    });
    const base = await told('base');
    expect(base).toContain('“安全生产”：名录所载所在单位的情况不符合');
    expect(base).not.toContain('2025-06-01');
  });

  it('domain-rules 119: tells of a person in another area that they are registered there, until a move is recorded', async () => {
    const w = await opened();
    await registered(w, 'far', '远方厂', 'd2');
    await registered(w, 'own', '第一机械厂');
    await accident(w, 'far');
    for (const id of ['n1', 'n2']) await w.recommend(propose(id));
    await employed(w, 'p_n1', 'far');
    const punishment = { bar: 'b2', kind: 'punishment', on: '2025-10-18', document: '处分1号' };
    await record(w, { type: 'RecordPersonBar', person: 'p_n1', ...punishment });
    for (const more of [{}, { unit: 'own' }, { unit: 'far' }]) {
      expect(await filed(w, 'n1', more)).toEqual({ code: 'nominee-elsewhere' });
    }
    expect(await filed(w, 'n2')).toEqual(['fact-unknown accident']);
    await employed(w, 'p_n2', 'far');
    expect(await lacks(w, 'n2')).toEqual(['register nominee-elsewhere']);
    await record(w, { type: 'MovePerson', person: 'p_n1', unit: 'own', on: '2026-06-01', document: '调令' });
    expect(await filed(w, 'n1', { unit: 'own' })).toEqual([]);
  });
});
