import { dayInWords, excelDay, momentInWords } from './days';

it('counts days as Excel does', () => {
  expect(['1900-03-01', '2000-02-29', '2026-04-28', '2024-12-31'].map(excelDay)).toEqual([61, 36585, 46140, 45657]);
  for (let day = Date.UTC(1950, 0, 1); day < Date.UTC(2050, 0, 1); day += 17 * 86_400_000)
    expect(excelDay(new Date(day).toISOString().slice(0, 10))).toBe((day - Date.UTC(1899, 11, 30)) / 86_400_000);
});

it.each(['2023-02-29', '2026-04-31', '2026-00-10', '2026-13-01', '2026-1-1', '1900-02-28', ''])(
  '%s has no number',
  (day) => expect(excelDay(day)).toBeUndefined(),
);

it('says days and moments as documents do, in Shanghai only', () => {
  expect(dayInWords('2026-04-08')).toBe('2026年4月8日');
  expect(dayInWords('2026-04-31')).toBeUndefined();
  expect(momentInWords('2018-04-20T17:00:00+08:00')).toBe('2018年4月20日17:00');
  expect(momentInWords('2018-04-20T09:00:00Z')).toBeUndefined();
  expect(momentInWords('2018-04-20T25:00+08:00')).toBeUndefined();
});
