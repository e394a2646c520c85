import { memoryViews } from '@xf/adapters';
import { foldBatch, type Recorded } from '@xf/es';
import { nameOn, unitOn } from '../history';
import { registry, type RegistryEvent, type RegistryRow } from './project';
import { peoplePage, personRow, teamRow, teamsPage, unitRow, unitsPage } from './query';
import { teamView, unitView } from './shell.views';

const unit = (id: string, name: string, path: readonly string[], more: object = {}): RegistryEvent => ({
  ...{ type: 'UnitRegistered', unit: id, organization: path[path.length - 1] ?? '', path, name, kind: 'enterprise' },
  ...{ attributes: [], ...more },
});
const by = { on: '2026-03-01', document: 'd' };
const person = (id: string, name: string, at: string): RegistryEvent => ({
  ...{ type: 'PersonRegistered', person: id, name, unit: at, attributes: [] },
});
const east = ['city', 'east'];

/** The view after all that happened, so many events at a time. */
function viewOf(events: readonly RegistryEvent[], batch = 1_000) {
  const view = memoryViews().open<RegistryRow>(registry.name, registry.version);
  const all = events.map((event, n): Recorded<RegistryEvent> => ({
    ...{ event, validAt: n, recordedAt: n, position: n + 1, revision: n, stream: 'log-all' },
    ...{ actor: 'a', command: `c${n}`, fingerprint: '', correlation: '' },
  }));
  for (let n = 0; n < all.length; n += batch) {
    const page = all.slice(n, n + batch);
    view.commit(foldBatch(registry, view, page), page[page.length - 1]?.position ?? 0);
  }
  return view;
}

const log: readonly RegistryEvent[] = [
  unit('u1', '红星机械厂', east, { region: '东区', industry: '制造业' }),
  unit('u2', '红星商场', east, { region: '东区', industry: '商业' }),
  unit('u3', '东方医院', ['city', 'west'], { region: '西区', industry: '卫生' }),
  { type: 'TeamRegistered', team: 't1', unit: 'u1', name: '焊接班' },
  { type: 'TeamRegistered', team: 't2', unit: 'u1', name: '铆接班' },
  person('p1', 'sealed-a', 'u1'),
  person('p2', 'sealed-b', 'u1'),
  person('p3', 'sealed-c', 'u3'),
];
const unitsOf = (view: ReturnType<typeof viewOf>, asked: object) =>
  unitsPage(view, { organization: 'city', limit: 10, ...asked }).rows.map((row) => row.unit);
const peopleOf = (view: ReturnType<typeof viewOf>, of: { organization: string } | { unit: string }) =>
  peoplePage(view, of, { limit: 10 }).rows.map((row) => row.person);

