import { dayAfter } from '../award/rules.period';
import { keptMedal } from '../testing/keeping';
import { dueOn } from './rules.due';
import { listBase, listYearOf } from './rules.instant';

const due = (honour: Parameters<typeof dueOn>[0], day: string, document = keptMedal) => dueOn(honour, document, day);

describe('what is due', () => {
  it('domain-rules 111: a re-check failed on 2025-03-01 and uncured on 2025-04-02 is due for automatic removal', () => {
    const check = { on: '2025-03-01', passed: false, rectifyBy: dayAfter('2025-03-01', { count: 1, unit: 'months' }) };
    const honour = { conferredOn: '2020-05-01', check };
    expect(due(honour, '2025-04-01')).toBeUndefined();
    expect(due(honour, '2025-04-02')).toEqual({ due: 'removal', since: '2025-04-02' });
    expect(due({ ...honour, check: { ...check, rectified: '2025-03-20' } }, '2025-04-02')).toBeUndefined();
  });
  it('domain-rules 112: the last check in 2023, now December 2025: due', () => {
    const honour = { conferredOn: '2019-05-01', check: { on: '2023-11-30', passed: true } };
    expect(due(honour, '2025-11-29')).toBeUndefined();
    expect(due(honour, '2025-12-01')).toEqual({ due: 'removal', since: '2025-11-30' });
    const listed = { ...keptMedal, recheck: { every: { count: 2, unit: 'years' }, missed: 'listed' } } as const;
    expect(due(honour, '2025-12-01', listed)).toEqual({ due: 'check', since: '2025-11-30' });
  });
  it('domain-rules 112: counts from the conferral while nobody has looked, and from the cure of a failed one', () => {
    expect(due({ conferredOn: '2023-12-01' }, '2025-12-01')).toEqual({ due: 'removal', since: '2025-12-01' });
    const cured = { on: '2023-03-01', passed: false, rectifyBy: '2023-04-01', rectified: '2023-03-20' };
    expect(due({ conferredOn: '2019-05-01', check: cured }, '2025-03-20')).toMatchObject({ since: '2025-03-20' });
  });
  it('nothing is due where the document asks for no re-check', () => {
    const { recheck: _recheck, ...none } = keptMedal;
    expect(due({ conferredOn: '1990-01-01' }, '2025-12-01', none)).toBeUndefined();
  });
  it('ends a month on its last day where the day is missing', () => {
    expect(dayAfter('2025-01-31', { count: 1, unit: 'months' })).toBe('2025-02-28');
    expect(dayAfter('2024-02-29', { count: 1, unit: 'years' })).toBe('2025-02-28');
    expect(dayAfter('2025-12-31', { count: 2, unit: 'months' })).toBe('2026-02-28');
    expect(dayAfter('2025-12-31', { count: 1, unit: 'days' })).toBe('2026-01-01');
  });
});

it('domain-rules 106: given in August 2026, on the list of 2027 and outside its base', () => {
  expect([listYearOf('2026-08-12', '05-01'), listYearOf('2026-05-01', '05-01')]).toEqual([2027, 2026]);
  expect(listBase({ base: 943, singleListed: 0 }, 1)).toEqual({ all: 944, singleListed: 1, base: 943 });
});
it('domain-rules 19: of 1088 on the list of 2024, 145 single-listed, the base is 943', () =>
  expect(listBase({ base: 943, singleListed: 140 }, 5)).toEqual({ all: 1088, singleListed: 145, base: 943 }));
