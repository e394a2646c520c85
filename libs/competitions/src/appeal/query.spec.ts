import type { AppealRow } from './project';
import { answeringOf } from './query';

const at = (time: string): number => Date.parse(`2026-05-01T${time}+08:00`);
const row = { status: 'filed', receivedAt: at('14:30:20') } as AppealRow;
const answered = (time: string): AppealRow => ({
  ...row,
  status: 'decided',
  end: { reason: '', by: 'x', at: at(time) },
});

it.each([
  [row, '16:30:59', false],
  [row, '16:31:00', true],
  [answered('16:30:59'), '20:00:00', false],
  [answered('16:31:00'), '20:00:00', true],
])('domain-rules 82: an appeal received at 14:30 is answered in time until 16:30 (%#)', (appeal, now, late) => {
  expect(answeringOf(appeal, 120, at(now))).toEqual({ dueAt: at('16:30:00'), late });
});

it('is due nowhere without a time for it, and for nobody who withdrew', () => {
  expect(answeringOf(row, undefined, at('20:00:00'))).toBeUndefined();
  expect(answeringOf({ ...row, status: 'withdrawn' }, 120, at('20:00:00'))).toBeUndefined();
});
