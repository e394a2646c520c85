import { historyAt, specFor } from '@xf/es/testing';
import { plan, score, submit, turningRules } from '../testing/examples';
import { frozen, isFrozen, isOpen, isPublished, opened, planned, stateOf } from '../testing/stages';
import { entry } from './decide';
import type { EntryEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };
const given = specFor(entry, isOpen);
const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const on = { ...at, entry: 'e1' };
const recorded = { type: 'ScoreRecorded' as const, ...on, criterion: 'theory', slot: '1', value: '86' };
const correct = (value: string, reason = '录入错误') => ({
  ...score(1, 'theory', '1', value),
  type: 'CorrectScore' as const,
  reason,
});
const corrected = {
  type: 'ScoreCorrected' as const,
  ...on,
  criterion: 'theory',
  slot: '1',
  from: '86',
  to: '91',
  reason: '录入错误',
  afterPublication: false,
};

const stateAfter = (event: EntryEvent) => entry.evolve(entry.initial, event, 0);

describe('entering', () => {
  it('takes an entry', () => given().when(submit(1)).then(submitted));
  it('domain-rules 132: the same entry sent twice counts once', () => given(submitted).when(submit(1)).then());
  it('domain-rules 132: another entry under a taken number is a conflict', () => {
    given(submitted)
      .when(submit(1, { subject: 'p9', unit: '二厂' }))
      .thenRejected({ code: 'entry-differs', number: 'A001', fields: ['subject', 'unit'] });
  });
  it.each([
    ['name', { name: '李四' }],
    ['phone', { phone: '13812345678' }],
    ['members', { members: [{ person: 'm1', name: '王' }] }],
    ['attributes', { attributes: { lot: '3' } }],
  ])('domain-rules 132: says that an entry sent again has another %s, and changes nothing', (field, other) => {
    given(submitted)
      .when(submit(1, other))
      .thenRejected({ code: 'entry-differs', number: 'A001', fields: [field] });
    given({ ...submitted, ...other })
      .when(submit(1, other))
      .then();
  });
  it('domain-rules 95: has nobody twice in one team', () => {
    const members = ['m1', 'm2', 'm1'].map((person) => ({ person, name: '王' }));
    given().when(submit(1, { members })).thenRejected({ code: 'member-repeated', member: 2 });
  });
  it('domain-rules 132: takes one number written in two ways for the same', () => {
    given({ ...submitted, attributes: { lot: '3' } })
      .when(submit(1, { attributes: { lot: '3.0' } }))
      .then();
  });
  it('domain-rules 122, 132: compares sealed names opened, and not those of people who were erased', () => {
    const [name, member] = ['sealed:1:p1:name:abc', 'sealed:1:m1:name:def'];
    const members = [{ person: 'm1', name: member }];
    const stored = { ...submitted, name, members };
    const again = submit(1, { members: [{ person: 'm1', name: '王' }] });
    expect(entry.compares?.(again, stateAfter(stored))).toEqual([name, member]);
    const known = new Map([
      [name, '选手1'],
      [member, '王'],
    ]);
    given(stored).when(again, { opened: known }).then();
    given(stored)
      .when(again, {
        opened: new Map([
          [name, '选手2'],
          [member, '李'],
        ]),
      })
      .thenRejected({ code: 'entry-differs', number: 'A001', fields: ['name', 'members'] });
    const erased = new Map([
      [name, undefined],
      [member, undefined],
    ]);
    given(stored).when(again, { opened: erased }).then();
    given(stored).when(submit(1), { opened: erased }).then();
  });
  it('domain-rules 1: refuses a team where people compete', () => {
    given()
      .when(submit(1, { kind: 'team' }))
      .thenRejected({ code: 'receiver-mismatch', expected: 'person' });
  });
  it('domain-rules 53: refuses an entry without its group, or in a group outside the plan', () => {
    const { group: _group, ...without } = submit(1);
    given().when(without).thenRejected({ code: 'group-missing' });
    given()
      .when(submit(1, { group: 'sea' }))
      .thenRejected({ code: 'group-unknown', group: 'sea' });
  });
  it('refuses entries before opening and after the freeze', () => {
    given()
      .when(submit(1), { given: stateOf(planned) })
      .thenRejected({ code: 'competition-not-open' });
    given().when(submit(1), isFrozen).thenRejected({ code: 'scores-frozen' });
  });
  it('checks the numbers the rules ask of an entry, and keeps what they do not ask', () => {
    given()
      .when(submit(1, { attributes: { employee: '是' } }))
      .then({ ...submitted, attributes: { employee: '是' } });
    const decision = entry.decide(submit(1, { attributes: { lot: '第三' } }), entry.initial, {
      now: 0,
      actor: 'a',
      ...isOpen,
    });
    expect(decision).toMatchObject({ rejected: { code: 'attribute-refused', attribute: 'lot' } });
  });
  it('a team carries its name in the open, a person does not', () => {
    const teams = {
      ...plan(),
      contests: plan().contests.map((contest) => ({ ...contest, receiver: 'team' as const })),
    };
    const { type: _t, ...teamPlan } = teams;
    const world = { given: stateOf({ type: 'CompetitionPlanned', ...teamPlan }, opened) };
    const { name: _name, ...rest } = fields;
    given()
      .when(submit(1, { kind: 'team', name: '甲班' }), world)
      .then({ type: 'EntrySubmitted', ...rest, kind: 'team', title: '甲班' });
  });
});

