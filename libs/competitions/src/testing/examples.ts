import type { CompetitionCommand } from '../competition/command';
import type { SubmitEntry } from '../entry/command';

/** Theory 30, practice 70 by up to five judges; veto on a safety accident. Valid, small, and easy to compute by hand. */
export const turningRules = {
  id: 'turning-30-70',
  version: 1,
  title: '车工技能竞赛评分规则',
  cites: [{ document: '示例' }],
  values: [
    {
      id: 'theory',
      name: '理论',
      role: 'criterion',
      marks: {
        kind: 'measured',
        range: { min: '0', max: '100' },
        slots: { min: 1, max: 1 },
        combine: { by: 'single' },
      },
    },
    {
      id: 'practice',
      name: '实操',
      role: 'criterion',
      marks: {
        kind: 'judged',
        range: { min: '0', max: '100', step: '0.5' },
        slots: { min: 2, max: 5 },
        combine: { by: 'mean' },
      },
      round: { digits: 2, mode: 'half-up' },
    },
    {
      id: 'total',
      name: '总分',
      role: 'total',
      weightedMean: [
        { value: 'theory', weight: '30' },
        { value: 'practice', weight: '70' },
      ],
      round: { digits: 2, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224', ties: [{ value: 'practice', better: 'higher' }] },
  vetoes: [{ id: 'safety', name: '安全事故' }],
  boards: { groups: true, overall: true },
} as const;

export const plan = (over: Partial<Extract<CompetitionCommand, { type: 'PlanCompetition' }>> = {}) => ({
  type: 'PlanCompetition' as const,
  competition: 'skills2026',
  organization: 'd1',
  name: '2026年职工技能竞赛',
  level: 'district' as const,
  contests: [
    {
      contest: 'turning',
      name: '车工',
      receiver: 'person' as const,
      groups: [
        { group: 'town', name: '城区组' },
        { group: 'country', name: '农村组' },
      ],
    },
  ],
  rounds: ['medals2026'],
  ...over,
});

export const open = (document: unknown = turningRules) => ({
  type: 'OpenCompetition' as const,
  competition: 'skills2026',
  rules: [{ contest: 'turning', document }],
});

export const submit = (n: number, over: Partial<SubmitEntry> = {}): SubmitEntry => ({
  type: 'SubmitEntry',
  competition: 'skills2026',
  entry: `e${n}`,
  contest: 'turning',
  number: `A${String(n).padStart(3, '0')}`,
  group: n % 2 === 1 ? 'town' : 'country',
  kind: 'person',
  subject: `p${n}`,
  name: `选手${n}`,
  unit: '第一机械厂',
  ...over,
});

export const score = (n: number, criterion: string, slot: string, value: string) => ({
  type: 'RecordScore' as const,
  competition: 'skills2026',
  entry: `e${n}`,
  criterion,
  slot,
  value,
});
