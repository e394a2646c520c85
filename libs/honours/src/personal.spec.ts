import { birthYearIn, ethnicityIn, genderIn, personalOf } from './personal';

it('domain-rules 118: an ethnic group is known with and without 族, and nothing else is one', () => {
  expect(['回', '回族', ' 维吾尔族 ', '汉', '土家', '穿青人'].map(ethnicityIn)).toEqual([
    ...['回族', '回族', '维吾尔族', '汉族', '土家族', '穿青人'],
  ]);
  expect(['', '族', '回民', '其他', '13812345678', '回族族'].map(ethnicityIn)).toEqual(Array(6).fill(undefined));
});

it('a birth year is read off a birthday of whatever precision, a gender off how forms write it', () => {
  expect(['1980', '1980-05-01', '1980.5', '1980年5月', '198005'].map(birthYearIn)).toEqual([
    ...['1980', '1980', '1980', '1980', undefined],
  ]);
  expect(['1880', '80', '五月'].map(birthYearIn)).toEqual([undefined, undefined, undefined]);
  expect(['男', '女性', 'f'].map(genderIn)).toEqual(['男', '女', undefined]);
});

it('what stands beside a name is recorded as it is printed, of people alone', () => {
  expect(personalOf('person', { ethnicity: '回', birthYear: '1980' })).toEqual({
    personal: { ethnicity: '回族', birthYear: '1980' },
  });
  expect(personalOf('person', { ethnicity: '某', gender: '男', birthYear: '五月' })).toEqual({
    rejected: { code: 'personal-unreadable', fields: ['ethnicity', 'birthYear'] },
  });
  expect(personalOf('team', { gender: '男' })).toEqual({
    rejected: { code: 'personal-misplaced', fields: ['gender'] },
  });
  expect(personalOf('unit', {})).toEqual({ personal: {} });
});
