import { parseDecisionNumber, printDecisionNumber } from './decision-number';
import { dayOf, isDay } from './terms';

it('domain-rules 105: 唐工字〔2023〕25号 parses to 2023 and 25', () => {
  expect(parseDecisionNumber('唐工字〔2023〕25号')).toEqual({ issuer: '唐工字', year: 2023, number: 25 });
});

it.each(['唐工字[2023]25号', '唐工字(2023)25号', '唐工字（2023）25号', '唐工字【2023】25号', ' 唐工字〔2023〕 25 号'])(
  'domain-rules 105: %s is read and printed with 〔〕',
  (text) => expect(printDecisionNumber(parseDecisionNumber(text)!)).toBe('唐工字〔2023〕25号'),
);

it.each([
  '唐工字〔2023〕025号',
  '唐工字〔2023〕0号',
  '唐工字〔23〕25号',
  '〔2023〕25号',
  '唐工字2023第25号',
  '唐工字〔2023〕25',
  '',
])('domain-rules 105: %s is no decision number', (text) => expect(parseDecisionNumber(text)).toBeUndefined());

it('knows which days exist', () => {
  expect(['2024-02-29', '2000-02-29', '2026-12-31'].map(isDay)).toEqual([true, true, true]);
  const wrong = ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '26-1-1', ''];
  expect(wrong.map(isDay)).toEqual(wrong.map(() => false));
});

it('names the day in Shanghai', () => {
  expect(dayOf(Date.parse('2026-04-27T15:59:59.999Z'))).toBe('2026-04-27');
  expect(dayOf(Date.parse('2026-04-27T16:00:00Z'))).toBe('2026-04-28');
  for (let at = 0; at < 5e12; at += 7_654_321_987) {
    expect(dayOf(at)).toBe(new Date(at + 8 * 3_600_000).toISOString().slice(0, 10));
  }
});
