import { contestantsOf, drawProvince, marksOf, peakAt, rateAt } from './province.draw';
import { simulate, type Town } from './province.model';

const town: Town = {
  ...{ seed: 7, seconds: 20, rate: 2_000, looks: 100, apis: 4, workers: 2, shards: 4, folding: 'all' },
  ...{ ackMs: 5, batchMs: 5, costs: { command: 800, tail: 20, read: 30, fold: 60, look: 300 } },
};

describe('a province that was drawn', () => {
  const province = drawProvince(1, 1 / 500);

  it('has everybody once, in competitions of which few are large', () => {
    const everybody = contestantsOf(province, 1);
    expect(everybody).toHaveLength(4_000);
    expect(new Set(everybody.map(({ competition, number }) => `${competition}/${number}`)).size).toBe(4_000);
    const whole = drawProvince(1, 1).sizes;
    const sorted = whole.toSorted((a, b) => b - a);
    expect(sorted[0]).toBeGreaterThan(100_000);
    expect(sorted[0]).toBeLessThanOrEqual(300_000);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(300);
    expect(whole.reduce((sum, size) => sum + size)).toBe(2_000_000);
  });
  it('has every mark of every judge once, whatever the order', () => {
    const everybody = contestantsOf(province, 1);
    const marks = [...marksOf(everybody, { judges: 20, stages: 50 }, 3)];
    const ids = marks.map(({ of, judge }) => `${of.competition}/${of.number}/${judge}`);
    expect(marks).toHaveLength(80_000);
    expect(new Set(ids).size).toBe(80_000);
    expect(marks.every(({ value }) => Number(value) >= 40 && Number(value) <= 100)).toBe(true);
  });
  it('is the same for the same seed and another for another', () => {
    expect(drawProvince(5, 0.01)).toEqual(drawProvince(5, 0.01));
    expect(drawProvince(6, 0.01)).not.toEqual(drawProvince(5, 0.01));
    const first = (seed: number) =>
      [...marksOf(contestantsOf(province, seed), { judges: 20, stages: 9 }, seed)].slice(0, 99);
    expect(first(2)).toEqual(first(2));
    expect(first(2)).not.toEqual(first(3));
  });
  it('gives all its marks within the day, most of them in the evening', () => {
    const seconds = Array.from({ length: 86_400 }, (_, second) => second);
    const all = (from: number, to: number): number =>
      seconds.filter((at) => at >= from && at < to).reduce((sum, at) => sum + rateAt(at + 0.5, 1_000_000), 0);
    expect(all(0, 86_400)).toBeCloseTo(1_000_000, 0);
    expect(all(peakAt - 3_600, peakAt + 3_600)).toBeGreaterThan(700_000);
    expect(Math.max(...seconds.map((at) => rateAt(at, 1_000_000)))).toBe(rateAt(peakAt, 1_000_000));
  });
});

describe('marks through api processes, the log and workers', () => {
  const deaths = { none: undefined, api: 'api', worker: 'worker' } as const;

  it.each(Object.entries(deaths))('loses none and doubles none when this dies: %s', (_, of) => {
    for (const folding of ['all', 'own'] as const) {
      const report = simulate({ ...town, folding, ...(of === undefined ? {} : { death: { of, at: 5, takeover: 4 } }) });
      expect(report.marks).toBeGreaterThan(39_000);
      expect(report.acknowledged).toBe(report.marks);
      expect(report.visible).toBe(report.marks);
    }
  });
  it('says the same for the same seed', () => {
    const report = simulate({ ...town, death: { of: 'api', at: 5, takeover: 2 } });
    expect(simulate({ ...town, death: { of: 'api', at: 5, takeover: 2 } })).toEqual(report);
    expect(simulate({ ...town, seed: 8 })).not.toEqual(simulate(town));
  });
  it('answers no later with more api processes', () => {
    const waits = [1, 2, 3, 4, 8, 16].map((apis) => simulate({ ...town, apis }).acknowledgedP99);
    expect(waits).toEqual(waits.toSorted((a, b) => b - a));
    expect(waits[0]).toBeGreaterThan(10 * (waits[3] ?? 0));
  });
  it('shows no later with more workers where each folds its own shards', () => {
    const loaded = { ...town, folding: 'own', costs: { ...town.costs, fold: 700 } } as const;
    const delays = [1, 2, 4].map((workers) => simulate({ ...loaded, workers }).visibleP99);
    expect(delays).toEqual(delays.toSorted((a, b) => b - a));
    expect(delays[0]).toBeGreaterThan(10 * (delays[2] ?? 0));
  });
  it('shows no sooner with more workers, and later with more shards, where every worker folds all', () => {
    const loads = [1, 4, 8].map((shards) => simulate({ ...town, shards }).workerLoad);
    expect(loads).toEqual(loads.toSorted((a, b) => a - b));
    expect(simulate({ ...town, workers: 1 })).toEqual(simulate({ ...town, workers: 8 }));
    expect(simulate({ ...town, shards: 32 }).visibleP99).toBeGreaterThan(10 * simulate(town).visibleP99);
  });
  it('waits for the next worker and then catches up', () => {
    const report = simulate({ ...town, death: { of: 'worker', at: 5, takeover: 4 } });
    expect(report.visibleMax).toBeGreaterThan(4_000);
    expect(report.backlog).toBeGreaterThan(7_000);
    expect(report.drained).toBeGreaterThan(3);
    expect(report.drained).toBeLessThan(12);
    const never = simulate({ ...town, death: { of: 'worker', at: 5, takeover: 60 } });
    expect(never.drained).toBeUndefined();
    expect(never.visible).toBe(never.marks);
  });
  it('sends again what a dead api process had taken', () => {
    const report = simulate({ ...town, death: { of: 'api', at: 5, takeover: 2 } });
    expect(report.resent).toBeGreaterThan(500);
    expect(report.resent).toBeLessThan(1_600);
    const last = simulate({ ...town, death: { of: 'api', at: 18, takeover: 5 } });
    expect(last.acknowledged).toBe(last.marks);
    expect(last.acknowledgedP99).toBeGreaterThan(3_000);
  });
});
