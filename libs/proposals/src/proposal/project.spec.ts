import fc from 'fast-check';
import type { View } from '@xf/es';
import { figures, stages, type Figure } from '../terms';
import { campaignDocument } from '../testing/examples';
import { startedAt, world, type Play } from '../testing/world';
import type { ProposalsRow } from './project';
import { boardPage, campaignRow, evidencePage, proposalPage, proposalRow } from './query';
import { ratesOf, reached, statisticsOf, type Figures } from './query.figures';
import type { Target } from './rules';

const { id: campaign } = campaignDocument;
const all = { limit: 1_000 };
const correction = (to: string) =>
  ({ type: 'CorrectBenefit', campaign, proposal: 'p1', benefit: to, document: '审字', reason: '重算' }) as const;

/** Every row a reader can reach, with its places, as text. */
function dumped(view: View<ProposalsRow>): string {
  const scopes = ['*', 'unit:plant1', 'unit:plant2', 'kind:suggestion', 'kind:method'];
  const sets = [
    ...['proposed', 'adopted', 'implemented', 'benefit', 'perHead'].map((board) => `board/${campaign}/${board}`),
    ...scopes.flatMap((scope) => [
      ...stages.map((stage) => `stage/${campaign}/${stage}/${scope}`),
      ...figures.map((figure) => `figure/${campaign}/${figure}/${scope}`),
    ]),
  ];
  const keys = [`campaign/${campaign}`, ...scopes.map((scope) => `tally/${campaign}/${scope}`)];
  return JSON.stringify([sets.map((set) => view.range(set, all)), keys.map((key) => view.get(key))]);
}

describe('figures', () => {
  it('domain-rules 101, 102: each is counted at its own stage, and a benefit once it is verified', async () => {
    const w = world();
    await w.open({ plant1: 10 });
    await w.play({ id: 'p1', to: 'verified', benefit: '5' });
    await w.play({ id: 'p2', to: 'implemented' });
    await w.play({ id: 'p3', to: 'adopted' });
    await w.play({ id: 'p4', to: 'declined' });
    await w.play({ id: 'p5' });
    const found = statisticsOf(await w.view(), campaign);
    expect(found?.figures).toEqual({
      joined: 1,
      headCount: 10,
      proposers: 5,
      proposed: 5,
      adopted: 3,
      declined: 1,
      implemented: 2,
      verified: 1,
      benefit: '5',
    });
    const [, , , adoption] = found?.rates ?? [];
    expect(adoption).toEqual({
      rate: 'adoption',
      zh: '采纳率',
      en: 'adopted of proposed',
      numerator: { figure: 'adopted', value: 3 },
      denominator: { figure: 'proposed', value: 5 },
      percent: '60.00',
    });
  });

  it('domain-rules 102: 5038 of innovations, 1794 of methods and 5611 of suggestions come to 12 443', async () => {
    const w = world();
    await w.open({ plant1: 10, plant2: 10 });
    await w.play({ id: 'p1', kind: 'innovation', to: 'verified', benefit: '5038' });
    await w.play({ id: 'p2', kind: 'method', unit: 'plant2', to: 'verified', benefit: '1794' });
    await w.play({ id: 'p3', to: 'verified', benefit: '5610.7' });
    await w.play({ id: 'p4', to: 'verified', benefit: '0.3' });
    await w.play({ id: 'p5', to: 'implemented' });
    const view = await w.view();
    const found = statisticsOf(view, campaign);
    expect(found?.figures.benefit).toBe('12443');
    expect(found?.kinds?.map((kind) => [kind.kind, kind.figures.benefit])).toEqual([
      ['suggestion', '5611'],
      ['innovation', '5038'],
      ['method', '1794'],
      ['five_small', '0'],
    ]);
    expect(statisticsOf(view, campaign, 'plant2')?.figures).toMatchObject({ headCount: 10, benefit: '1794' });
    expect(statisticsOf(view, campaign, 'plant3')).toBeUndefined();
    expect(statisticsOf(view, 'other')).toBeUndefined();
  });

  it('domain-rules 101: 8186 carried out of 13 660 proposed are 59.93 %, with both numbers told', () => {
    const counted = { proposed: 13_660, implemented: 8_186 } as Figures;
    const rates = ratesOf({ ...none, ...counted }, undefined);
    expect(rates.find(({ rate }) => rate === 'implementation')).toMatchObject({
      numerator: { figure: 'implemented', value: 8_186 },
      denominator: { figure: 'proposed', value: 13_660 },
      percent: '59.93',
    });
    expect(rates.map(({ rate }) => rate)).not.toContain('coverage');
    expect(rates.find(({ rate }) => rate === 'perHead')).not.toHaveProperty('percent');
  });

  it('domain-rules 100: 10 230 of 12 000 units that take part are a coverage of 85.25 %', () => {
    const [coverage] = ratesOf({ ...none, joined: 10_230 }, 12_000);
    expect(coverage).toMatchObject({
      numerator: { figure: 'joined', value: 10_230 },
      denominator: { figure: 'unitsInAll', value: 12_000 },
      percent: '85.25',
    });
  });

  it('counts whoever proposes twice as one', async () => {
    const w = world();
    await w.open({ plant1: 10, plant2: 10 });
    await w.play({ id: 'p1', people: ['a', 'b'] });
    await w.play({ id: 'p2', people: ['b'] });
    await w.play({ id: 'p3', people: ['b'], unit: 'plant2' });
    const view = await w.view();
    const proposers = (unit?: string) => statisticsOf(view, campaign, unit)?.figures.proposers;
    expect([proposers(), proposers('plant1'), proposers('plant2')]).toEqual([2, 2, 1]);
    expect(evidencePage(view, campaign, 'proposers', '*', all).rows).toEqual([
      { events: ['proposal-ideas2026.p1@0'] },
      { events: ['proposal-ideas2026.p1@0', 'proposal-ideas2026.p2@0', 'proposal-ideas2026.p3@0'] },
    ]);
  });

  it('a correction changes the sums and stays in the history and behind the figure', async () => {
    const w = world();
    await w.open({ plant1: 10 });
    await w.play({ id: 'p1', to: 'verified', benefit: '6' });
    await w.act(correction('5.5'), 'cat');
    const view = await w.view();
    expect(statisticsOf(view, campaign)?.figures).toMatchObject({ verified: 1, benefit: '5.5' });
    expect(boardPage(view, campaign, 'benefit', all).rows[0]?.unit.tally.benefit).toBe('5.5');
    const [last] = proposalRow(view, campaign, 'p1')?.steps.slice(-1) ?? [];
    expect(last).toMatchObject({ by: 'cat', said: { from: '6', to: '5.5', document: '审字', reason: '重算' } });
    expect(evidencePage(view, campaign, 'benefit', '*', all).rows).toMatchObject([
      { benefit: '5.5', events: ['proposal-ideas2026.p1@4', 'proposal-ideas2026.p1@5'] },
    ]);
    expect(evidencePage(view, campaign, 'verified', '*', all).rows).toMatchObject([
      { events: ['proposal-ideas2026.p1@4'] },
    ]);
  });
});

