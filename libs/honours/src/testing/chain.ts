import type { ChainDocument } from '../chain/rules';
import type { EligibilityDocument } from '../eligibility/rules';

/** Three levels; nine departments for a state-owned enterprise's head, six for any other enterprise's. */
export const chainRules = {
  levels: [
    { level: 'base', name: '基层单位', organization: 'unit' },
    { level: 'district', name: '区总工会', organization: 'district', optional: true },
    { level: 'province', name: '省总工会', organization: 'province' },
  ],
  selfNomination: 'refused',
  resolution: {
    papers: [
      { paper: 'congress', name: '职代会决议' },
      { paper: 'closed_meeting', name: '联席会议纪要', belowEmployees: 100 },
    ],
  },
  materials: [
    { material: 'deeds', name: '事迹材料', obligatory: true, characters: { max: 2000, over: 'refuse' } },
    { material: 'summary', name: '简要事迹', obligatory: false, characters: { max: 500, over: 'warn' } },
    { material: 'new_deeds', name: '新贡献材料', obligatory: false },
  ],
  consultation: {
    from: 'base',
    closesOn: '2026-03-20',
    departments: [
      { department: 'market', name: '市场监管' },
      { department: 'tax', name: '税务' },
      { department: 'labour', name: '人社' },
      { department: 'safety', name: '应急' },
      { department: 'ecology', name: '生态环境' },
      { department: 'health', name: '卫健' },
      { department: 'audit', name: '审计' },
      { department: 'discipline', name: '纪检' },
      { department: 'supervision', name: '监察' },
    ],
    matrix: [
      { kinds: ['enterprise_head'], departments: ['market', 'tax', 'labour', 'safety', 'ecology', 'health'] },
      { kinds: ['enterprise_head'], ownership: ['国有'], departments: ['audit', 'discipline', 'supervision'] },
      { kinds: ['worker'], departments: ['safety'] },
    ],
  },
} as const satisfies ChainDocument;

/** Chinese nationality, no repeat without new deeds, three years after an accident. */
export const eligibilityRules = {
  referenceDay: '2026-05-01',
  honours: [{ award: 'city_medal', level: 'city', family: 'may_day' }],
  clauses: [
    { id: 'nationality', title: '国籍', kind: 'attribute', of: 'nominee', attribute: 'nationality', oneOf: ['CN'] },
    { id: 'repeat', title: '不重复授予', kind: 'no-repeat', scope: 'award', newContribution: 'new_deeds' },
    {
      id: 'accident',
      title: '安全生产',
      kind: 'bar-years',
      of: 'unit',
      bars: ['accident'],
      years: 3,
      lastDay: 'included',
    },
  ],
} as const satisfies EligibilityDocument;
