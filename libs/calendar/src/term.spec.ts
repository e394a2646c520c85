import { readFileSync } from 'node:fs';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { calendarOf, isWorkingDay, loadYears, withYears, type YearTable } from './calendar';
import { china, chinaYears } from './china';
import { dayNumber, dayOf, daysAfter, dayText, isAfterMinute, isClock, isDay, isWeekend, minuteAt } from './day';
import { countTerm, type Term } from './term';

const five: Term = { days: 5, counting: 'working', firstDay: 'counted' };
const lastOf = (from: string, term: Term = five, calendar = china): string | number => {
  const counted = countTerm(calendar, from, term);
  return counted.ok ? counted.last : counted.unknownYear;
};

describe('the window of a notice', () => {
  it.each([
    ['2023-03-21', '2023-03-27', 'Lanzhou New Area'],
    ['2023-08-22', '2023-08-28', 'Tangshan'],
    ['2020-05-15', '2020-05-21', 'Xiamen'],
  ])('domain-rules 30: five working days with the posting day, from %s to %s (%s)', (from, last) => {
    expect(lastOf(from)).toBe(last);
  });

  it('domain-rules 30: posted on Tuesday 2024-03-12 it ends on Monday 2024-03-18, or a day later without the posting day', () => {
    expect(lastOf('2024-03-12')).toBe('2024-03-18');
    expect(lastOf('2024-03-12', { ...five, firstDay: 'next' })).toBe('2024-03-19');
    expect(lastOf('2024-03-12', { ...five, counting: 'calendar' })).toBe('2024-03-16');
  });

  it('domain-rules 30: six working days where the rules say so, as in Huainan', () => {
    expect(lastOf('2020-04-09', { ...five, days: 6 })).toBe('2020-04-16');
  });

  it('domain-rules 31: a holiday is not counted', () => {
    expect(countTerm(china, '2019-04-04', five)).toEqual({
      ok: true,
      days: ['2019-04-04', '2019-04-08', '2019-04-09', '2019-04-10', '2019-04-11'],
      last: '2019-04-11',
    });
  });

  it('domain-rules 32: a working Sunday is counted, and Monday to Friday alone would be wrong', () => {
    expect(lastOf('2024-04-03')).toBe('2024-04-10');
    const plain = calendarOf([{ year: 2024, source: '', holidays: [], workdays: [] }]);
    expect(lastOf('2024-04-03', five, plain)).toBe('2024-04-09');
  });

  it('domain-rules 33: a term told to the minute lasts to the end of it', () => {
    const closing = minuteAt('2018-04-20', '17:00');
    expect(closing).toBe(Date.parse('2018-04-20T17:00:00+08:00'));
    expect(isAfterMinute(Date.parse('2018-04-20T17:00:59.999+08:00'), closing)).toBe(false);
    expect(isAfterMinute(Date.parse('2018-04-20T17:01:00+08:00'), closing)).toBe(true);
    expect(minuteAt('2018-04-20')).toBe(Date.parse('2018-04-20T23:59:00+08:00'));
  });

  it('domain-rules 31: a year nobody knows is told, also when only the end lies in it', () => {
    const known = Math.max(...chinaYears.map(({ year }) => year));
    expect(lastOf(`${known + 1}-03-01`)).toBe(known + 1);
    expect(lastOf(`${known}-12-30`)).toBe(known + 1);
    expect(isWorkingDay(china, `${known + 1}-03-01`)).toBeUndefined();
    expect(lastOf(`${known + 1}-03-01`, { ...five, counting: 'calendar' })).toBe(`${known + 1}-03-05`);
  });

  it('a table of its own takes the place of a year', () => {
    const year = { year: 2024, source: '本市通知', holidays: ['2024-03-13'], workdays: [] };
    expect(lastOf('2024-03-12', five, withYears(china, [year]))).toBe('2024-03-19');
  });

  it('throws on a term out of its bounds', () => {
    expect(() => countTerm(china, '2024-03-12', { ...five, days: 0 })).toThrow('0 days');
  });

  it('domain-rules 31: the last day is the one on which a count day by day arrives', () => {
    const known = record({
      from: integer({ min: dayNumber('2004-01-01'), max: dayNumber('2025-06-30') }),
      days: integer({ min: 1, max: 60 }),
      firstDay: constantFrom('counted' as const, 'next' as const),
    });
    const { holidays, workdays } = JSON.parse(
      readFileSync(require.resolve('chinese-days/dist/chinese-days.json'), 'utf8'),
    ) as Record<'holidays' | 'workdays', Readonly<Record<string, string>>>;
    const works = (at: Date): boolean => {
      const day = at.toISOString().slice(0, 10);
      if (workdays[day] !== undefined) return true;
      return holidays[day] === undefined && at.getUTCDay() !== 0 && at.getUTCDay() !== 6;
    };
    assert(
      property(known, ({ from, days, firstDay }) => {
        const at = new Date(from * 86_400_000);
        if (firstDay === 'next') at.setUTCDate(at.getUTCDate() + 1);
        let left = days;
        for (;;) {
          if (works(at)) left -= 1;
          if (left === 0) break;
          at.setUTCDate(at.getUTCDate() + 1);
        }
        return lastOf(dayText(from), { days, counting: 'working', firstDay }) === at.toISOString().slice(0, 10);
      }),
    );
  });
});

