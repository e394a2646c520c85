import { specFor } from '@xf/es/testing';
import { submit } from '../testing/examples';
import { isFrozen, isOpen, isPublished } from '../testing/stages';
import { entry } from './decide';
import type { EntryEvent } from './events';

const given = specFor(entry, isOpen);
const { type: _submit, ...fields } = submit(1);
const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
const on = { competition: 'skills2026', contest: 'turning', entry: 'e1' };
const recorded = { type: 'ScoreRecorded' as const, ...on, criterion: 'theory', slot: '1', value: '86' };
const corrected = {
  ...{ type: 'ScoreCorrected' as const, ...on, criterion: 'theory', slot: '1', from: '86', to: '91' },
  ...{ reason: '录入错误', afterPublication: false },
};

describe('taking a published total', () => {
  const origin = { competition: 'skills2026', contest: 'jan', entry: 'e7', board: 'overall', version: 1 };
  const from = { ...origin, rank: 2, total: '86' };
  const jan = { competition: 'skills2026', contest: 'jan' };
  const take = (over: Partial<typeof from> = {}) => ({
    ...{ type: 'TakeScore' as const, competition: 'skills2026', entry: 'e1', criterion: 'theory', slot: '1' },
    from: { ...from, ...over },
  });
  const taken: EntryEvent = { ...recorded, from };
  const { type: _take, from: _from, ...place } = take();

  it('domain-rules 96: makes it a mark that says where it is from, once', () => {
    given(submitted).when(take()).then(taken);
    given(submitted, taken).when(take()).then();
    given(submitted, taken)
      .when(take({ total: '86.00', version: 2 }))
      .then();
  });
  it('domain-rules 131: corrects what an earlier publication gave; after publication with a second person', () => {
    const again = take({ total: '91', version: 2 });
    const reason = 'skills2026/jan 第 2 次公布';
    const source = { ...jan, version: 2 };
    given(submitted, taken)
      .when(again)
      .then({ ...corrected, reason, source });
    const change = { ...on, criterion: 'theory', slot: '1', from: '86', to: '91', reason, source };
    given(submitted, taken)
      .when(again, isPublished)
      .then({ type: 'CorrectionProposed', ...change, by: 'tester' });
  });
  it('domain-rules 81, 83, 96: is a correction that names its source behind the freeze, of who was vetoed before, say', () => {
    const { from: _none, ...added } = corrected;
    const late = { ...added, to: '86', reason: 'skills2026/jan 第 2 次公布', source: { ...jan, version: 2 } };
    given(submitted)
      .when(take({ version: 2 }), isFrozen)
      .then(late);
    given(submitted, late)
      .when(take({ version: 2 }), isFrozen)
      .then();
    const { afterPublication: _after, ...what } = late;
    const waits: EntryEvent = { ...what, type: 'CorrectionProposed', by: 'tester' };
    given(submitted)
      .when(take({ version: 2 }), isPublished)
      .then(waits);
    given(submitted, waits)
      .when({ type: 'ConfirmCorrection', ...place }, { ...isPublished, actor: 'bob' })
      .then({ ...late, afterPublication: true, by: 'bob' });
    // It has its source, so the source takes it back.
    const lost = {
      ...corrected,
      from: '86',
      reason: 'skills2026/jan 第 3 次公布不再给出',
      source: { ...jan, version: 3 },
    };
    const { to: _to, ...gone } = lost;
    given(submitted, late)
      .when({ type: 'DropScore', ...place, source: { ...jan, version: 3 } }, isFrozen)
      .then(gone);
  });

  const source = { ...jan, version: 2 };
  const drop = { type: 'DropScore' as const, ...place, source };
  const gone = { reason: 'skills2026/jan 第 2 次公布不再给出', source };
  const { to: _to, ...without } = corrected;
  const dropped = { ...without, ...gone };
  it('domain-rules 83, 96: is taken back when its source gives it no longer, and given again', () => {
    for (const when of [isOpen, isFrozen]) given(submitted, taken).when(drop, when).then(dropped);
    given(submitted, taken, { ...corrected, to: '91', source })
      .when(drop)
      .then({ ...dropped, from: '91' });
    given(submitted, taken, dropped).when(drop).then();
    given(submitted, taken, dropped)
      .when(take({ version: 3 }))
      .then({ ...taken, from: { ...from, version: 3 } });
    const { from: _before, ...added } = corrected;
    const again = { reason: 'skills2026/jan 第 3 次公布', source: { ...jan, version: 3 } };
    given(submitted, taken, dropped)
      .when(take({ version: 3 }), isFrozen)
      .then({ ...added, to: '86', ...again });
  });
  it('domain-rules 96: is not taken back where another source or a person gave the mark that stands', () => {
    given(submitted, taken)
      .when({ ...drop, source: { ...source, contest: 'feb' } })
      .then();
    given(submitted, taken)
      .when({ ...drop, source: { ...source, competition: 'other' } })
      .then();
    given(submitted, recorded).when(drop).then();
    given(submitted, taken, corrected).when(drop).then();
    given(submitted).when(drop).then();
  });
  it('domain-rules 131: is taken back by two people after a publication, and the correction names the source', () => {
    const { afterPublication: _after, ...what } = dropped;
    const waits: EntryEvent = { ...what, type: 'CorrectionProposed', by: 'tester' };
    given(submitted, taken).when(drop, isPublished).then(waits);
    given(submitted, taken, waits).when(drop, isPublished).then();
    const confirm = { ...place, type: 'ConfirmCorrection' as const };
    given(submitted, taken, waits).when(confirm, isPublished).thenRejected({ code: 'second-person-needed' });
    given(submitted, taken, waits)
      .when(confirm, { ...isPublished, actor: 'bob' })
      .then({ ...dropped, afterPublication: true, by: 'bob' });
  });
});
