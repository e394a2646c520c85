import fc from 'fast-check';
import { season } from '../testing/season';
import { byteOrderMark } from '@xf/files';
import { figuresOf, sharesOf } from './query';
import { evidencePage } from './query.evidence';
import { growthOf, percentMore } from './query.growth';
import { csvOf } from './shell.csv';
import { reportOf } from './shell.report';

const city = { organization: 'city', year: 2026 };

function founded() {
  const story = season();
  for (const path of [['city'], ['city', 'east'], ['city', 'west']]) story.place(...path);
  return story;
}

type Story = ReturnType<typeof season>;

const state = (story: Story, figure: string, value: string, more: object = {}) =>
  story.tell({ type: 'FigureStated', ...city, figure, value, source: '统计年鉴', ...more });

/** So many units in a competition of the city's districts. */
function entered(story: Story, units: number, more: object = {}): void {
  story.open('cup', { organization: 'east', series: 'ankang', ...more });
  for (let n = 0; n < units; n++) story.enter('cup', `e${n}`, { kind: 'unit', subject: `u${n}`, title: `第${n}厂` });
}

const coverage = (story: Story, asked: { organization: string; year: number; series?: string } = city) => {
  const view = story.view();
  const [share] = sharesOf(view, asked, figuresOf(view, asked));
  return share;
};

describe('coverage', () => {
  it('domain-rules 100: 10 230 units of 12 000 are 85.25 %, told with both and where they are from', () => {
    const story = founded();
    state(story, 'unitsInAll', '12000');
    entered(story, 10_230);
    expect(coverage(story)).toEqual({
      ...{ share: 'coverage', zh: '参赛面', en: 'units that take part' },
      numerator: { figure: 'units', value: 10_230 },
      denominator: { figure: 'unitsInAll', value: 12_000, from: 'stated', source: '统计年鉴', event: 'log-all@3' },
      percent: '85.25',
    });
  });

  it('domain-rules 100: of an area is a share of the sum below it, when every organisation there has said its own', () => {
    const story = founded();
    entered(story, 3);
    expect(coverage(story)).toEqual(expect.not.objectContaining({ denominator: expect.anything() }));
    state(story, 'unitsInAll', '5', { organization: 'east' });
    expect(coverage(story)).not.toHaveProperty('percent');
    state(story, 'unitsInAll', '3', { organization: 'west' });
    expect(coverage(story)).toMatchObject({
      percent: '37.50',
      denominator: {
        ...{ value: 8, from: 'below' },
        of: [
          { organization: 'east', value: 5 },
          { organization: 'west', value: 3 },
        ],
      },
    });
    state(story, 'unitsInAll', '10');
    expect(coverage(story)).toMatchObject({ percent: '30.00', denominator: { from: 'stated', value: 10 } });
  });

  it('of a series is a share of what was stated for it, or else of all', () => {
    const story = founded();
    entered(story, 3);
    story.open('other', { organization: 'west' });
    story.enter('other', 'o1', { unit: '别的厂' });
    state(story, 'unitsInAll', '8');
    expect(coverage(story)).toMatchObject({ percent: '50.00' });
    expect(coverage(story, { ...city, series: 'ankang' })).toMatchObject({ percent: '37.50' });
    state(story, 'unitsInAll', '4', { series: 'ankang' });
    expect(coverage(story, { ...city, series: 'ankang' })).toMatchObject({ percent: '75.00' });
  });

  it('domain-rules 100: of three among two is told as it is, with a remark', () => {
    const story = founded();
    entered(story, 3);
    state(story, 'unitsInAll', '3');
    expect(coverage(story)).toMatchObject({ percent: '100.00' });
    expect(coverage(story)).not.toHaveProperty('remark');
    state(story, 'unitsInAll', '2');
    expect(coverage(story)).toMatchObject({ percent: '150.00', remark: { zh: expect.stringMatching(/^参加数多于/) } });
  });

  it('of nothing is no share', () => {
    const story = founded();
    state(story, 'unitsInAll', '0');
    expect(coverage(story)).not.toHaveProperty('percent');
  });
});

