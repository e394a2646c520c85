import { before } from '../correction';
import { closed, listing, open, opened, pinned, provincial, round, spec, stateOf, statusOf } from '../testing/noticed';
import { correctionNote } from './decide.correction';
import type { NoticeEvent } from './events';
import { certified } from './rules.standing';

const corrected = (anew: boolean, correction = 1): NoticeEvent => ({
  ...{ type: 'NomineeCorrected', round, nomination: 'n1', correction, anew, by: 'tester' },
});
const begun = [pinned(), opened({ entries: listing(['n1', 'n2']) })];

describe('a correction to a nominee who was posted', () => {
  it('domain-rules 38, 131: is kept by the notices that list them, and by no others', () => {
    const { decider, command } = correctionNote({ round, nomination: 'n1', correction: 1, anew: true });
    const telling = (...events: readonly NoticeEvent[]) =>
      decider.decide(command, stateOf(...events), { now: 0, actor: 'tester', given: undefined });
    expect(telling(...begun)).toEqual({ events: [corrected(true)] });
    expect(telling(pinned(), opened({ entries: listing(['n2']) }))).toEqual({ events: [] });
    const state = stateOf(...begun, corrected(true), opened({ notice: 'base2', entries: listing(['n1']) }));
    expect([...state.notices.values()].map(({ corrections }) => corrections.length)).toEqual([1, 0]);
  });

  it('domain-rules 38, 40: ends every notice that told another name; a new one of each level counts', () => {
    const over = [...begun, closed(), provincial, closed('prov')];
    expect(statusOf('n1', ...over, corrected(false))).toBe('passed');
    expect(statusOf('n1', ...over, corrected(true))).toBe('adjusted');
    expect(statusOf('n2', ...over, corrected(true))).toBe('passed');
    // A slip after it mends nothing.
    expect(statusOf('n1', ...over, corrected(true), corrected(false, 2))).toBe('adjusted');
    const state = stateOf(...over, corrected(true));
    expect([...certified(state, state.notices.get('prov')!).through]).toEqual([]);
    const anew = open({ notice: 'base2', nominees: [{ nomination: 'n1', details: [] }] });
    const again = opened({ notice: 'base2', entries: listing(['n1']) });
    spec(...over, corrected(true))
      .when(anew)
      .then(again);
    const nation = open({ ...anew, notice: 'nat', organization: 'd1', level: 'nation' });
    spec(...over, corrected(true), again, closed('base2'))
      .when(nation)
      .thenRejected({ code: 'level-not-passed', level: 'province', nominations: ['n1'] });
  });
});

describe('a row as it read before', () => {
  const made = (correction: number, was: object, over: object = {}) => ({
    ...{ correction, reason: '笔误', fields: Object.keys(was) as never, was, position: correction },
    ...over,
  });

  it('domain-rules 131: takes back the corrections made since, and no earlier one', () => {
    const row = {
      ...{ name: '三', unit: '丙厂', ethnicity: '土家族' },
      corrections: [
        made(1, { name: '零' }),
        made(2, { name: '一', unit: '甲厂' }),
        made(3, { name: '二' }),
        made(4, {}, { fields: ['ethnicity'] }),
      ],
    };
    expect(before(row, new Set([2, 3, 4]))).toMatchObject({ name: '一', unit: '甲厂' });
    expect(before(row, new Set([2, 3, 4]))).not.toHaveProperty('ethnicity');
    expect(before(row, new Set([3]))).toMatchObject({ name: '二', unit: '丙厂' });
    expect(before(row, new Set())).toEqual(row);
  });

  it('domain-rules 131: also of one member of a team', () => {
    const members = ['甲', '乙改'].map((name, n) => ({ person: `p${n}`, name }));
    const row = { members, corrections: [made(1, { name: '乙' }, { member: 2 })] };
    expect(before(row, new Set([1])).members.map(({ name }) => name)).toEqual(['甲', '乙']);
  });
});