describe('scoring', () => {
  it('records a mark', () =>
    given(submitted)
      .when(score(1, 'theory', '1', '86'))
      .then(recorded));
  it('domain-rules 132: ignores the same mark sent twice, also after the freeze', () => {
    given(submitted, recorded)
      .when(score(1, 'theory', '1', '86'))
      .then();
    given(submitted, recorded)
      .when(score(1, 'theory', '1', '86'), isFrozen)
      .then();
  });
  it('takes 86 and 86.00 for the same mark, and 860 for another', () => {
    given(submitted, recorded)
      .when(score(1, 'theory', '1', '86.00'))
      .then();
    given(submitted, { ...recorded, value: '86.50' })
      .when(score(1, 'theory', '1', '86.5'))
      .then();
    given(submitted, { ...recorded, value: '10' })
      .when(score(1, 'theory', '1', '1'))
      .thenRejected({ code: 'score-exists', value: '10' });
  });
  it('refuses another mark in a taken place: that is a correction', () => {
    given(submitted, recorded)
      .when(score(1, 'theory', '1', '87'))
      .thenRejected({ code: 'score-exists', value: '86' });
  });
  it('refuses an unknown entry', () =>
    given()
      .when(score(1, 'theory', '1', '86'))
      .thenRejected({ code: 'entry-unknown' }));
  it('domain-rules 81: refuses a mark after the freeze', () => {
    given(submitted)
      .when(score(1, 'theory', '1', '86'), isFrozen)
      .thenRejected({ code: 'scores-frozen' });
  });
  it.each([
    ['theory', '1', '100.5'],
    ['theory', '1', '-1'],
    ['practice', 'J1', '86.3'],
    ['theory', '1', '八十'],
    ['speed', '1', '3'],
  ])('refuses %s/%s = %s with what was expected', (criterion, slot, value) => {
    const decision = entry.decide(score(1, criterion, slot, value), entry.evolve(entry.initial, submitted, 0), {
      now: 0,
      actor: 'a',
      ...isOpen,
    });
    expect(decision).toMatchObject({
      rejected: { code: 'score-refused', problem: { zh: expect.any(String), en: expect.any(String) } },
    });
  });
  it('takes marks at both bounds', () => {
    for (const value of ['0', '100'])
      given(submitted)
        .when(score(1, 'theory', '1', value))
        .then({ ...recorded, value });
  });
});

