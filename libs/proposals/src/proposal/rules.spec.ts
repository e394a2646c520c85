import { campaignDocument as document } from '../testing/examples';
import { hashCampaignDocument, loadCampaignDocument, rewardFor, type CampaignDocument } from './rules';

const problemsOf = (json: unknown) => {
  const loaded = loadCampaignDocument(json);
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};
const withTarget = (target: object) => ({ ...document, targets: [{ target: 't', name: '指标', ...target }] });

describe('a campaign document', () => {
  it('loads, and is named by its wording', () => {
    expect(loadCampaignDocument(document)).toEqual({ ok: true, document });
    expect(hashCampaignDocument(document)).not.toBe(hashCampaignDocument({ ...document, version: 2 }));
  });

  it.each<[string, unknown, string]>([
    ['no object', null, ' bad-form'],
    ['a field nobody knows', { ...document, prize: 1 }, '/prize bad-form'],
    ['a missing field', { ...document, kinds: undefined }, '/kinds bad-form'],
    ['a day that is none', { ...document, period: { from: '2026-02-30', to: '2026-12-31' } }, '/period/from bad-form'],
    ['no kinds', { ...document, kinds: [] }, '/kinds bad-form'],
    ['a number for a text', { ...document, kinds: [{ kind: 'a', name: 1 }] }, '/kinds/0/name bad-form'],
    ['a sealed text', { ...document, title: 'sealed:1:x:name:y' }, '/title bad-form'],
    ['a figure nobody counts', withTarget({ figure: 'luck', atLeast: '1' }), '/targets/0/figure bad-form'],
    ['a negative target', withTarget({ figure: 'proposed', atLeast: '-1' }), '/targets/0/atLeast bad-form'],
  ])('refuses %s', (_what, json, expected) => expect(problemsOf(json)).toEqual([expected]));

  it('tells everything that is wrong in its meaning', () => {
    const [kind] = document.kinds;
    const wrong: CampaignDocument = {
      ...document,
      period: { from: '2026-12-31', to: '2026-01-01' },
      kinds: [kind!, kind!],
      rewards: [
        { from: '1', yuan: { min: 20, max: 10 } },
        { from: '1.0', yuan: { min: 20, max: 20 } },
      ],
      targets: [
        { target: 't', name: '甲', figure: 'proposed' },
        { target: 't', name: '乙', figure: 'proposed', lastYear: '1' },
      ],
    };
    expect(problemsOf(wrong)).toEqual([
      '/period range-reversed',
      '/kinds/1/kind repeated',
      '/targets/1/target repeated',
      '/rewards/0/yuan range-reversed',
      '/rewards/1/from not-ascending',
      '/targets/0 bound-unclear',
      '/targets/1 bound-unclear',
    ]);
  });

  it('asks for the number of all units where a target is a share of it', () => {
    const { unitsInAll: _unitsInAll, ...without } = document;
    const targets = [{ target: 't', name: '参赛面', figure: 'joined', of: 'unitsInAll', atLeast: '85' }];
    expect(problemsOf({ ...without, targets })).toEqual(['/targets/0/of units-in-all-missing']);
    expect(problemsOf({ ...document, targets })).toEqual([]);
  });

  it.each([
    ['0', 20],
    ['0.099999', 20],
    ['0.1', 50],
    ['1', 100],
    ['4.999999', 100],
    ['5.00', 300],
    ['50', 5_000],
    ['500', 30_000],
    ['99999', 30_000],
  ])('a verified benefit of %s 万元 earns from %i yuan', (benefit, min) => {
    expect(rewardFor(document, benefit)?.yuan.min).toBe(min);
  });

  it('gives nothing below the lowest band, or without bands', () => {
    const { rewards: _rewards, ...without } = document;
    expect(rewardFor(without, '5')).toBeUndefined();
    expect(rewardFor({ ...document, rewards: [{ from: '1', yuan: { min: 1, max: 1 } }] }, '0.9')).toBeUndefined();
  });
});