describe('the registry', () => {
  it('lists the units of an area by name, of a region, of an industry and of what a name begins with', () => {
    const view = viewOf(log);
    expect(unitsOf(view, {})).toEqual(['u3', 'u2', 'u1']);
    expect(unitsOf(view, { organization: 'east' })).toEqual(['u2', 'u1']);
    expect(unitsOf(view, { region: '西区' })).toEqual(['u3']);
    expect(unitsOf(view, { industry: '商业' })).toEqual(['u2']);
    expect(unitsOf(view, { region: '东区', industry: '制造业' })).toEqual(['u1']);
    expect(unitsOf(view, { prefix: '红星' })).toEqual(['u2', 'u1']);
    expect(unitsOf(view, { prefix: '红星商场' })).toEqual(['u2']);
    expect(unitsOf(view, { prefix: '红旗' })).toEqual([]);
  });

  it('answers page by page, and says when there is no more', () => {
    const view = viewOf(log);
    const first = unitsPage(view, { organization: 'city', limit: 2 });
    expect(first.rows.map((row) => row.unit)).toEqual(['u3', 'u2']);
    const second = unitsPage(view, { organization: 'city', limit: 2, after: first.next });
    expect(second.rows.map((row) => row.unit)).toEqual(['u1']);
    expect(second).not.toHaveProperty('next');
    expect(unitsPage(view, { organization: 'city', limit: 2, prefix: '红星' })).not.toHaveProperty('next');
  });

  it('follows a new name, region and unit', () => {
    const view = viewOf([
      ...log,
      { type: 'UnitRenamed', unit: 'u1', name: '北方重工', ...by },
      {
        type: 'UnitAttributesStated',
        unit: 'u1',
        on: '2026-03-01',
        attributes: [{ attribute: 'region', value: '西区' }],
      },
      { type: 'TeamTransferred', team: 't1', unit: 'u3', ...by },
      { type: 'PersonMoved', person: 'p1', unit: 'u3', on: '2026-03-01' },
    ]);
    expect(unitsOf(view, { prefix: '红星' })).toEqual(['u2']);
    expect(unitsOf(view, { region: '西区' })).toEqual(['u3', 'u1']);
    expect(teamsPage(view, { organization: 'west' }, { limit: 9 }).rows.map((row) => row.team)).toEqual(['t1']);
    expect(teamsPage(view, { unit: 'u1' }, { limit: 9, prefix: '铆' }).rows.map((row) => row.team)).toEqual(['t2']);
    expect(peopleOf(view, { organization: 'east' })).toEqual(['p2']);
    expect(peopleOf(view, { unit: 'u3' })).toEqual(['p1', 'p3']);
  });

  it('keeps the history in the row, and the merged unit with its successor', () => {
    const view = viewOf([
      ...log,
      { type: 'UnitRenamed', unit: 'u1', name: '北方重工', ...by },
      { type: 'PersonMoved', person: 'p1', unit: 'u3', on: '2026-03-01' },
      { type: 'UnitTakenOver', unit: 'u2', from: 'u1', bars: [], ...by },
      { type: 'UnitMerged', unit: 'u1', into: 'u2', ...by },
    ]);
    const row = unitRow(view, 'u1');
    expect(row).toMatchObject({ status: 'merged', successor: { unit: 'u2' } });
    expect(row && nameOn(row, '2026-02-28')).toBe('红星机械厂');
    const moved = personRow(view, 'p1');
    expect(moved && unitOn(moved, '2026-02-28')).toBe('u1');
    expect(unitRow(view, 'u2')).toMatchObject({ predecessors: [{ unit: 'u1' }] });
  });

  it('tells a unit as it stood before a merger recorded since, and mergers in the order of their days', () => {
    const on = { on: '2026-04-01', document: '并〔2026〕2号' };
    const view = viewOf([
      ...log,
      { type: 'UnitTakenOver', unit: 'u2', from: 'u3', bars: [], ...on },
      { type: 'UnitMerged', unit: 'u3', into: 'u2', ...on },
      { type: 'UnitTakenOver', unit: 'u2', from: 'u1', bars: [], ...on, on: '2026-03-01' },
      { type: 'UnitMerged', unit: 'u1', into: 'u2', ...on, on: '2026-03-01' },
      { type: 'TeamDissolved', team: 't2', on: '2026-05-01' },
    ]);
    const told = (day: string) => unitView(unitRow(view, 'u3')!, day);
    expect(told('2026-03-31')).toMatchObject({ status: 'registered', history: { successor: { unit: 'u2' } } });
    expect(told('2026-03-31')).not.toHaveProperty('successor');
    expect(told('2026-04-01')).toMatchObject({ status: 'merged', successor: { unit: 'u2' } });
    const merged = unitView(unitRow(view, 'u2')!, '2026-06-01');
    expect(merged).toMatchObject({ history: { predecessors: [{ unit: 'u1' }, { unit: 'u3' }] } });
    const team = (day: string) => teamView(teamRow(view, 't2')!, day);
    expect([team('2026-04-30'), team('2026-05-01')]).toMatchObject([{ status: 'registered' }, { status: 'dissolved' }]);
  });

  it('domain-rules 121: two people of one name in one unit stay two', () => {
    const view = viewOf([...log, person('p4', 'sealed-a', 'u1')]);
    expect(peopleOf(view, { unit: 'u1' })).toEqual(['p1', 'p2', 'p4']);
  });

  it('is the same however events fall into batches, and passes over what happened to nobody registered', () => {
    const events = [
      { type: 'UnitRenamed', unit: 'u9', name: '无', ...by } as const,
      { type: 'TeamDissolved', team: 't9', on: '2026-03-01' } as const,
      { type: 'PersonMoved', person: 'p9', unit: 'u1', on: '2026-03-01' } as const,
      ...log,
      { type: 'PersonMoved', person: 'p1', unit: 'u3', on: '2026-03-01' } as const,
    ];
    for (const batch of [1, 3, 100]) {
      const view = viewOf(events, batch);
      expect(unitsOf(view, {})).toEqual(['u3', 'u2', 'u1']);
      expect(peopleOf(view, { organization: 'city' })).toEqual(['p1', 'p2', 'p3']);
      expect(peopleOf(view, { organization: 'west' })).toEqual(['p1', 'p3']);
    }
  });
});
