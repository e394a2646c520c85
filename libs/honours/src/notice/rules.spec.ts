import { noticeRules } from '../testing/notices';
import { holdsIdNumber, loadNoticeDocument, withoutPhones } from './rules';

const problemsOf = (json: unknown) => {
  const loaded = loadNoticeDocument(json);
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('a notice document', () => {
  it('is taken when it is right', () => {
    expect(loadNoticeDocument(noticeRules)).toEqual({ ok: true, document: noticeRules });
  });

  it('tells everything that is wrong with its form at once', () => {
    const [base] = noticeRules.levels;
    const levels = [{ ...base, letters: 'any', term: { ...base?.term, days: 0, closesAt: '24:00' } }];
    expect(problemsOf({ ...noticeRules, levels, quota: 1 })).toEqual([
      '/levels/0/term/days out-of-bounds',
      '/levels/0/term/closesAt bad-form',
      '/levels/0/letters not-allowed',
      '/quota field-unknown',
    ]);
  });

  it('names its levels and fields once, and checks its own working days', () => {
    const { levels, text } = noticeRules;
    const year = { year: 2027, source: '国办通知', holidays: ['2026-10-01'], workdays: [] };
    expect(
      problemsOf({
        ...noticeRules,
        levels: [...levels, levels[1]],
        text: { ...text, fields: [text.fields[0], text.fields[0]] },
        calendar: [year],
      }),
    ).toEqual(['/levels/3/level id-repeated', '/text/fields/1/field id-repeated', '/calendar/0/holidays/0 other-year']);
  });
});

describe('what a notice may not show', () => {
  it.each([
    ['身份证110105194912310026', true],
    ['11010519491231002x', true],
    ['110105 19491231 002X', true],
    ['１１０１０５１９４９１２３１００２Ｘ', true],
    ['110105\u200b19491231002X', true],
    ['电话 010-68591234，2024-03-12 至 2024-03-18', false],
    ['黄工字〔2026〕5号', false],
    ['13812345678', false],
  ])('domain-rules 41: %s looks like an identity number: %s', (text, holds) => {
    expect(holdsIdNumber(text)).toBe(holds);
  });

  it('domain-rules 41: a mobile number is masked, other figures stay', () => {
    expect(withoutPhones('电话13812345678，工龄25年')).toBe('电话138****5678，工龄25年');
    expect(withoutPhones('１３８１２３４５６７８')).toBe('１３８****５６７８');
    expect(withoutPhones('编号113812345678')).toBe('编号113812345678');
  });
});
