import type { AwardDocument } from '../award/rules';
import type { RoundDocument } from '../document/rules';
import type { ConferHonour, RegisterEarlierHonour } from '../honour/command';
import type { HonourConferred } from '../honour/events';
import type { ProposeNomination } from '../nomination/command';
import type { ContestBasis, NominationProposed } from '../nomination/events';
import type { RoundCommand } from '../round/command';
import type { QuotaFormula } from '../quota/rules';
import type { ShortlistDocument } from '@xf/shortlist';
import { noticeRules } from './notices';

/** Straight to the winner of any contest of the district; holders are passed over. */
export const medal: AwardDocument = {
  id: 'medal',
  version: 1,
  title: '区五一劳动奖章',
  titleEn: 'District medal',
  level: 'district',
  receiver: 'person',
  plaque: '太平金牌工匠',
  repeatable: false,
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
  direct: { contests: { levels: ['district'] }, places: { from: 1, to: 1 }, holdersSkipped: true },
};

export const certificate: AwardDocument = {
  id: 'certificate',
  version: 1,
  title: '区五一劳动奖状',
  level: 'district',
  receiver: 'unit',
  repeatable: true,
  cites: [{ document: '区劳动竞赛安排' }],
};

/** Two phases that overlap, and notices. */
export const roundRules = {
  id: 'city2026',
  version: 1,
  title: '2026年市五一评选办法',
  cites: [{ document: '市工字〔2026〕1号' }],
  phases: [
    { phase: 'base', name: '基层推荐', from: '2026-01-05', to: '2026-02-10', binds: [] },
    { phase: 'city', name: '市级评审', from: '2026-02-01', to: '2026-03-20', binds: [] },
  ],
  notice: noticeRules,
} satisfies RoundDocument;

/** Seats by employees; one substitute for each unit. */
export const quotaRules: QuotaFormula = {
  id: 'quota',
  version: 1,
  title: '名额分配办法',
  cites: [{ document: '市总工会通知' }],
  pots: [
    {
      ...{ pot: 'main', name: '基数内', method: 'largest-remainder', floor: 1 },
      shares: [{ figure: 'employees', name: '在岗职工', weight: '1' }],
    },
  ],
  substitutes: 1,
  crossUnit: false,
};

/** At least half of the people from the front line, at most one head, and contest winners beside the seats. */
export const shortlistRules: ShortlistDocument = {
  id: 'structure',
  version: 1,
  title: '奖章结构比例',
  merit: 'score',
  seats: { unused: 'allowed', first: 'seats' },
  ties: 'order',
  base: 'chosen',
  lists: [
    { id: 'ordinary', title: '普通', seats: 4 },
    { id: 'single', title: '单列', seats: 1, singleListed: true },
  ],
  categories: [
    { id: 'frontline', title: '一线职工' },
    { id: 'head', title: '企业负责人' },
  ],
  clauses: [
    {
      ...{ id: 'half', title: '一线职工不低于50%', kind: 'floor', of: ['frontline'], share: '50' },
      cites: [{ document: '市工字〔2026〕1号', clause: '第四条' }],
    },
    {
      ...{ id: 'heads', title: '企业负责人至多1人', kind: 'ceiling', of: ['head'], persons: 1 },
      cites: [{ document: '市工字〔2026〕1号', clause: '第五条' }],
    },
  ],
};

export const openRound = (awards: readonly unknown[] = [medal, certificate]) =>
  ({
    type: 'OpenRound',
    round: 'r2026',
    organization: 'd1',
    name: '2026年区五一表彰',
    year: 2026,
    awards,
  }) satisfies RoundCommand;

export const basis = (over: Partial<ContestBasis> = {}): ContestBasis => ({
  kind: 'contest',
  competition: 'skills2026',
  competitionName: '2026年职工技能竞赛',
  contest: 'turning',
  contestName: '车工',
  board: 'overall',
  rank: 1,
  of: 6,
  total: '89.85',
  entry: 'e1',
  version: 1,
  position: 40,
  ...over,
});

export const recommended = { kind: 'recommendation', by: 'u7', reason: '连续三年生产标兵' } as const;

export const propose = (id = 'n1', over: Partial<ProposeNomination> = {}): ProposeNomination => ({
  type: 'ProposeNomination',
  round: 'r2026',
  award: 'medal',
  nomination: id,
  receiver: 'person',
  subject: `p_${id}`,
  name: '王填',
  unit: '第一机械厂',
  basis: recommended,
  ...over,
});

export const proposed = (id = 'n1', over: Partial<NominationProposed> = {}): NominationProposed => ({
  type: 'NominationProposed',
  round: 'r2026',
  award: 'medal',
  nomination: id,
  receiver: 'person',
  subject: `p_${id}`,
  name: '王填',
  unit: '第一机械厂',
  basis: recommended,
  passedOver: [],
  ...over,
});

const decided = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28' };

export const confer = (over: Partial<ConferHonour> = {}): ConferHonour => ({
  type: 'ConferHonour',
  round: 'r2026',
  award: 'medal',
  nomination: 'n1',
  subject: 'p_n1',
  name: '王填',
  ...decided,
  ...over,
});

export const conferred = (over: Partial<HonourConferred> = {}): HonourConferred => ({
  type: 'HonourConferred',
  award: 'medal',
  awardTitle: '区五一劳动奖章',
  level: 'district',
  organization: 'd1',
  receiver: 'person',
  subject: 'p_n1',
  name: '王填',
  unit: '第一机械厂',
  decision: { issuer: '黄工字', year: 2026, number: 5 },
  conferredOn: '2026-04-28',
  plaque: '太平金牌工匠',
  round: 'r2026',
  nomination: 'n1',
  basis: recommended,
  ...over,
});

export const register = (over: Partial<RegisterEarlierHonour> = {}): RegisterEarlierHonour => ({
  type: 'RegisterEarlierHonour',
  award: 'medal',
  document: medal,
  organization: 'd1',
  receiver: 'person',
  subject: 'p_n1',
  name: '王填',
  decision: '黄工字〔2019〕3号',
  conferredOn: '2019-04-26',
  ...over,
});
