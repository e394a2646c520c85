import { specFor } from '@xf/es/testing';
import { score, submit } from '../testing/examples';
import { isFrozen, isOpen, isPublished } from '../testing/stages';
import { entry } from './decide';
import type { EntryEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };

const given = specFor(entry, isOpen);
const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const on = { ...at, entry: 'e1' };
const theory = { criterion: 'theory', slot: '1' };
const mark = (slot: string, value: string): EntryEvent => ({
  ...{ type: 'ScoreRecorded', ...on, criterion: 'practice', slot, value },
});
const recorded: EntryEvent = { type: 'ScoreRecorded', ...on, ...theory, value: '86' };
const target = { competition: 'skills2026', entry: 'e1' };
const correct = (value: string) => ({ type: 'CorrectScore', ...target, ...theory, value, reason: '漏登' }) as const;
const corrected = (over: object): EntryEvent => ({
  type: 'ScoreCorrected',
  ...on,
  ...theory,
  reason: '漏登',
  afterPublication: false,
  ...over,
});
const proposed = (over: object): EntryEvent => ({
  type: 'CorrectionProposed',
  ...on,
  ...theory,
  reason: '漏登',
  by: 'ann',
  ...over,
});
const confirm = { type: 'ConfirmCorrection', ...target, ...theory } as const;
const [ann, bob] = [
  { ...isPublished, actor: 'ann' },
  { ...isPublished, actor: 'bob' },
];
const tooMany = (max: number, slot: string, taken: string) => ({
  code: 'score-refused' as const,
  problem: {
    pointer: `/marks/${max === 1 ? 'theory' : 'practice'}/${slot}`,
    code: 'too-many-marks',
    zh: `此项至多 ${max} 个成绩，已有：${taken}`,
    en: `no more than ${max} here; there are: ${taken}`,
  },
});

