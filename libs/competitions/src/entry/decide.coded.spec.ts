import { specFor } from '@xf/es/testing';
import { submit, turningRules } from '../testing/examples';
import { frozen, opened, planned, stateOf } from '../testing/stages';
import type { CompetitionEvent } from '../competition/events';
import { entry } from './decide';
import type { EntryEvent } from './events';

const on = { competition: 'skills2026', contest: 'turning', entry: 'e1' };
const document = { ...turningRules, process: { anonymous: true, remark: [{ value: 'practice', spread: '5' }] } };
const blind: CompetitionEvent = {
  ...{ type: 'RulesRevised', competition: on.competition, contest: on.contest },
  ...{ hash: 'test-coded', document, reason: '' },
};
const running = { given: stateOf(planned, opened, blind) };
const isFrozen = { given: stateOf(planned, opened, blind, frozen) };
const given = specFor(entry, running);
const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const marked = (slot: string, value: string, criterion = 'practice'): EntryEvent => ({
  ...{ type: 'ScoreRecorded', ...on, criterion, slot, value },
});
const { contest: _contest, ...at } = on;
const place = { ...at, criterion: 'practice', slot: 'J1' };
const refused = { code: 'codes-only' as const, criterion: 'practice' };

describe('domain-rules 80: marks where judges know codes alone', () => {
  it('are recorded by code, and what nobody judges by the entry', () => {
    const record = { type: 'RecordScore' as const, ...place, value: '70' };
    given(submitted).when(record).thenRejected(refused);
    // Not even the same again: the answer would say whether it is there.
    given(submitted, marked('J1', '70')).when(record).thenRejected(refused);
    given(submitted)
      .when({ ...record, coded: true })
      .then(marked('J1', '70'));
    given(submitted)
      .when({ ...record, criterion: 'theory', slot: '1' })
      .then(marked('1', '70', 'theory'));
  });

  it('are changed by code alone until the freeze, and corrected behind it', () => {
    const known = [submitted, marked('J1', '70'), marked('J2', '80')];
    const correct = { type: 'CorrectScore' as const, ...place, value: '71', reason: '更正' };
    given(...known)
      .when(correct)
      .thenRejected(refused);
    given(...known)
      .when({ type: 'VoidScore', ...place, reason: '误登' })
      .thenRejected(refused);
    const remark = { type: 'RemarkScore' as const, ...place, value: '76' };
    given(...known)
      .when(remark)
      .thenRejected(refused);
    const changed = { ...on, criterion: 'practice', slot: 'J1', from: '70', afterPublication: false };
    given(...known)
      .when({ ...remark, coded: true })
      .then({ type: 'ScoreCorrected', ...changed, to: '76', reason: '复评：70 与 80 相差 10，超过 5' });
    given(...known)
      .when(correct, isFrozen)
      .then({ type: 'ScoreCorrected', ...changed, to: '71', reason: '更正' });
  });
});
