import { streamName, type StreamName } from '@xf/es';

/** Counted from competitions of the year. `entries` is a sum over contests, the others are numbers of different things. */
export const contestFigures = [
  ...(['competitions', 'contests', 'published', 'short', 'cancelled'] as const),
  ...(['entries', 'withdrawn', 'units', 'teams', 'people'] as const),
] as const;

/** Counted from campaigns for proposals of the year. `headCount` and `benefit` are sums. */
export const proposalFigures = [
  ...(['joined', 'headCount', 'proposers', 'proposed', 'adopted', 'declined', 'implemented'] as const),
  ...(['verified', 'benefit'] as const),
] as const;

/** `involved` are people who entered something or proposed something. */
export const figures = [...contestFigures, ...proposalFigures, 'involved'] as const;
export type Figure = (typeof figures)[number];

/** All there are in an organisation's area, taking part or not: what coverage is a share of. */
export const populations = ['unitsInAll', 'peopleInAll'] as const;
export type Population = (typeof populations)[number];

/** What is compared with the year before. */
export const grown = [
  ...(['competitions', 'contests', 'entries', 'units', 'teams', 'people'] as const),
  ...(['proposers', 'proposed', 'implemented', 'benefit'] as const),
] as const satisfies readonly Figure[];
export type Grown = (typeof grown)[number];

/** Figures people may state: populations, and figures of years that were not kept here. */
export const stated = [...populations, ...grown] as const;
export type Stated = (typeof stated)[number];

/** What each is called where people read. */
export const figureNames: Readonly<Record<Figure | Population, string>> = {
  competitions: '竞赛',
  contests: '赛项',
  published: '已公布结果的赛项',
  short: '人数不足的赛项',
  cancelled: '因人数不足取消的赛项',
  entries: '报名数',
  withdrawn: '退赛、缺席',
  units: '参赛单位',
  teams: '参赛班组',
  people: '参赛人数',
  joined: '参加建议活动的单位次',
  headCount: '其职工人数',
  proposers: '提建议人数',
  proposed: '建议提出',
  adopted: '建议采纳',
  declined: '建议不采纳',
  implemented: '建议实施',
  verified: '效益确认',
  benefit: '确认的效益（万元）',
  involved: '参赛或提建议的人数',
  unitsInAll: '单位总数',
  peopleInAll: '职工总数',
};

export const yearMin = 1949;
export const yearMax = 2999;

export const statementStream = (organization: string, year: number): StreamName =>
  streamName('figures', organization, String(year));
