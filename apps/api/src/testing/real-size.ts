import national from '../../../../examples/round-documents/national-2024.json';

/** The round of one province with the numbers the medals of 2024 were printed with: 14 prefectures, 1,600 nominees. */
export const ordinarySeats = 943;
const singles = 146;
const all = 1_600;

const cites = [{ document: '省工字〔2026〕1号' }];
const prefectureIds = Array.from({ length: 14 }, (_, n) => `p${String(n + 1).padStart(2, '0')}`);
export const prefectures = prefectureIds.map((id, n) => ({
  ...{ id, name: `第${n + 1}市总工会`, employees: String(331_000 + ((n * 7_919) % 14) * 21_457) },
  single: Math.floor(singles / 14) + (n < singles % 14 ? 1 : 0),
}));
const sizes = Object.fromEntries(prefectures.map(({ id, employees }) => [id, employees]));

export const medal = {
  ...{ id: 'medal', version: 1, title: '省五一劳动奖章', level: 'province', receiver: 'person', repeatable: false },
  cites,
  issuers: ['省总工会'],
  certificates: [{ series: 'paper', name: '证书', prefix: '省奖章', digits: 4, onConferral: true }],
  removal: { causes: [{ cause: 'crime', title: '受刑事处罚', kind: 'ordered' }] },
};

const term = { days: 5, counting: 'working', firstDay: 'counted' };
const noticeLevel = {
  ...{ term, letters: 'postmark', anonymousBlocks: false },
  verification: { days: 3, counting: 'working', firstDay: 'next' },
};
const [{ document: structure }] = national.shortlist.awards as [(typeof national.shortlist.awards)[number]];
/** Counted in the press and held to no clause. */
const told = [
  ['new', '新就业形态劳动者'],
  ['cadre', '县处级干部'],
  ['minority', '少数民族'],
  ['women', '女职工'],
  ['party', '中共党员'],
] as const;

/** The structure shares of 2024 as the example has them, and beside them all that a round of a province goes by. */
export const roundDocument = {
  ...{ id: 'province2026', version: 1, title: '2026年省五一劳动奖章评选办法', cites },
  phases: [
    { phase: 'recommendation', name: '推荐', from: '2026-05-01', to: '2026-05-11', binds: ['recommendations'] },
    { phase: 'review', name: '评审', from: '2026-05-12', to: '2026-05-12', binds: [] },
    { phase: 'notice', name: '公示', from: '2026-05-12', to: '2026-05-25', binds: [] },
    { phase: 'conferral', name: '表彰', from: '2026-05-26', to: '2026-05-26', binds: [] },
  ],
  chain: {
    levels: [
      { level: 'prefecture', name: '市总工会', organization: 'city' },
      { level: 'province', name: '省总工会', organization: 'province' },
    ],
    selfNomination: 'refused',
    resolution: { papers: [{ paper: 'congress', name: '职代会决议' }] },
    materials: [{ material: 'deeds', name: '事迹材料', obligatory: true, characters: { max: 2_000, over: 'refuse' } }],
    consultation: {
      ...{ from: 'prefecture', closesOn: '2026-05-11' },
      departments: [
        { department: 'safety', name: '应急管理' },
        { department: 'tax', name: '税务' },
      ],
      matrix: [
        { kinds: ['worker', 'head'], departments: ['safety'] },
        { kinds: ['head'], departments: ['tax'] },
      ],
    },
  },
  eligibility: {
    referenceDay: '2026-05-01',
    clauses: [
      { id: 'nationality', title: '国籍', kind: 'attribute', of: 'nominee', attribute: 'nationality', oneOf: ['CN'] },
      {
        ...{ id: 'accident', title: '安全生产', kind: 'bar-years', of: 'unit' },
        ...{ bars: ['accident'], years: 3, lastDay: 'included' },
      },
    ],
  },
  committee: {
    ...{ size: { min: 5, max: 9, notMultipleOf: 3 }, quorum: { of: 3, take: 2 }, steps: ['first-audit', 'ballot'] },
    recusal: ['same-unit', 'parent-unit', 'nominator', 'kin'],
    ballot: { base: 'present', majority: { of: 2, take: 1 }, bound: 'more-than' },
  },
  quotas: [
    {
      award: 'medal',
      formula: {
        ...{ id: 'quota', version: 1, title: '名额分配办法', cites, substitutes: 2, crossUnit: false },
        pots: [
          {
            ...{ pot: 'main', name: '基数内', method: 'largest-remainder', floor: 0 },
            shares: [{ figure: 'employees', name: '职工', weight: '1' }],
          },
        ],
        outside: [{ pot: 'single', name: '单列' }],
      },
    },
  ],
  shortlist: {
    decimals: 1,
    awards: [
      {
        award: 'medal',
        document: {
          ...structure,
          lists: structure.lists.map((one) => (one.singleListed === true ? { ...one, seats: singles } : one)),
          categories: [...structure.categories, ...told.map(([id, title]) => ({ id, title }))],
          attributes: [{ id: 'prefecture', title: '市' }],
          clauses: [
            ...structure.clauses,
            {
              ...{ id: 'prefectures', title: '不超过各市名额', kind: 'ceiling', by: 'prefecture', cites },
              allot: [{ weight: '100', sizes }],
            },
          ],
        },
      },
    ],
  },
  notice: {
    ...{ id: 'notices', version: 1, title: '公示办法', cites },
    levels: [
      { ...noticeLevel, level: 'prefecture', name: '市级公示' },
      { ...noticeLevel, level: 'province', name: '省级公示' },
    ],
    text: {
      fields: [
        { field: 'name', name: '姓名' },
        { field: 'unit', name: '单位' },
      ],
      numbering: 'whole',
      shownDays: 0,
    },
  },
};

