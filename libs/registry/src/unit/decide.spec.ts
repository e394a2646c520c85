import type { OrganizationState } from '@xf/access';
import { specFor } from '@xf/es/testing';
import { attributeOn, barsOn, nameOn } from '../history';
import type { RegisterUnit, UnitCommand } from './command';
import { unit } from './decide';
import type { UnitEvent } from './events';
import { unitFold, type UnitState } from './events.fold';

const now = Date.parse('2026-06-10T09:00:00+08:00');
const city: OrganizationState = { status: 'registered', name: '市总工会', level: 'city', path: ['sh', 'city'] };
type Of<T extends UnitCommand['type']> = Extract<UnitCommand, { type: T }>;
const given = specFor(unit, { given: city, now });

const register: RegisterUnit = {
  ...{ type: 'RegisterUnit', unit: 'u1', organization: 'city', name: '红星机械厂', kind: 'enterprise' },
  ...{ ownership: '国有', industry: '制造业', region: '东区', attributes: [{ attribute: 'grade', value: '正处级' }] },
};
const registered: UnitEvent = { ...register, type: 'UnitRegistered', path: ['sh', 'city'] };
const by = { document: '市监〔2026〕3号' };
const renamed: UnitEvent = { type: 'UnitRenamed', unit: 'u1', name: '红星重工', on: '2026-03-01', ...by };
const merged: UnitEvent = { type: 'UnitMerged', unit: 'u1', into: 'u2', on: '2026-05-01', ...by };
const accident: UnitEvent = {
  ...{ type: 'UnitBarRecorded', unit: 'u1', bar: 'b1', kind: 'accident', on: '2023-06-10', ...by },
  note: '一般事故',
};
const cleared: UnitEvent = { type: 'UnitBarCleared', unit: 'u1', bar: 'b1', on: '2024-02-01', ...by };

const folded = (...events: readonly UnitEvent[]): UnitState =>
  events.reduce((state, event) => unitFold.evolve(state, event, 0), unitFold.initial);

describe('a unit', () => {
  it('is registered in the area of an organisation, with the whole path, and twice as once', () => {
    given().when(register).then(registered);
    given(registered).when(register).then();
    given(registered, renamed).when(register).then();
    given(registered)
      .when({ ...register, region: '西区' })
      .thenRejected({ code: 'unit-exists' });
    given()
      .when(register, { given: { status: 'unknown' } })
      .thenRejected({ code: 'organization-unknown', organization: 'city' });
  });

  it.each([
    [[{ attribute: 'Grade', value: '1' }], { code: 'attribute-invalid', at: 0, attribute: 'Grade', wanted: 'key' }],
    [
      [
        { attribute: 'grade', value: '1' },
        { attribute: 'grade', value: '2' },
      ],
      { code: 'attribute-repeated', at: 1, attribute: 'grade' },
    ],
    [[{ attribute: 'region', value: '西区' }], { code: 'attribute-repeated', at: 0, attribute: 'region' }],
    [[{ attribute: 'contact', value: '电话 138 0013 8000' }], { code: 'number-shown', field: 'attributes/0/value' }],
  ] as const)('refuses attributes %j', (attributes, refusal) => {
    given()
      .when({ ...register, attributes })
      .thenRejected(refusal);
  });

  it('domain-rules 119: takes no ID number in any text, and does not repeat it', () => {
    given()
      .when({ ...register, name: '张三110101199003070003商店' })
      .thenRejected({ code: 'number-shown', field: 'name' });
    const note = { type: 'RecordUnitBar', unit: 'u1', bar: 'b', kind: 'arrears', on: '2026-01-01', ...by } as const;
    given(registered)
      .when({ ...note, note: '１１０１０１１９９００３０７０００３' })
      .thenRejected({ code: 'number-shown', field: 'note' });
  });

  it('is renamed from a day on, and the day before keeps its name', () => {
    const rename = { ...renamed, type: 'RenameUnit' } as Of<'RenameUnit'>;
    given(registered).when(rename).then(renamed);
    given(registered, renamed).when(rename).then();
    given().when(rename).thenRejected({ code: 'unit-unknown', unit: 'u1' });
    given(registered)
      .when({ ...rename, on: '2026-06-10' })
      .then({ ...renamed, on: '2026-06-10' });
    given(registered)
      .when({ ...rename, on: '2026-06-11' })
      .thenRejected({ code: 'day-in-future', today: '2026-06-10' });
    given(registered)
      .when({ ...rename, on: '2026-02-30' })
      .thenRejected({ code: 'no-such-day' });
    const state = folded(registered, renamed);
    expect(nameOn(state, '2026-02-28')).toBe('红星机械厂');
    expect(nameOn(state, '2026-03-01')).toBe('红星重工');
    expect(nameOn(unitFold.initial, '2026-03-01')).toBeUndefined();
  });

  it('keeps days in order when they are learnt out of order, and the later word of one day', () => {
    const earlier: UnitEvent = { ...renamed, name: '红星厂', on: '2025-03-01' };
    const again: UnitEvent = { ...renamed, name: '红星集团' };
    const state = folded(registered, renamed, earlier, again);
    expect(nameOn(state, '2025-12-31')).toBe('红星厂');
    expect(nameOn(state, '2026-03-01')).toBe('红星集团');
  });

  it('says what it is by days: its kind, region and whatever else was stated', () => {
    const stated: UnitEvent = {
      ...{ type: 'UnitAttributesStated', unit: 'u1', on: '2025-01-01' },
      attributes: [
        { attribute: 'region', value: '西区' },
        { attribute: 'grade', value: '副厅级' },
      ],
    };
    const state = folded(registered, stated);
    expect(attributeOn(state, 'kind', '2026-01-01')).toBe('enterprise');
    expect(attributeOn(state, 'region', '2024-12-31')).toBe('东区');
    expect(attributeOn(state, 'region', '2025-01-01')).toBe('西区');
    expect(attributeOn(state, 'grade', '2025-01-01')).toBe('副厅级');
    expect(attributeOn(state, 'union', '2025-01-01')).toBeUndefined();
    given(registered, stated)
      .when({ ...stated, type: 'StateUnitAttributes' })
      .then();
    given(registered)
      .when({ ...stated, type: 'StateUnitAttributes', attributes: [{ attribute: 'kind', value: '工厂' }] })
      .thenRejected({ code: 'attribute-invalid', at: 0, attribute: 'kind', wanted: 'kind' });
  });

  it('takes back on the same day what was stated that day', () => {
    const say = (value: string): UnitEvent => ({
      ...{ type: 'UnitAttributesStated', unit: 'u1', on: '2025-01-01' },
      attributes: [{ attribute: 'region', value }],
    });
    given(registered, say('西区'), say('南区'))
      .when({ ...say('西区'), type: 'StateUnitAttributes' } as UnitCommand)
      .then(say('西区'));
  });
});