describe('growth', () => {
  const growth = (story: Story, series?: string) => {
    const view = story.view();
    const asked = { ...city, series };
    return growthOf(view, asked, figuresOf(view, asked)).find(({ figure }) => figure === 'units');
  };

  it.each([
    [219, false, '9.50'],
    [220, true, '10.00'],
  ])('domain-rules 103: 200 units last year and ten per cent more: %i is %s', (units, met, percent) => {
    const story = founded();
    state(story, 'units', '200', { year: 2025, series: 'ankang' });
    story.tell({ type: 'TargetSet', ...city, series: 'ankang', figure: 'units', growthPercent: '10', source: '方案' });
    entered(story, units);
    expect(growth(story, 'ankang')).toMatchObject({
      ...{ value: String(units), percent },
      lastYear: { value: '200', from: 'stated', source: '统计年鉴', counted: '0' },
      target: { growthPercent: '10', needed: '220', met, source: '方案' },
    });
    expect(growth(story)).not.toHaveProperty('target');
  });

  it('is against what was counted, when nobody stated anything else', () => {
    const story = founded();
    story.open('old', { organization: 'west', year: 2025 });
    for (const n of [1, 2, 3]) story.enter('old', `o${n}`, { unit: `${n}厂` });
    entered(story, 2);
    expect(growth(story)).toMatchObject({ lastYear: { value: '3', from: 'counted' }, percent: '-33.33' });
  });

  it('on nothing has no per cent, and nobody can say whether it is enough', () => {
    const story = founded();
    story.tell({ type: 'TargetSet', ...city, figure: 'units', growthPercent: '10', source: '方案' });
    entered(story, 2);
    expect(growth(story)).not.toHaveProperty('percent');
    expect(growth(story)?.target).not.toHaveProperty('met');
    story.tell({ type: 'TargetSet', ...city, figure: 'units', atLeast: '3', source: '方案', reason: '改' });
    expect(growth(story)?.target).toMatchObject({ needed: '3', met: false });
  });

  it('is rounded half away from zero from the exact ratio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (now, before) => {
        const told = percentMore(BigInt(now), BigInt(before)) ?? '';
        const twice = BigInt(told.replace(/[-.]/g, '')) * 2n * BigInt(before);
        const exact = BigInt(Math.abs(now - before)) * 20_000n;
        expect(twice - exact <= BigInt(before) && exact - twice < BigInt(before)).toBe(true);
        expect(told.startsWith('-')).toBe(now < before && /[1-9]/.test(told));
      }),
    );
  });
});

describe('units of a series', () => {
  it('domain-rules 104: tell in how many consecutive years they took part', () => {
    const story = founded();
    for (const [n, year] of [2022, 2023, 2024, 2025, 2026].entries()) {
      story.open(`cup${year}`, { organization: 'east', year, series: 'ankang' });
      story.enter(`cup${year}`, `a${n}`, { kind: 'unit', subject: 'a', title: '甲厂' });
      if (year !== 2024) story.enter(`cup${year}`, `b${n}`, { kind: 'unit', subject: 'b', title: '乙厂' });
    }
    story.open('other', { organization: 'east', year: 2024 });
    story.enter('other', 'x', { kind: 'unit', subject: 'b', title: '乙厂' });
    const view = story.view();
    const page = (year: number) =>
      evidencePage(view, 'units', { organization: 'city', year, series: 'ankang' }, 'series:ankang', { limit: 9 });
    expect(page(2026).rows).toMatchObject([
      { unit: '甲厂', consecutive: 5, years: [2026, 2025, 2024, 2023, 2022] },
      { unit: '乙厂', consecutive: 2, years: [2026, 2025, 2023, 2022] },
    ]);
    expect(page(2025).rows[0]).toMatchObject({ consecutive: 4 });
    expect(page(2026).rows[0]?.events).toHaveLength(1);
  });
});

it('domain-rules 117: the table has a line for every figure and share, and no formula', () => {
  const story = founded();
  entered(story, 2);
  state(story, 'unitsInAll', '3');
  story.tell({ type: 'TargetSet', ...city, figure: 'units', atLeast: '3', source: '=cmd()' });
  const text = csvOf(reportOf(story.view(), { ...city, series: undefined }));
  expect(text.startsWith(`${byteOrderMark}组织,年度,系列,指标,数值,分子,分母,分母来源,百分比,`)).toBe(true);
  expect(text).toContain('city,2026,,参赛单位,2,,,,,0,,3,否,/api/organizations/city/figures/units?year=2026\r\n');
  expect(text).toContain('city,2026,,参赛面,,2,3,填报,66.67,,,,,/api/organizations/city/figures/units?year=2026\r\n');
  expect(text).toContain('city,2026,,职工参赛率,,0,,未填报,,,,,,');
  expect(text).not.toMatch(/(^|,)[=+@]/m);
});
