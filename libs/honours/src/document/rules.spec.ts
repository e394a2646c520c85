import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quotaRules, roundRules, shortlistRules } from '../testing/examples';
import { chainRules, eligibilityRules } from '../testing/chain';
import { committeeRules } from '../testing/committees';
import { noticeRules } from '../testing/notices';
import { hashRoundDocument, loadRoundDocument, strayAwards, type RoundDocument } from './rules';

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

  it('domain-rules 119: publishes of people what lists may print, and never what identifies them', () => {
    const lists = { personal: ['gender', 'birthYear'], shownDays: 180 };
    expect(problemsOf({ ...roundRules, lists })).toEqual([]);
    const wrong = problemsOf({ ...roundRules, lists: { personal: ['idNumber', 'phone'], shownDays: 0 } });
    expect(wrong.map((one) => one.split(' ')[0])).toEqual([
      ...['/lists/personal/0', '/lists/personal/1', '/lists/shownDays'],
    ]);
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

  it('domain-rules 19: the structure shares of 2024 load, with 943 seats and 145 single-listed beside them', () => {
    const file = join(__dirname, '../../../../examples/round-documents/national-2024.json');
    const loaded = loadRoundDocument(JSON.parse(readFileSync(file, 'utf8')));
    expect(loaded).toMatchObject({
      ok: true,
      document: {
        shortlist: {
          awards: [{ seats: 943, document: { lists: [{ seats: 943 }, { seats: 145, singleListed: true }] } }],
        },
      },
    });
  });

  it('tells what is wrong within quotas and shortlists, by award', () => {
    const [pot] = quotaRules.pots;
    const [clause] = shortlistRules.clauses;
    const problems = problemsOf({
      ...roundRules,
      quotas: [
        { award: 'medal', formula: { ...quotaRules, pots: [pot, pot] } },
        { award: 'medal', formula: quotaRules },
      ],
      shortlist: {
        awards: [
          { award: 'medal', document: { ...shortlistRules, clauses: [{ ...clause, of: ['nobody'] }] } },
          { award: 'medal', document: { ...shortlistRules, merit: 'beauty' } },
        ],
      },
    });
    expect(problems).toEqual([
      '/quotas/0/formula/pots/1/pot id-repeated',
      '/quotas/1/award id-repeated',
      '/shortlist/awards/0/document/clauses/0/of unknown',
      '/shortlist/awards/1/award id-repeated',
      '/shortlist/awards/1/document/merit not-allowed',
    ]);
  });

  it('names the second one of an award that a clause or a material lists twice', () => {
    const [deeds] = chainRules.materials;
    const [clause] = eligibilityRules.clauses;
    const loaded = loadRoundDocument({
      ...roundRules,
      chain: { ...chainRules, materials: [{ ...deeds, awards: ['medal', 'flag', 'medal'] }] },
      eligibility: { ...eligibilityRules, clauses: [{ ...clause, awards: ['flag', 'flag'] }] },
    });
    expect(loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/eligibility/clauses/0/awards/1 id-repeated',
      '/chain/materials/0/awards/2 id-repeated',
    ]);
  });

  it('speaks of awards of its round only', () => {
    const quotas = [{ award: 'medal', formula: quotaRules }];
    const shortlist = { awards: [{ award: 'flag', document: shortlistRules }] };
    const stray = strayAwards({ ...roundRules, quotas, shortlist }, new Set(['medal']));
    expect(stray.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(['/shortlist/awards/0/award award-unknown']);
  });

  it('speaks of awards of its round only in every part: a limit on another one would limit nobody', () => {
    const { ballot } = committeeRules;
    const [deeds] = chainRules.materials;
    const [clause] = eligibilityRules.clauses;
    const document: RoundDocument = {
      ...roundRules,
      committee: {
        ...committeeRules,
        ballot: { ...ballot, seats: ['medal', 'medla'].map((award) => ({ award, seats: 2 })) },
      },
      chain: { ...chainRules, materials: [{ ...deeds, awards: ['medal', 'flag'] }] },
      eligibility: { ...eligibilityRules, clauses: [{ ...clause, awards: ['flag'] }] },
    };
    expect(strayAwards(document, new Set(['medal'])).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/committee/ballot/seats/1/award award-unknown',
      '/eligibility/clauses/0/awards/0 award-unknown',
      '/chain/materials/0/awards/1 award-unknown',
    ]);
  });

  it('domain-rules 12: has a level of the chain for every notice below one that a nomination waits for on its way', () => {
    const [base, , nation] = noticeRules.levels;
    const posted = (...levels: readonly string[]) => ({
      ...noticeRules,
      levels: levels.map((level) => ({ ...(level === 'nation' ? nation : base), level })),
    });
    const notice = posted('base', 'distrct', 'province', 'nation');
    expect(problemsOf({ ...roundRules, notice, chain: chainRules })).toEqual(['/notice/levels/1/level level-unknown']);
    expect(problemsOf({ ...roundRules, notice })).toEqual([]);
    // Whoever has accepted last may post again above the chain: a decision waits for that.
    expect(problemsOf({ ...roundRules, notice: noticeRules, chain: chainRules })).toEqual([]);
  });
});