describe('bars of a unit', () => {
  const record = { ...accident, type: 'RecordUnitBar' } as Of<'RecordUnitBar'>;
  const clear = { ...cleared, type: 'ClearUnitBar' } as Of<'ClearUnitBar'>;

  it('domain-rules 7: a bar has the day of what happened, from which its years are counted', () => {
    given(registered).when(record).then(accident);
    given(registered, accident).when(record).then();
    given(registered, accident)
      .when({ ...record, kind: 'arrears' })
      .thenRejected({ code: 'bar-exists', bar: 'b1' });
    const state = folded(registered, accident);
    expect(barsOn(state, '2023-06-09')).toEqual([]);
    expect(barsOn(state, '2023-06-10')).toMatchObject([{ bar: 'b1', kind: 'accident', on: '2023-06-10' }]);
  });

  it('domain-rules 8: a cleared bar stays with its day of clearing, and before that day stands open', () => {
    given(registered, accident).when(clear).then(cleared);
    given(registered, accident, cleared).when(clear).then();
    given(registered, accident, cleared)
      .when({ ...clear, on: '2024-03-01' })
      .thenRejected({ code: 'bar-cleared', bar: 'b1', on: '2024-02-01' });
    given(registered, accident)
      .when({ ...clear, on: '2023-06-09' })
      .thenRejected({ code: 'cleared-before-begun', on: '2023-06-10' });
    given(registered).when(clear).thenRejected({ code: 'bar-unknown', bar: 'b1' });
    const state = folded(registered, accident, cleared);
    expect(barsOn(state, '2024-01-31')[0]?.cleared).toBeUndefined();
    expect(barsOn(state, '2024-02-01')[0]?.cleared).toEqual({ on: '2024-02-01', ...by });
  });
});

describe('a merger', () => {
  const merge = { ...merged, type: 'MergeUnit' } as Of<'MergeUnit'>;
  const bars = [{ ...{ bar: 'u1~b1', kind: 'accident', on: '2023-06-10', ...by }, note: '一般事故' }];
  const takenOver: UnitEvent = { type: 'UnitTakenOver', unit: 'u2', from: 'u1', on: '2026-05-01', ...by, bars };
  const successor: UnitEvent = { ...registered, unit: 'u2' };

  it('ends a unit in another one, once', () => {
    given(registered).when(merge).then(merged);
    given(registered, merged).when(merge).then();
    given(registered, merged)
      .when({ ...merge, into: 'u3' })
      .thenRejected({ code: 'unit-merged', unit: 'u1', into: 'u2' });
    given(registered)
      .when({ ...merge, into: 'u1' })
      .thenRejected({ code: 'merged-into-itself' });
    expect(folded(registered, merged)).toMatchObject({ status: 'merged', successor: { unit: 'u2', on: '2026-05-01' } });
  });

  it('brings the bars along to the successor, with their days', () => {
    const [along, ...more] = unit.beside?.(merge, folded(registered, accident), undefined) ?? [];
    expect(more).toEqual([]);
    expect(along?.decider.name).toBe('unit');
    given(successor)
      .when(along?.command as UnitCommand)
      .then(takenOver);
    const state = folded(successor, takenOver);
    expect(barsOn(state, '2023-06-10')).toMatchObject([{ bar: 'u1~b1', kind: 'accident' }]);
    expect(state).toMatchObject({ predecessors: [{ unit: 'u1', on: '2026-05-01' }] });
  });

  it('needs a successor that is registered and goes on', () => {
    const along = unit.beside?.(merge, folded(registered), undefined)[0]?.command as UnitCommand;
    given().when(along).thenRejected({ code: 'unit-unknown', unit: 'u2' });
    given(successor, { ...merged, unit: 'u2', into: 'u9' })
      .when(along)
      .thenRejected({ code: 'unit-merged', unit: 'u2', into: 'u9' });
  });

  it.each<UnitCommand>([
    { ...renamed, type: 'RenameUnit' },
    { ...accident, type: 'RecordUnitBar' },
    { ...cleared, type: 'ClearUnitBar' },
    { type: 'StateUnitAttributes', unit: 'u1', on: '2026-06-01', attributes: [{ attribute: 'region', value: '西区' }] },
  ])('leaves no new facts to the merged unit: $type', (command) => {
    given(registered, accident, merged).when(command).thenRejected({ code: 'unit-merged', unit: 'u1', into: 'u2' });
  });
});
