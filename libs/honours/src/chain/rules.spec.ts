import { loadRoundDocument } from '../document/rules';
import { chainRules, eligibilityRules } from '../testing/chain';
import { roundRules } from '../testing/examples';
import { charactersIn, loadChain, nomineeKinds } from './rules';
import { withoutLacks } from './rules.lacks';

const problems = (json: unknown) => {
  const loaded = loadChain(json);
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('the chain of a round document', () => {
  it('takes a document, beside the clauses of eligibility', () => {
    expect(loadChain(chainRules)).toEqual({ ok: true, document: chainRules });
    const whole = { ...roundRules, chain: chainRules, eligibility: eligibilityRules };
    expect(loadRoundDocument(whole)).toEqual({ ok: true, document: whole });
    expect(nomineeKinds(chainRules)).toEqual(['enterprise_head', 'worker']);
  });

  it('tells every departure from the form, where it stands in the whole', () => {
    const loaded = loadRoundDocument({ ...roundRules, chain: { levels: [] }, eligibility: { clauses: [] } });
    expect(loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      ...['/chain field-missing', '/chain/levels out-of-bounds'],
      ...['/eligibility field-missing', '/eligibility/clauses out-of-bounds'],
    ]);
  });

  it('tells every problem of meaning', () => {
    const [base, district] = chainRules.levels;
    const [deeds] = chainRules.materials;
    const [congress] = chainRules.resolution.papers;
    const [tax] = chainRules.consultation.departments;
    expect(
      problems({
        ...chainRules,
        levels: [district, base, district],
        materials: [deeds, deeds],
        resolution: { papers: [congress, congress] },
        consultation: {
          ...{ from: 'city', closesOn: '2026-02-30', departments: [tax, tax] },
          matrix: [{ kinds: ['worker'], departments: ['police'] }],
        },
      }),
    ).toEqual([
      ...['/levels/2/level id-repeated', '/levels/1/organization level-not-higher'],
      ...['/resolution/papers/1/paper id-repeated', '/materials/1/material id-repeated'],
      ...['/consultation/departments/1/department id-repeated', '/consultation/from level-unknown'],
      ...['/consultation/closesOn no-such-day', '/consultation/matrix/0/departments/0 department-unknown'],
    ]);
  });

  it('domain-rules 15: counts written characters, and no space of any width', () => {
    expect(charactersIn('连续 三年\t生产\u3000标兵\n')).toBe(8);
    expect(charactersIn('\u{20000}字\u200b')).toBe(2);
    expect(charactersIn('')).toBe(0);
  });
});

describe('a list refused for what some on it lack', () => {
  it('domain-rules 44: does not tell the recused what theirs lack', () => {
    const lacks = [{ code: 'ineligible', of: 'accident', zh: '事故', en: 'accident' }];
    const rejection = {
      code: 'candidacies-lacking',
      lacking: ['n1', 'n2'].map((nomination) => ({ nomination, lacks })),
    };
    expect(withoutLacks(rejection, new Set(['n2']))).toEqual({
      code: 'candidacies-lacking',
      lacking: [
        { nomination: 'n1', lacks },
        { nomination: 'n2', lacks: [] },
      ],
    });
    const bar = { unit: 'u7', round: 'r2023', year: 2023, foundOn: '2026-08-28' };
    const barred = { code: 'nominations-barred', barred: ['n1', 'n2'].map((nomination) => ({ nomination, bar })) };
    expect(withoutLacks(barred, new Set(['n2']))).toEqual({
      code: 'nominations-barred',
      barred: [{ nomination: 'n1', bar }, { nomination: 'n2' }],
    });
    const other = { code: 'shortlist-missing' };
    expect(withoutLacks(other, new Set(['n2']))).toBe(other);
  });
});
