import type { NoticeDocument } from '../notice/rules';

const term = { days: 5, counting: 'working', firstDay: 'counted' } as const;
const level = {
  term,
  letters: 'postmark',
  anonymousBlocks: false,
  verification: { days: 3, counting: 'working', firstDay: 'next', closesAt: '17:00' },
} as const;

/** Three levels of five working days; signed answers within three, until 17:00. */
export const noticeRules: NoticeDocument = {
  id: 'district_notices',
  version: 1,
  title: '区五一表彰公示办法',
  cites: [{ document: '区总工会通知', clause: '第五条' }],
  levels: [
    { ...level, level: 'base', name: '基层单位公示' },
    { ...level, level: 'province', name: '省级公示', term: { ...term, closesAt: '17:00' } },
    { ...level, level: 'nation', name: '全国公示' },
  ],
  text: {
    fields: [
      { field: 'award', name: '奖项' },
      { field: 'name', name: '姓名' },
      { field: 'unit', name: '单位' },
      { field: 'post', name: '职务' },
    ],
    numbering: 'whole',
    shownDays: 0,
  },
};