const none = Object.fromEntries(figures.map((figure) => [figure, figure === 'benefit' ? '0' : 0])) as Figures;

describe('targets', () => {
  const is = (target: Partial<Target>, counted: Partial<Figures>, unitsInAll?: number) =>
    reached(
      { target: 't', name: '指标', figure: 'proposed', ...target },
      { ...none, ...counted },
      { unitsInAll: unitsInAll ?? 0 },
    );

  it('domain-rules 103: 200 units last year and ten per cent more ask for at least 220', () => {
    const growth = { figure: 'joined', lastYear: '200', growthPercent: '10' } as const;
    expect(is(growth, { joined: 219 })).toMatchObject({ actual: '219', atLeast: '220', met: false });
    expect(is(growth, { joined: 220 })).toMatchObject({ actual: '220', atLeast: '220', met: true });
  });
  it('domain-rules 103: a growth that does not come out even is compared exactly', () => {
    const growth = { figure: 'joined', lastYear: '205', growthPercent: '10' } as const;
    expect(is(growth, { joined: 225 })).toMatchObject({ atLeast: '225.5', met: false });
    expect(is(growth, { joined: 226 }).met).toBe(true);
  });
  it('a share is met at its bound, not by rounding up to it', () => {
    const done = { figure: 'implemented', of: 'proposed', atLeast: '80' } as const;
    expect(is(done, { implemented: 4, proposed: 5 })).toMatchObject({ actual: '80.00', met: true });
    expect(is(done, { implemented: 79_999, proposed: 100_000 })).toMatchObject({ actual: '80.00', met: false });
    expect(is(done, {})).toMatchObject({ met: false });
    expect(is(done, {})).not.toHaveProperty('actual');
  });
  it('a figure is met at its bound; a benefit in parts of 万元 as well', () => {
    expect([2_599, 2_600].map((proposed) => is({ atLeast: '2600' }, { proposed }).met)).toEqual([false, true]);
    const worth = { figure: 'benefit', atLeast: '155.5' } as const;
    expect(['155.499999', '155.5'].map((benefit) => is(worth, { benefit }).met)).toEqual([false, true]);
  });
  it('a share of all units is one of those the document states', () => {
    expect(is({ figure: 'joined', of: 'unitsInAll', atLeast: '85.25' }, { joined: 10_230 }, 12_000).met).toBe(true);
  });
});