describe('correcting', () => {
  it('domain-rules 83: keeps the old value, needs a reason', () => {
    given(submitted, recorded).when(correct('91')).then(corrected);
    given(submitted, recorded).when(correct('91', '  ')).thenRejected({ code: 'reason-missing' });
  });
  it('happened when the mark happened', () => {
    const before = [submitted, recorded].reduce((s, event) => entry.evolve(s, event, historyAt), entry.initial);
    expect(entry.decide(correct('91'), before, { now: 9_000, actor: 'a', ...isOpen })).toMatchObject({
      validAt: historyAt,
    });
  });
  it('corrects after the freeze', () => given(submitted, recorded).when(correct('91'), isFrozen).then(corrected));
  it('refuses to correct what was never recorded', () =>
    given(submitted).when(correct('91')).thenRejected({ code: 'score-unknown' }));
  it('the same value again is no correction', () => given(submitted, recorded).when(correct('86')).then());

  const proposed: EntryEvent = {
    type: 'CorrectionProposed',
    ...on,
    criterion: 'theory',
    slot: '1',
    from: '86',
    to: '91',
    reason: '录入错误',
    by: 'ann',
  };
  const confirm = {
    type: 'ConfirmCorrection' as const,
    competition: 'skills2026',
    entry: 'e1',
    criterion: 'theory',
    slot: '1',
  };
  it('domain-rules 131: after publication a correction waits for a second person', () => {
    given(submitted, recorded)
      .when(correct('91'), { ...isPublished, actor: 'ann' })
      .then(proposed);
    given(submitted, recorded, proposed)
      .when(confirm, { ...isPublished, actor: 'ann' })
      .thenRejected({ code: 'second-person-needed' });
    given(submitted, recorded, proposed)
      .when(confirm, { ...isPublished, actor: 'bob' })
      .then({ ...corrected, afterPublication: true, by: 'bob' });
  });
  it('one proposal at a time', () => {
    given(submitted, recorded, proposed)
      .when(correct('92'), isPublished)
      .thenRejected({ code: 'correction-pending', value: '91' });
    given(submitted, recorded, proposed).when(correct('91'), isPublished).then();
    given(submitted, recorded).when(confirm, isPublished).thenRejected({ code: 'correction-unknown' });
  });
});

describe('leaving the ranking', () => {
  const because = { competition: 'skills2026', entry: 'e1', reason: '因故' };
  it.each([
    ['WithdrawEntry', 'EntryWithdrawn'],
    ['MarkAbsent', 'EntryAbsent'],
    ['DisqualifyEntry', 'EntryDisqualified'],
  ] as const)('domain-rules 52, 55: %s once, with its reason', (type, event) => {
    const left = { type: event, ...on, reason: '因故', ...(event === 'EntryDisqualified' && { by: 'tester' }) };
    given(submitted)
      .when({ type, ...because })
      .then(left);
    given(submitted, left)
      .when({ type, ...because })
      .then();
    given(submitted, left)
      .when({ type: 'VetoEntry', ...because, clause: 'safety' })
      .thenRejected({
        code: 'entry-not-competing',
        status: entry.evolve(entry.evolve(entry.initial, submitted, 0), left, 0).status,
      });
  });
  it('domain-rules 69: a veto names a clause of the pinned rules', () => {
    given(submitted)
      .when({ type: 'VetoEntry', ...because, clause: 'safety' })
      .then({ type: 'EntryVetoed', ...on, clause: 'safety', reason: '因故', by: 'tester' });
    given(submitted)
      .when({ type: 'VetoEntry', ...because, clause: 'mood' })
      .thenRejected({ code: 'veto-clause-unknown', clause: 'mood', known: turningRules.vetoes.map(({ id }) => id) });
  });
  it('withdrawing ends with the freeze; disqualifying does not', () => {
    given(submitted)
      .when({ type: 'WithdrawEntry', ...because }, isFrozen)
      .thenRejected({ code: 'scores-frozen' });
    given(submitted)
      .when({ type: 'MarkAbsent', ...because }, isFrozen)
      .thenRejected({ code: 'scores-frozen' });
    given(submitted)
      .when({ type: 'DisqualifyEntry', ...because }, isFrozen)
      .then({ type: 'EntryDisqualified', ...on, reason: '因故', by: 'tester' });
  });
  it('takes no marks for who is not there', () => {
    given(submitted, { type: 'EntryWithdrawn', ...on, reason: '因故' })
      .when(score(1, 'theory', '1', '86'))
      .thenRejected({ code: 'entry-not-competing', status: 'withdrawn' });
  });
  it('comes back with a reason', () => {
    const vetoed: EntryEvent = { type: 'EntryVetoed', ...on, clause: 'safety', reason: '因故' };
    given(submitted, vetoed)
      .when({ type: 'ReinstateEntry', ...because })
      .then({ type: 'EntryReinstated', ...on, reason: '因故' });
    given(submitted)
      .when({ type: 'ReinstateEntry', ...because })
      .thenRejected({ code: 'entry-competing' });
  });
});

