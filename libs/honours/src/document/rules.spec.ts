import { roundRules } from '../testing/examples';
import { noticeRules } from '../testing/notices';
import { hashRoundDocument, loadRoundDocument } from './rules';

const problemsOf = (json: unknown) => {
  const loaded = loadRoundDocument(json);
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('round document', () => {
  it('takes a document, and one without any part', () => {
    const { id, version, title, cites } = roundRules;
    expect(loadRoundDocument(roundRules)).toEqual({ ok: true, document: roundRules });
    expect(loadRoundDocument({ id, version, title, cites }).ok).toBe(true);
  });

  it('names one wording, whatever the order of its fields', () => {
    const turned = Object.fromEntries(Object.entries(roundRules).reverse()) as typeof roundRules;
    expect(hashRoundDocument(turned)).toBe(hashRoundDocument(roundRules));
    expect(hashRoundDocument({ ...roundRules, version: 2 })).not.toBe(hashRoundDocument(roundRules));
  });

  it('tells every departure from the form, also within a part', () => {
    const [base] = roundRules.phases;
    expect(
      problemsOf({
        ...roundRules,
        cites: [],
        phases: [{ ...base, from: '5 January' }],
        notice: { id: 'n' },
        colour: 1,
      }),
    ).toEqual(
      expect.arrayContaining([
        '/cites out-of-bounds',
        '/phases/0/from bad-form',
        '/notice field-missing',
        '/colour field-unknown',
      ]),
    );
  });

  it('tells every problem of meaning, of phases and parts together', () => {
    const [base, city] = roundRules.phases;
    const [level] = noticeRules.levels;
    expect(
      problemsOf({
        ...roundRules,
        phases: [base, { ...city, phase: 'base' }, { ...base, phase: 'late', from: '2026-02-30', to: '2026-02-01' }],
        notice: { ...noticeRules, levels: [level, level] },
      }),
    ).toEqual(['/phases/1/phase id-repeated', '/phases/2/from no-such-day', '/notice/levels/1/level id-repeated']);
    expect(problemsOf({ ...roundRules, phases: [{ ...base, to: '2026-01-04' }] })).toEqual([
      '/phases/0/to range-reversed',
    ]);
  });
});