describe('boards and lists', () => {
  it('puts units in order by each figure and for each head; equals share a rank', async () => {
    const w = world();
    await w.open({ plant1: 30, plant2: 10, plant3: 3, plant4: 5 });
    for (const id of ['a', 'b', 'c']) await w.play({ id, to: id === 'a' ? 'verified' : 'adopted', benefit: '10' });
    await w.play({ id: 'd', unit: 'plant2', to: 'verified', benefit: '9.5' });
    await w.play({ id: 'e', unit: 'plant3' });
    const view = await w.view();
    const board = (of: 'proposed' | 'benefit' | 'perHead') =>
      boardPage(view, campaign, of, all).rows.map(({ rank, unit: { unit } }) => `${rank} ${unit}`);
    expect(board('proposed')).toEqual(['1 plant1', '2 plant2', '2 plant3', '4 plant4']);
    expect(board('benefit')).toEqual(['1 plant1', '2 plant2', '3 plant3', '3 plant4']);
    expect(board('perHead')).toEqual(['1 plant3', '2 plant1', '2 plant2', '4 plant4']);
    await w.join({ unit: 'plant2', headCount: 9, reason: '更正' });
    const after = await w.view();
    expect(boardPage(after, campaign, 'perHead', all).rows.map(({ unit: { unit } }) => unit)).toEqual([
      'plant3',
      'plant2',
      'plant1',
      'plant4',
    ]);
    expect(statisticsOf(after, campaign)?.figures.headCount).toBe(47);
    expect(evidencePage(after, campaign, 'headCount', 'unit:plant2', all).rows).toEqual([
      { events: ['joining-ideas2026.plant2@0', 'joining-ideas2026.plant2@1'], unit: 'plant2', headCount: 9 },
    ]);
  });

  it('lists by stage, page by page, in the order in which they were proposed', async () => {
    const w = world();
    await w.open({ plant1: 10 });
    for (const id of ['p3', 'p1', 'p2']) await w.play({ id, to: 'adopted' });
    const view = await w.view();
    const first = proposalPage(view, campaign, 'adopted', '*', { limit: 2 });
    expect([first.total, first.rows.map(({ proposal }) => proposal)]).toEqual([3, ['p3', 'p1']]);
    const second = proposalPage(view, campaign, 'adopted', '*', { limit: 2, after: first.next });
    expect(second.rows.map(({ proposal }) => proposal)).toEqual(['p2']);
    expect(second.next).toBeUndefined();
    expect(proposalPage(view, campaign, 'proposed', '*', all).rows).toEqual([]);
  });

  it('keeps names sealed', async () => {
    const w = world();
    await w.open({ plant1: 10 });
    await w.play({ id: 'p1', people: ['a'] });
    expect(dumped(await w.view())).not.toContain('先生');
    const [proposer] = proposalRow(await w.view(), campaign, 'p1')?.proposers ?? [];
    expect(await w.engine.vault.reveal([proposer?.name ?? ''])).toEqual(['a先生']);
  });
});

describe('times', () => {
  it('shows the past by position and by valid time; a correction counts from when its benefit was verified', async () => {
    const w = world();
    await w.open({ plant1: 10 });
    await w.play({ id: 'p1', to: 'verified', benefit: '6' });
    const before = await w.publish();
    w.clock.advance(1_000);
    await w.play({ id: 'p2' });
    await w.act(correction('5'), 'cat');
    const figuresAt = async (moment: object) => statisticsOf(await w.past(moment), campaign)?.figures;
    expect(await figuresAt({})).toMatchObject({ benefit: '6' });
    await w.act(correction('5'), 'dan');
    expect(await figuresAt({ position: before })).toMatchObject({ proposed: 1, benefit: '6' });
    expect(await figuresAt({ validAt: startedAt })).toMatchObject({ proposed: 1, benefit: '5' });
    expect(await figuresAt({})).toMatchObject({ proposed: 2, benefit: '5' });
    expect(campaignRow(await w.view(), campaign)?.publications).toEqual([
      { version: 1, position: before, at: startedAt },
    ]);
  });
});

describe('any story', () => {
  const play: fc.Arbitrary<Omit<Play, 'id'>> = fc.record({
    unit: fc.constantFrom('plant1', 'plant2'),
    kind: fc.constantFrom('suggestion', 'method'),
    people: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    to: fc.constantFrom(...stages),
    benefit: fc.nat(3_000_000).map((n) => `${Math.floor(n / 1_000)}.${String(n % 1_000).padStart(3, '0')}`),
  });

  it('folds to the same rows in batches of any size, and every figure is what stands behind it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(play, { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), async (plays, batch) => {
        const w = world();
        await w.open({ plant1: 7, plant2: 11 });
        for (const [n, one] of plays.entries()) await w.play({ ...one, id: `p${n}` });
        const view = await w.view();
        expect(dumped(await w.view(batch))).toBe(dumped(view));
        for (const scope of ['*', 'unit:plant1', 'kind:method'] as const) {
          const unit = scope === 'unit:plant1' ? 'plant1' : undefined;
          const found = statisticsOf(view, campaign, unit);
          const told = scope === 'kind:method' ? found?.kinds?.[2]?.figures : found?.figures;
          for (const figure of ['proposed', 'adopted', 'declined', 'implemented', 'verified'] satisfies Figure[])
            expect([figure, evidencePage(view, campaign, figure, scope, all).total]).toEqual([figure, told?.[figure]]);
          const rows = evidencePage(view, campaign, 'benefit', scope, all).rows;
          const sum = rows.reduce((total, { benefit = '0' }) => total + Math.round(Number(benefit) * 1_000), 0);
          expect(Math.round(Number(told?.benefit) * 1_000)).toBe(sum);
        }
      }),
      { numRuns: 30 },
    );
  });
});