export type Nominee = {
  readonly nomination: string;
  readonly name: string;
  readonly unit: string;
  readonly prefecture: string;
  readonly list: 'ordinary' | 'single';
  readonly merit: string;
  readonly categories: readonly string[];
  /** Within the seats of the prefecture by merit alone, from 0; whoever is beyond them begins at 0 again. */
  readonly place: number;
  readonly within: boolean;
};

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕';
const given = '建国志强秀英海燕文军晓明春梅立新永康玉兰德华金花少平云飞雪松佳丽卫东丹青宏伟长江';
const nameOf = (n: number): string =>
  `${surnames[n % 40] ?? ''}${given[Math.floor(n / 40) % 40] ?? ''}${given[(n * 7 + 3) % 40] ?? ''}`;

/** Merits are hundredths, so no two sums of them are equal by rounding. */
const merit = (hundredths: number): string => (hundredths / 100).toFixed(2);
const marginal = 10;
const printed = { industrial: 380, frontline: 236, science: 206, head: 45, cadre: 19 } as const;

/** Of everybody within the seats, by number: the counts of 2024, spread over the prefectures. */
function categoriesOf(n: number, isPrivate: boolean): readonly string[] {
  const [by, other, third] = [(n * 331) % ordinarySeats, (n * 617) % ordinarySeats, (n * 101) % ordinarySeats];
  let from = 0;
  let own: string | undefined;
  for (const [category, count] of Object.entries(printed)) {
    if (by >= from && by < from + count) own = category;
    from += count;
  }
  return [
    ...(own === undefined ? [] : [own]),
    ...(by < 172 ? ['migrant'] : by < 211 ? ['new'] : []),
    ...(other < 76 ? ['minority'] : other >= 100 && other < 309 ? ['women'] : []),
    ...(third < 685 ? ['party'] : []),
    ...((n * 211) % ordinarySeats < 400 ? ['key'] : []),
    ...(isPrivate ? ['private'] : []),
  ];
}

/**
 * Everybody, prefecture by prefecture. By merit alone the list would have ten people of non-public employers too few: the ten
 * last of the first prefecture have to give way to ten who are like them in all else.
 */
export function nominees(seats: ReadonlyMap<string, number>): readonly Nominee[] {
  const found: Nominee[] = [];
  const add = (one: Omit<Nominee, 'nomination' | 'name' | 'unit'>): void => {
    const n = found.length;
    found.push({ ...one, nomination: `n${n}`, name: nameOf(n), unit: `${one.prefecture}第${n}厂` });
  };
  let within = 0;
  let privates = 331 - marginal;
  for (const [at, { id: prefecture, single }] of prefectures.entries()) {
    const own = seats.get(prefecture) ?? 0;
    const placed: (readonly string[])[] = [];
    for (let place = 0; place < own; place++) {
      const isMarginal = at === 0 && place >= own - marginal;
      const isPrivate = !isMarginal && within % 2 === 0 && privates-- > 0;
      const categories = categoriesOf(within, isPrivate);
      within += 1;
      placed.push(categories);
      add({ prefecture, list: 'ordinary', merit: merit(9_999 - place), categories, place, within: true });
    }
    for (let place = 0; place < single; place++) {
      add({ prefecture, list: 'single', merit: '90', categories: ['industrial'], place, within: true });
    }
    const beyond =
      Math.floor((all - ordinarySeats - singles) / 14) + (at < (all - ordinarySeats - singles) % 14 ? 1 : 0);
    for (let place = 0; place < beyond; place++) {
      const like = at === 0 && place < marginal ? (placed[own - marginal + place] ?? []) : undefined;
      const categories =
        like === undefined ? (placed[place] ?? []).filter((one) => one !== 'private') : [...like, 'private'];
      const points = at === 0 ? 9_999 - own - place : at === 1 ? 9_700 - place : 8_000 - place;
      add({ prefecture, list: 'ordinary', merit: merit(points), categories, place, within: false });
    }
  }
  return found;
}
