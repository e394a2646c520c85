import { specFor } from '@xf/es/testing';
import { attributeOn, barsOn, nameOn, unitOn } from '../history';
import { unitFold, type UnitState } from '../unit/events.fold';
import type { PersonCommand, RegisterPerson } from './command';
import { person } from './decide';
import type { PersonEvent } from './events';
import { personFold } from './events.fold';

const now = Date.parse('2026-06-10T09:00:00+08:00');
const kept = { organization: 'city', path: ['city'], names: [{ name: '红星' }], attributes: [], bars: [] };
const factory: UnitState = { status: 'registered', ...kept, predecessors: [] };
const given = specFor(person, { given: factory, now });

const by = { document: '人〔2026〕1号' };
const register: RegisterPerson = {
  ...{ type: 'RegisterPerson', person: 'p1', name: '王伟', unit: 'u1' },
  attributes: [
    { attribute: 'nationality', value: 'CN' },
    { attribute: 'birth', value: '1990' },
    { attribute: 'cadreRank', value: '县处级' },
  ],
};
const registered: PersonEvent = {
  ...{ type: 'PersonRegistered', person: 'p1', name: '王伟', unit: 'u1' },
  attributes: [
    { attribute: 'nationality', value: 'CN' },
    { attribute: 'cadreRank', value: '县处级' },
  ],
  sealed: [{ person: 'p1', attribute: 'birth', value: '1990' }],
};
const moved: PersonEvent = { type: 'PersonMoved', person: 'p1', unit: 'u2', on: '2026-03-01' };
const renamed: PersonEvent = { type: 'PersonRenamed', person: 'p1', name: '王玮', on: '2026-04-01', ...by };
const barred: PersonEvent = {
  ...{ type: 'PersonBarRecorded', person: 'p1', bar: 'b1', kind: 'discipline', on: '2025-05-01', ...by },
  note: '党内警告',
};
const cleared: PersonEvent = { type: 'PersonBarCleared', person: 'p1', bar: 'b1', on: '2026-05-01', ...by };

const folded = (...events: readonly PersonEvent[]) =>
  events.reduce((state, event) => personFold.evolve(state, event, 0), personFold.initial);

describe('a person', () => {
  it('domain-rules 2, 10: is registered with nationality and rank in the clear, the birth year under the own key', () => {
    given().when(register).then(registered);
    const { fields } = personCodecOf('PersonRegistered');
    expect(fields['name']?.personal).toBe('person');
    expect(fields['sealed']?.record?.['value']?.personal).toBe('person');
  });

  it('domain-rules 121: one name is two people under two ids, and nobody is registered over another', () => {
    given(registered)
      .when({ ...register, name: '李四' })
      .thenRejected({ code: 'person-exists' });
    given(registered).when(register).thenRejected({ code: 'person-exists' });
    expect(person.stream(register)).not.toBe(person.stream({ ...register, person: 'p2' }));
  });

  it('needs a unit that is registered', () => {
    given().when(register, { given: unitFold.initial }).thenRejected({ code: 'unit-unknown', unit: 'u1' });
    given(registered)
      .when({ ...moved, type: 'MovePerson' }, { given: unitFold.initial })
      .thenRejected({ code: 'unit-unknown', unit: 'u2' });
  });

  it('domain-rules 119: keeps no ID number and no phone in any text', () => {
    const attributes = [{ attribute: 'remark', value: '110101199003070003' }];
    given()
      .when({ ...register, attributes })
      .thenRejected({ code: 'number-shown', field: 'attributes/0/value' });
    given(registered)
      .when({ ...barred, type: 'RecordPersonBar', note: '电话13800138000' })
      .thenRejected({ code: 'number-shown', field: 'note' });
  });

  it('moves and is renamed from a day on', () => {
    given(registered)
      .when({ ...moved, type: 'MovePerson' })
      .then(moved);
    given(registered, moved)
      .when({ ...moved, type: 'MovePerson' })
      .then();
    given(registered)
      .when({ ...renamed, type: 'RenamePerson' })
      .then(renamed);
    given()
      .when({ ...moved, type: 'MovePerson' })
      .thenRejected({ code: 'person-unknown' });
    const state = folded(registered, moved, renamed);
    expect([unitOn(state, '2026-02-28'), unitOn(state, '2026-03-01')]).toEqual(['u1', 'u2']);
    expect([nameOn(state, '2026-03-31'), nameOn(state, '2026-04-01')]).toEqual(['王伟', '王玮']);
  });

  it('says by days what was stated', () => {
    const state: PersonCommand = {
      ...{ type: 'StatePersonAttributes', person: 'p1', on: '2025-01-01' },
      attributes: [{ attribute: 'cadreRank', value: '副厅级' }],
    };
    const stated: PersonEvent = { ...state, type: 'PersonAttributesStated' };
    given(registered).when(state).then(stated);
    given(registered, stated).when(state).then();
    const after = folded(registered, stated);
    expect(attributeOn(after, 'cadreRank', '2024-12-31')).toBe('县处级');
    expect(attributeOn(after, 'cadreRank', '2025-01-01')).toBe('副厅级');
    expect(attributeOn(after, 'nationality', '2025-01-01')).toBe('CN');
  });

  it('has bars as a unit has', () => {
    given(registered)
      .when({ ...barred, type: 'RecordPersonBar' })
      .then(barred);
    given(registered, barred)
      .when({ ...barred, type: 'RecordPersonBar' })
      .then();
    given(registered, barred)
      .when({ ...cleared, type: 'ClearPersonBar' })
      .then(cleared);
    const state = folded(registered, barred, cleared);
    expect(barsOn(state, '2026-04-30')).toMatchObject([{ bar: 'b1', kind: 'discipline' }]);
    expect(barsOn(state, '2026-04-30')[0]).not.toHaveProperty('cleared');
    expect(barsOn(state, '2026-05-01')[0]).toHaveProperty('cleared.on', '2026-05-01');
  });
});

const personCodecOf = (type: string) => {
  const spec = person.codec.catalogue[type];
  if (spec === undefined) throw new Error(`${type} is not in the catalogue`);
  return spec;
};
