import type { MarkedContest, RecordedMark } from '../marks';
import { randomContest, remarked, type Size } from '../testing/random-marks';
import { findingsOf, placeOf, type Finding } from './query';

const right = () => undefined;
const told = (contest: MarkedContest) =>
  findingsOf(contest, right).map(({ kind, slots, entries, criterion }) => [
    kind,
    criterion,
    slots.join(' '),
    entries.length > 2 ? entries.length : entries.map(({ number }) => number).join(' '),
  ]);

const is =
  (slot: string, entry?: string, criterion?: string) =>
  (mark: RecordedMark): boolean =>
    mark.slot === slot &&
    (entry === undefined || mark.entry.entry === entry) &&
    (criterion === undefined || mark.criterion === criterion);
const valueAt = (all: readonly RecordedMark[], slot: string, entry: string, criterion: string): string =>
  all.find(is(slot, entry, criterion))?.value ?? '';
const shifted = (value: string, by: number): string => (Number(value) + by).toFixed(1);

const clean = randomContest(1);

describe('planted anomalies', () => {
  it('finds nothing where nothing was planted', () => {
    expect(told(clean)).toEqual([]);
  });

  it('a tenth and ten times of the usual mark', () => {
    const wide = { ...clean, criteria: clean.criteria.map((one) => ({ ...one, range: { min: '0', max: '1000' } })) };
    const low = remarked(wide, (mark) => (is('J2', 'e7', 'c3')(mark) ? '7.9' : undefined));
    expect(told(low)).toEqual([['tenfold', 'c3', 'J2', 'E007']]);
    const high = remarked(wide, (mark) => (is('J2', 'e7', 'c3')(mark) ? '785' : undefined));
    expect(told(high)).toEqual([['tenfold', 'c3', 'J2', 'E007']]);
    const [finding] = findingsOf(low, right);
    expect(finding).toMatchObject({ marks: 1, refs: [expect.stringMatching(/^entry-c\.e7@\d+$/)] });
    expect(finding?.zh).toMatch(/^E007 的第3项：J2 给 7\.9，约为其通常分数的十分之一（30 个分数，中位数 80\.25）$/);
    expect(finding?.en).toMatch(
      /^E007, c3: J2 gave 7\.9, about a tenth of its usual mark \(30 marks, median 80\.25\)$/,
    );
  });

  it('says nothing of ten times where marks spread so far anyway', () => {
    const measured = { ...clean, criteria: clean.criteria.map((one) => ({ ...one, kind: 'measured' as const })) };
    const spread = remarked(measured, ({ value, position }) => String(Number(value) * (1 + (position % 7))));
    expect(told(spread)).toEqual([]);
  });

  it('two rows of a judge that changed places', () => {
    const apart = remarked(clean, ({ entry, value }) =>
      entry.entry === 'e4' ? shifted(value, -40) : entry.entry === 'e9' ? shifted(value, 8) : undefined,
    );
    expect(told(apart)).toEqual([]);
    const swapped = remarked(apart, (mark, all) =>
      is('J3', 'e4')(mark)
        ? valueAt(all, 'J3', 'e9', mark.criterion)
        : is('J3', 'e9')(mark)
          ? valueAt(all, 'J3', 'e4', mark.criterion)
          : undefined,
    );
    expect(told(swapped)).toEqual([['swapped', undefined, 'J3', 'E004 E009']]);
    expect(findingsOf(swapped, right)[0]).toMatchObject({ marks: 10 });
  });

  it('is not certain of a swap when a third row would fit as well', () => {
    const three = remarked(clean, ({ entry, value }) =>
      ['e4', 'e5'].includes(entry.entry) ? shifted(value, 10) : entry.entry === 'e9' ? shifted(value, -40) : undefined,
    );
    const flat = remarked(three, (mark, all) =>
      mark.entry.entry === 'e5' ? valueAt(all, mark.slot, 'e4', mark.criterion) : undefined,
    );
    const muddled = remarked(flat, (mark, all) =>
      is('J3', 'e4')(mark) || is('J3', 'e5')(mark)
        ? valueAt(all, 'J3', 'e9', mark.criterion)
        : is('J3', 'e9')(mark)
          ? valueAt(all, 'J3', 'e4', mark.criterion)
          : undefined,
    );
    expect(told(muddled).filter(([kind]) => kind === 'swapped')).toEqual([]);
  });

  it('one mark far from the others of its entry', () => {
    const far = remarked(clean, (mark) => (is('J5', 'e12', 'c2')(mark) ? shifted(mark.value, -25) : undefined));
    expect(told(far)).toEqual([['far-mark', 'c2', 'J5', 'E012']]);
    const two = { ...far, marks: far.marks.filter(({ slot }) => ['J1', 'J2', 'J5'].includes(slot)) };
    expect(told(two)).toEqual([]);
  });

  it("a judge's whole column on another scale", () => {
    const outOfTen = remarked(clean, (mark) =>
      is('J4', undefined, 'c1')(mark) ? (Number(mark.value) / 10).toFixed(1) : undefined,
    );
    expect(told(outOfTen)).toEqual([['far-slot', 'c1', 'J4', 30]]);
    expect(findingsOf(outOfTen, right)[0]).toMatchObject({ marks: 30 });
  });

  it('sheets that one judge gave two entries alike', () => {
    const copied = remarked(clean, (mark, all) =>
      is('J1', 'e20')(mark) ? valueAt(all, 'J1', 'e21', mark.criterion) : undefined,
    );
    expect(told(copied)).toContainEqual(['identical-sheets', undefined, 'J1', 'E020 E021']);
  });

  it('says nothing of equal sheets where the scale makes them by chance', () => {
    const coarse = remarked(randomContest(2, { criteria: 3 }), ({ value }) =>
      String(Math.round(Number(value) / 10) * 10),
    );
    expect(told(coarse)).toEqual([]);
  });

  it('two equal sheets on a scale so fine that hardly any marks are equal', () => {
    const fine = randomContest(7, { entries: 12, judges: 1, criteria: 6, digits: 2 });
    expect(told(fine)).toEqual([]);
    const copied = remarked(fine, (mark, all) =>
      is('J1', 'e3')(mark) ? valueAt(all, 'J1', 'e8', mark.criterion) : undefined,
    );
    expect(told(copied)).toEqual([['identical-sheets', undefined, 'J1', 'E003 E008']]);
  });

  describe('two judges with the same marks throughout', () => {
    const copying = (from: MarkedContest, slots: readonly string[]) =>
      remarked(from, (mark, all) =>
        slots.includes(mark.slot) ? valueAt(all, 'J1', mark.entry.entry, mark.criterion) : undefined,
      );
    const pairs = (contest: MarkedContest) => told(contest).filter(([kind]) => kind === 'identical-judges');

    it('among others, and alone on a fine scale', () => {
      const seven = randomContest(3, { entries: 7, judges: 3, criteria: 6, digits: 0 });
      expect(pairs(copying(seven, ['J3']))).toEqual([['identical-judges', undefined, 'J1 J3', 7]]);
      const two = randomContest(3, { entries: 7, judges: 2, criteria: 6 });
      const [found] = findingsOf(copying(two, ['J2']), right);
      expect(found).toMatchObject({ kind: 'identical-judges', slots: ['J1', 'J2'], marks: 84 });
      expect(found?.zh).toBe('J1 与 J2 给 7 个参赛项的 42 项分数全部相同');
      expect(found?.en).toBe('J1 and J2 gave 7 entries the same 42 marks throughout');
      expect(pairs(two)).toEqual([]);
    });

    it('and three, each pair of them', () => {
      const three = copying(randomContest(5, { entries: 12, judges: 4, criteria: 2 }), ['J2', 'J4']);
      expect(
        pairs(three)
          .map(([, , slots]) => slots)
          .sort(),
      ).toEqual(['J1 J2', 'J1 J4', 'J2 J4']);
    });

    it('unless the scale is so coarse that judges agree anyway, or they marked too little', () => {
      const passed = remarked(clean, ({ value }) => (Number(value) > 60 ? '1' : '0'));
      expect(pairs(passed)).toEqual([]);
      const few = copying(randomContest(3, { entries: 3, judges: 3, criteria: 3 }), ['J3']);
      expect(pairs(few)).toEqual([]);
    });
  });

  it('a judge who gives everybody the same', () => {
    const flat = remarked(clean, (mark) => (is('J2', undefined, 'c4')(mark) ? '80.0' : undefined));
    expect(told(flat)).toContainEqual(['all-equal', 'c4', 'J2', 30]);
    const everywhere = remarked(clean, (mark) => (is('J2')(mark) ? '80.0' : undefined));
    expect(told(everywhere).filter(([kind]) => kind === 'all-equal')).toHaveLength(5);
    expect(told(everywhere).filter(([kind]) => kind === 'identical-sheets')).toEqual([]);
    const allPass = remarked(clean, (mark) => (is('J1', 'e1', 'c4')(mark) ? '0' : '1'));
    expect(told(allPass).filter(([kind]) => kind === 'all-equal')).toEqual([]);
  });

  it('marks behind the freeze, and marks given in a hurry before it', () => {
    const late = {
      ...clean,
      marks: clean.marks.map((mark) => (is('J2', 'e30')(mark) ? { ...mark, late: true } : mark)),
    };
    expect(told(late)).toEqual([['late', undefined, 'J2', 'E030']]);
    const hurried = {
      ...clean,
      frozenAt: 5_000,
      marks: clean.marks.map((mark) =>
        is('J3')(mark) && mark.position > 300 ? { ...mark, position: mark.position + 1_000 } : mark,
      ),
    };
    expect(told(hurried)).toEqual([['rush', undefined, 'J3', expect.any(Number)]]);
    expect(told({ ...hurried, frozenAt: undefined } as unknown as MarkedContest)).toEqual([]);
  });

  it('sheets typed in judge after judge are no hurry', () => {
    const typed = {
      ...clean,
      frozenAt: 10_000,
      marks: clean.marks.map((mark) => ({ ...mark, position: mark.position + 1_000 * Number(mark.slot.slice(1)) })),
    };
    expect(told(typed)).toEqual([]);
  });

  it('marks the rule document would refuse today, in its own words', () => {
    const problem = { pointer: '', zh: '79 超出范围 0–10', en: '79 is outside 0–10' };
    const check = (criterion: string, slot: string) =>
      criterion !== 'c1' || slot !== 'J1' ? undefined : { ...problem, code: 'out-of-range' };
    const found = findingsOf(clean, check);
    expect(found).toHaveLength(30);
    expect(found[0]).toMatchObject({
      kind: 'out-of-range',
      zh: problem.zh,
      en: problem.en,
      entries: [{ entry: 'e1' }],
    });
    const gone = findingsOf(clean, (criterion) =>
      criterion === 'c1' ? { ...problem, code: 'unknown-value' } : undefined,
    );
    expect(new Set(gone.map(({ kind }) => kind))).toEqual(new Set(['not-in-rules']));
  });
});

