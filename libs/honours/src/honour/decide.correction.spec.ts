import { specFor } from '@xf/es/testing';
import { nominationFold } from '../nomination/rules';
import { roundFold } from '../round/rules';
import { conferred } from '../testing/examples';
import { adopted } from '../testing/keeping';
import { honour } from './decide';
import type { HonourEvent } from './events';

const world = { round: roundFold.initial, nomination: nominationFold.initial, adopted: adopted() };
const given = specFor(honour, { given: world, now: Date.parse('2027-06-01T02:00:00Z'), actor: 'ann' });
const of = { award: 'medal', subject: 'p_n1', honour: 0 };

const correct = (over: object = {}) =>
  ({ type: 'CorrectHonour', ...of, organization: 'd1', name: '王瑱', reason: '笔误', ...over }) as const;
const confirm = (correction = 1) =>
  ({ type: 'ConfirmHonourCorrection', ...of, organization: 'd1', correction }) as const;
const asked = (over: object = {}): HonourEvent => ({
  ...{ type: 'HonourCorrectionAsked', ...of, correction: 1, name: '王瑱', reason: '笔误', by: 'ann' },
  ...over,
});
const corrected = (over: object = {}): HonourEvent => ({
  ...{ type: 'HonourCorrected', ...of, correction: 1, by: 'ann' },
  ...over,
});

describe('what an honour is printed with', () => {
  it('domain-rules 83, 131: is corrected by two persons, with a reason', () => {
    given(conferred()).when(correct()).then(asked());
    given(conferred(), asked()).when(confirm()).thenRejected({ code: 'second-person-needed' });
    given(conferred(), asked({ by: 'bo' }))
      .when(confirm())
      .then(corrected());
    given(conferred())
      .when(correct({ reason: '' }))
      .thenRejected({ code: 'reason-missing' });
    given(conferred())
      .when(correct({ name: undefined }))
      .thenRejected({ code: 'correction-empty' });
  });

  it('domain-rules 118, 131: may be completed with what stands beside the name, of a person', () => {
    const beside = { ethnicity: '回', gender: '女', birthYear: '1980' };
    given(conferred())
      .when(correct({ name: undefined, ...beside }))
      .then(asked({ name: undefined, ...beside, ethnicity: '回族' }));
    given(conferred())
      .when(correct({ ethnicity: '某' }))
      .thenRejected({ code: 'personal-unreadable', fields: ['ethnicity'] });
    given(conferred({ receiver: 'team' }))
      .when(correct({ name: undefined, gender: '女' }))
      .thenRejected({ code: 'personal-misplaced', fields: ['gender'] });
  });

  it('domain-rules 131: counts on, and only the last one can be confirmed', () => {
    given(conferred(), asked({ by: 'bo' }), corrected())
      .when(correct({ name: undefined, unit: '第二机械厂' }))
      .then(asked({ correction: 2, name: undefined, unit: '第二机械厂' }));
    given(conferred(), asked({ by: 'bo' }), asked({ by: 'bo', correction: 2 }))
      .when(confirm(1))
      .thenRejected({ code: 'correction-not-asked', asked: 2 });
    given(conferred()).when(confirm()).thenRejected({ code: 'correction-not-asked' });
  });

  it('domain-rules 122: is not confirmed once its bearer was erased', () => {
    const kept = { award: 'medal', subject: 'p_n1', keeper: 'p_n1~honour', name: '王填', ground: '档案法' };
    given(conferred(), asked({ by: 'bo' }), { type: 'HonourNameKept', ...kept, honours: [{ revision: 0 }] })
      .when(confirm())
      .thenRejected({ code: 'correction-not-asked' });
  });

  it('stays as it is after a revocation, and is nobody else’s', () => {
    given(conferred())
      .when(correct({ organization: 'd2' }))
      .thenRejected({ code: 'honour-unknown' });
  });
});
