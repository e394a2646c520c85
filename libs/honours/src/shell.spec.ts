import { reviewRefusals } from './ballot/shell.refusals';
import { erasingRefusals } from './erasing/shell.refusals';
import { listRefusals } from './list/shell.refusals';
import { noticeRefusals } from './notice/shell.refusals';
import { quotaRefusals } from './quota/shell.refusals';
import { revocationRefusals } from './revocation/shell.refusals';

type Told = { readonly status: number; readonly title: object; readonly detail?: unknown; readonly errors?: unknown };

it('a conflict says what stands in the way or what to do; those that say it in their title are named here', () => {
  const tables = [reviewRefusals, erasingRefusals, listRefusals, noticeRefusals, quotaRefusals, revocationRefusals];
  const all = new Map(tables.flatMap((table) => Object.entries(table as Readonly<Record<string, Told>>)));
  const bare = [...all].filter(
    ([, told]) => told.status === 409 && told.detail === undefined && told.errors === undefined,
  );
  expect(bare.map(([code]) => code).sort()).toEqual([
    'answer-not-due',
    'committee-named',
    'place-settled',
    'subject-differs',
  ]);
});