describe('findings', () => {
  const far = remarked(clean, (mark) => (is('J5', 'e12', 'c2')(mark) ? shifted(mark.value, -25) : undefined));
  const [one] = findingsOf(far, right) as [Finding];

  it('keep their id while the marks they stand on are the same, in whatever order they are read', () => {
    const more = { ...far, marks: [...far.marks].reverse().filter((mark) => !is('J1', 'e30')(mark)) };
    expect(findingsOf(more, right).map(({ finding }) => finding)).toEqual([one.finding]);
    expect(one.finding).toMatch(/^f[0-9a-f]{20}$/);
  });

  it('have another id once a mark was corrected', () => {
    const again = { ...far, marks: far.marks.map((mark) => (mark.ref === one.refs[0] ? { ...mark, ref: 'x' } : mark)) };
    expect(findingsOf(again, right)[0]?.finding).not.toBe(one.finding);
  });

  it('stand in the order of their kinds and numbers, and name fifty marks at most', () => {
    const muddle = remarked(far, (mark) =>
      is('J4', undefined, 'c1')(mark) || is('J3', 'e2', 'c5')(mark) ? '7.5' : undefined,
    );
    const long = { ...muddle, marks: muddle.marks.map((mark) => ({ ...mark, late: mark.slot === 'J1' })) };
    const found = findingsOf(long, right);
    expect(found.map(({ kind }) => kind)).toEqual(['tenfold', 'far-slot', 'far-mark', 'all-equal', 'late']);
    expect(found.map(placeOf)).toEqual(found.map(placeOf).sort());
    expect(found[4]).toMatchObject({ marks: 150 });
    expect(found[4]?.refs).toHaveLength(50);
  });
});

describe('clean contests', () => {
  /** Four hundred of them by seed, in a variety of sizes: how many give anything, and what. */
  function alarmsOf(over: Partial<Size>): { readonly contests: number; readonly alarms: Record<string, number> } {
    const alarms: Record<string, number> = {};
    let contests = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const contest = randomContest(seed, {
        ...{ entries: 12 + (seed % 5) * 12, judges: 3 + (seed % 5), criteria: 1 + (seed % 6) },
        ...{ digits: seed % 2, noise: 1 + (seed % 4), ...over },
      });
      const found = findingsOf(contest, right);
      if (found.length > 0) contests += 1;
      for (const { kind } of found) alarms[kind] = (alarms[kind] ?? 0) + 1;
    }
    return { contests, alarms };
  }

  it('give no finding where judges differ by a bell curve', () => {
    expect(alarmsOf({})).toEqual({ contests: 0, alarms: {} });
  });

  it('give a wild mark now and then where one mark in fifty is three times as far off', () => {
    expect(alarmsOf({ wild: 0.02 })).toEqual({ contests: 57, alarms: { 'far-mark': 68 } });
  });
});