describe('marks that lie too far apart', () => {
  const document = { ...turningRules, process: { remark: [{ value: 'practice', spread: '5' }] } };
  const rules = [{ contest: 'turning', hash: 'test-remark', document }];
  const world = { given: stateOf(planned, { type: 'CompetitionOpened', competition: 'skills2026', rules }) };
  const closed = { given: stateOf(planned, { type: 'CompetitionOpened', competition: 'skills2026', rules }, frozen) };
  const held = specFor(entry, world);
  const mark = (slot: string, value: string): EntryEvent => ({
    ...{ type: 'ScoreRecorded', ...on, criterion: 'practice', slot, value },
  });
  const apart = [submitted, mark('J1', '70'), mark('J2', '76'), mark('J3', '72')];
  const { type: _record, ...place } = score(1, 'practice', 'J2', '75');
  const remark = { type: 'RemarkScore', ...place } as const;
  const target = { competition: 'skills2026', entry: 'e1', criterion: 'practice' };
  const letStand = { type: 'LetSpreadStand', ...target, reason: '维持原判' } as const;
  const stands: EntryEvent = { type: 'SpreadStands', ...on, criterion: 'practice', reason: '维持原判' };
  const again: EntryEvent = {
    ...{ type: 'ScoreCorrected', ...on, criterion: 'practice', slot: 'J2', from: '76', to: '75' },
    ...{ reason: '复评：70 与 76 相差 6，超过 5', afterPublication: false },
  };

  it('domain-rules 65, 131: are marked again, and the correction says why', () =>
    held(...apart)
      .when(remark)
      .then(again));
  it('domain-rules 65: need no second mark where the rules let them be', () => {
    held(...apart, again)
      .when({ ...remark, value: '74' })
      .thenRejected({ code: 'spread-not-open' });
    given(...apart)
      .when(remark)
      .thenRejected({ code: 'spread-not-open' });
    held(...apart, { type: 'EntryWithdrawn', ...on, reason: '伤病' })
      .when(remark)
      .thenRejected({ code: 'spread-not-open' });
  });
  it('domain-rules 65, 81: are not marked again behind the freeze, nor where there was no mark', () => {
    held(...apart)
      .when(remark, closed)
      .thenRejected({ code: 'scores-frozen' });
    held(...apart)
      .when({ ...remark, slot: 'J9' })
      .thenRejected({ code: 'score-unknown' });
  });
  it('domain-rules 65: stand with a reason, once, until one of them changes', () => {
    held(...apart)
      .when(letStand)
      .then(stands);
    held(...apart, stands)
      .when(letStand)
      .then();
    held(...apart, stands)
      .when(remark)
      .thenRejected({ code: 'spread-not-open' });
    held(...apart)
      .when({ ...letStand, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
    held(...apart, again)
      .when(letStand)
      .thenRejected({ code: 'spread-not-open' });
    held(...apart, stands, mark('J4', '79'))
      .when(letStand)
      .then(stands);
    held(...apart)
      .when(letStand, closed)
      .then(stands);
  });
});
