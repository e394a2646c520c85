import { checkPublished } from '@xf/lists';

/**
 * Shares the national union printed, one a line: year, award, category, published total, how many of it are listed
 * singly, count, printed share in per cent, smallest share where a rule names one.
 */
const printed = `
  2017 奖章 一线工人和专业技术人员 694 0 393 56.63 55
  2017 奖章 科教人员 694 0 147 21.18 20
  2017 奖章 农民工 694 0 77 11.10 10
  2017 奖状 非公有制 99 0 36 36.36 35
  2017 奖章 非公有制 694 0 249 35.88 35
  2017 工人先锋号 非公有制 800 0 285 35.62 35
  2018 奖章 产业工人 697 0 290 41.61 -
  2018 奖章 其他一线职工和专业技术人员 697 0 160 22.96 -
  2018 奖章 科教人员 697 0 151 21.66 -
  2018 奖章 企业负责人 697 0 39 5.60 -
  2019 奖章 一线(sumofthree) 695 0 604 86.9 -
  2019 奖章 产业工人 695 0 280 40.3 35
  2019 奖章 其他一线职工和专业技术人员 695 0 179 25.8 -
  2019 奖章 科教人员 695 0 145 20.9 -
  2019 奖章 农民工 695 0 104 15.0 -
  2019 工人先锋号 班组 797 0 639 80.2 -
  2022 奖章 产业工人 966 35 373 40.1 35
  2022 奖章 其他一线职工和专业技术人员 966 35 240 25.8 20
  2022 奖章 基层一线(sumoftwo) 966 35 613 65.9 -
  2022 奖章 科教人员 966 35 204 21.9 20
  2022 奖章 农民工 966 35 149 16.0 10
  2022 奖章 少数民族 966 35 77 8.3 -
  2022 奖章 女职工 966 35 203 21.8 -
  2022 奖章 中共党员 966 35 688 73.9 -
  2023 奖章 产业工人 1035 44 412 41.6 35
  2023 奖章 其他一线职工和专业技术人员 1035 44 235 23.7 20
  2023 奖章 科教人员 1035 44 215 21.7 20
  2023 奖章 农民工 1035 44 167 16.9 10
  2024 奖章 产业工人 1088 145 380 40.3 35
  2024 奖章 其他一线职工和专业技术人员 1088 145 236 25.0 20
  2024 奖章 科教人员 1088 145 206 21.9 20
  2024 奖章 农民工 1088 145 172 18.2 10
  2024 奖章 新就业形态劳动者 1088 145 39 4.1 -
  2024 奖章 企业负责人 1088 145 45 4.8 -
  2024 奖章 少数民族 1088 145 76 8.1 -
  2024 奖章 女职工 1088 145 209 22.2 -
  2024 奖章 中共党员 1088 145 685 72.6 -
  2024 工人先锋号 班组(科室) 1034 78 753 78.8 70
  2024 奖状+先锋号 企业 1289 115 979 83.4 -
  2025 劳动模范和先进工作者 中共党员 2426 0 1986 81.87 -
  2025 劳动模范和先进工作者 民主党派 2426 0 93 3.83 -
  2025 劳动模范和先进工作者 无党派 2426 0 65 2.68 -
  2025 劳动模范和先进工作者 群众 2426 0 279 11.50 -
  2025 劳动模范和先进工作者 共青团员 2426 0 3 0.12 -
  2025 劳动模范和先进工作者 年龄组1 2426 0 113 4.66 -
  2025 劳动模范和先进工作者 年龄组2 2426 0 2239 92.29 -
  2025 劳动模范和先进工作者 年龄组3 2426 0 74 3.05 -
  2025 劳动模范和先进工作者 一线工人和专业技术人员 2426 0 903 37.22 -
  2025 劳动模范和先进工作者 农业农民 2426 0 321 13.23 -
  2025 劳动模范和先进工作者 科教等专业技术人员 2426 0 634 26.13 -
  2025 劳动模范和先进工作者 少数民族 2426 0 241 9.93 -
  2025 劳动模范和先进工作者 女性 2426 0 585 24.11 -
`;

const shares = printed.split('\n').flatMap((line) => {
  const [year, award, category, total, singleListed, count, stated, least] = line.trim().split(' ');
  if (stated === undefined) return [];
  return {
    name: `${year} ${award} ${category}`,
    ...{ total: Number(total), singleListed: Number(singleListed), count: Number(count), stated },
    ...(least === '-' ? {} : { least: Number(least) }),
  };
});

it('domain-rules 29: of all shares printed from 2017 to 2025 four are not half-up', () => {
  expect(shares).toHaveLength(52);
  const differing = shares.map(checkPublished).filter(({ differs }) => differs);
  expect(differing.map(({ name, stated, halfUp }) => [name, stated, halfUp])).toEqual([
    ['2017 工人先锋号 非公有制', '35.62', '35.63'],
    ['2022 奖章 基层一线(sumoftwo)', '65.9', '65.8'],
    ['2024 奖章 科教人员', '21.9', '21.8'],
    ['2025 劳动模范和先进工作者 中共党员', '81.87', '81.86'],
  ]);
});

it('domain-rules 17, 19: every smallest share is reached over its own pot, and in 2024 not over the published total', () => {
  const checks = shares.map(checkPublished);
  expect(checks.filter(({ reached }) => reached === false)).toEqual([]);
  const wrong = shares.filter((share) => checkPublished({ ...share, singleListed: 0 }).reached === false);
  expect(wrong.map(({ name }) => name)).toEqual(['2024 奖章 产业工人', '2024 奖章 科教人员']);
  const medals = checks.find(({ name }) => name === '2024 奖章 产业工人');
  expect(medals?.potSays).toContain('基数为943（公布1088减单列145），占40.30%');
});