describe('days', () => {
  it('are numbered as the clock of the machine numbers them', () => {
    assert(
      property(integer({ min: -200_000, max: 2_900_000 }), (number) => {
        const text = dayText(number);
        const at = new Date(number * 86_400_000);
        return (
          text === at.toISOString().slice(0, 10) &&
          dayNumber(text) === number &&
          isWeekend(text) === (at.getUTCDay() % 6 === 0)
        );
      }),
    );
  });

  it('are those of the calendar, in Beijing', () => {
    expect(['2024-02-29', '2023-02-29', '2024-13-01', '2024-1-1', '2024-00-10'].map(isDay)).toEqual([
      ...[true, false, false, false, false],
    ]);
    expect(dayOf(Date.parse('2024-03-12T15:59:59Z'))).toBe('2024-03-12');
    expect(dayOf(Date.parse('2024-03-12T16:00:00Z'))).toBe('2024-03-13');
    expect(daysAfter('2023-12-31', 1)).toBe('2024-01-01');
    expect(['17:00', '24:00', '9:00', '23:59'].map(isClock)).toEqual([true, false, false, true]);
  });
});

describe('a table of years', () => {
  const good: YearTable = { year: 2027, source: '国办通知', holidays: ['2027-10-01'], workdays: ['2027-10-09'] };
  const problemsOf = (json: unknown) => {
    const loaded = loadYears(json);
    return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
  };

  it('is taken when it is right, and the one of the package is', () => {
    expect(loadYears([good])).toEqual({ ok: true, years: [good] });
    expect(problemsOf(chinaYears)).toEqual([]);
    expect(chinaYears.map(({ year }) => year)).toEqual(expect.arrayContaining([2004, 2019, 2026]));
  });

  it('tells everything that is wrong at once', () => {
    expect(problemsOf({})).toEqual([' wrong-type']);
    expect(
      problemsOf([
        { ...good, source: ' ', holidays: ['2027-02-30', '2026-10-01', '2027-10-09'] },
        { ...good, workdays: ['2027-10-08', '2027-10-10', '2027-10-10'], extra: 1 },
        { year: '2028' },
        { year: 2029, source: 'x', workdays: [] },
        7,
      ]),
    ).toEqual([
      ...[
        '/0/source field-missing',
        '/0/holidays/0 no-such-day',
        '/0/holidays/1 other-year',
        '/0/workdays/0 both-ways',
      ],
      ...[
        '/1/extra field-unknown',
        '/1/workdays/2 day-repeated',
        '/1/workdays/0 not-a-weekend',
        '/1/year year-repeated',
      ],
      ...['/2/source field-missing', '/2/year wrong-type', '/3/holidays wrong-type', '/4 wrong-type'],
    ]);
  });
});