describe('a mark more than the rules take', () => {
  it('is refused, whoever gives it, and names those that are there', () => {
    given(submitted, { ...recorded, slot: 'J1' })
      .when(score(1, 'theory', '1', '86'))
      .thenRejected(tooMany(1, '1', 'J1'));
    const five = ['J1', 'J2', 'J3', 'J4', 'J5'];
    const full = [submitted, ...five.map((slot) => mark(slot, '80'))];
    given(...full)
      .when(score(1, 'practice', 'J6', '80'))
      .thenRejected(tooMany(5, 'J6', '5'));
    given(...full)
      .when(score(1, 'practice', 'J5', '80'))
      .then();
    given(...full.slice(0, -1))
      .when(score(1, 'practice', 'J5', '80'))
      .then(mark('J5', '80'));
  });
  it('domain-rules 83, 131: is taken back with a reason, and its place is free again', () => {
    const wrong = { ...recorded, slot: 'J1' } as EntryEvent;
    const voiding = { type: 'VoidScore', ...target, criterion: 'theory', slot: 'J1', reason: '录错席位' } as const;
    const voided = corrected({ slot: 'J1', from: '86', reason: '录错席位' });
    for (const when of [isOpen, isFrozen]) {
      given(submitted, wrong).when(voiding, when).then(voided);
    }
    given(submitted, wrong)
      .when({ ...voiding, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
    given(submitted).when(voiding).thenRejected({ code: 'score-unknown' });
    given(submitted, wrong, voided)
      .when(score(1, 'theory', '1', '86'))
      .then(recorded);
    const waits = proposed({ slot: 'J1', from: '86', reason: '录错席位' });
    given(submitted, wrong).when(voiding, ann).then(waits);
    given(submitted, wrong, waits).when(voiding, bob).then();
    given(submitted, wrong, waits)
      .when({ ...confirm, slot: 'J1' }, bob)
      .then({ ...voided, afterPublication: true, by: 'bob' } as EntryEvent);
  });
});

describe('what a signed sanction takes off', () => {
  const fault = { criterion: 'practice', slot: 's1' };
  const deduct = { type: 'RecordScore', ...target, ...fault, value: '2', deducted: '带手机入场' } as const;
  const lift = { type: 'VoidScore', ...target, ...fault, reason: '查无此事', decided: true } as const;
  it('domain-rules 68, 86: counts behind the freeze too, as a correction that says why', () => {
    given(submitted)
      .when(deduct)
      .then({ type: 'ScoreRecorded', ...on, ...fault, value: '2' });
    for (const [when, afterPublication] of [
      [isFrozen, false],
      [isPublished, true],
    ] as const) {
      given(submitted)
        .when(deduct, when)
        .then(corrected({ ...fault, to: '2', reason: '带手机入场', afterPublication }));
    }
    for (const when of [isOpen, isPublished]) {
      given(submitted, mark('s1', '2')).when(deduct, when).thenRejected({ code: 'score-exists', value: '2' });
    }
  });
  it('domain-rules 82: is taken back by the appeal that lifts it, whatever the least deduction is', () => {
    given(submitted, mark('s1', '2'))
      .when(lift, ann)
      .then(corrected({ ...fault, from: '2', reason: '查无此事', afterPublication: true }));
    given(submitted).when(lift, ann).then();
  });
});

describe('a correction that waits', () => {
  const waits = [submitted, recorded, proposed({ from: '86', to: '91' })];
  const refuse = { type: 'RefuseCorrection', ...target, ...theory, reason: '看错了表' } as const;
  const refused = (by: string): EntryEvent => ({
    ...{ type: 'CorrectionRefused', ...on, ...theory, reason: '看错了表', by },
  });
  it('domain-rules 131: is refused by another or withdrawn by who proposed it, with a reason', () => {
    given(...waits)
      .when(refuse, ann)
      .then(refused('ann'));
    given(...waits)
      .when(refuse, bob)
      .then(refused('bob'));
    given(...waits)
      .when({ ...refuse, reason: '' }, bob)
      .thenRejected({ code: 'reason-missing' });
    given(submitted, recorded).when(refuse, bob).thenRejected({ code: 'correction-unknown' });
    given(...waits, refused('bob'))
      .when(confirm, bob)
      .thenRejected({ code: 'correction-unknown' });
    given(...waits, refused('bob'))
      .when(correct('88'), ann)
      .then(proposed({ from: '86', to: '88' }));
  });
  it('is in the way of every other one, also of one back to what stands', () => {
    for (const value of ['86', '92']) {
      given(...waits)
        .when(correct(value), bob)
        .thenRejected({ code: 'correction-pending', value: '91' });
    }
  });
});

describe('a mark that was left out', () => {
  it('domain-rules 83: is recorded before the freeze, and added by a correction behind it', () => {
    given(submitted).when(correct('91')).thenRejected({ code: 'score-unknown' });
    given(submitted)
      .when(correct('91'), isFrozen)
      .then(corrected({ to: '91' }));
    given(submitted)
      .when({ ...correct('91'), reason: '' }, isFrozen)
      .thenRejected({ code: 'reason-missing' });
  });
  it('domain-rules 131: takes two people once results are public', () => {
    const waits = proposed({ to: '91' });
    given(submitted).when(correct('91'), ann).then(waits);
    given(submitted, waits).when(confirm, ann).thenRejected({ code: 'second-person-needed' });
    given(submitted, waits)
      .when(confirm, bob)
      .then(corrected({ to: '91', afterPublication: true, by: 'bob' }));
  });
  it('fits the rules like any other: its scale, how many there may be, and who is there', () => {
    const other = { ...recorded, slot: 'J1' } as EntryEvent;
    given(submitted, other)
      .when(correct('91'), isFrozen)
      .thenRejected(tooMany(1, '1', 'J1'));
    given(submitted, proposed({ to: '91' }), other)
      .when(confirm, bob)
      .thenRejected(tooMany(1, '1', 'J1'));
    given(submitted, { type: 'EntryAbsent', ...on, reason: '未到' })
      .when(correct('91'), isFrozen)
      .thenRejected({ code: 'entry-not-competing', status: 'absent' });
    const facts = { now: 0, actor: 'ann', ...isFrozen };
    expect(entry.decide(correct('101'), entry.evolve(entry.initial, submitted, 0), facts)).toMatchObject({
      rejected: { code: 'score-refused', problem: { code: 'out-of-range' } },
    });
  });
});
