import type { MarkedContest, RecordedMark } from '../marks';
import { bell, chanceFrom, randomContest, remarked } from '../testing/random-marks';
import { figuresOf, judgesOf, type CriterionFigures, type Figure } from './query';
import { kendall } from './query.agreement';
import { studentT } from './query.intervals';

const nowhere = () => undefined;
const figures = (contest: MarkedContest, slot: string, units?: ReadonlySet<string>): readonly CriterionFigures[] =>
  figuresOf(contest, [slot], () => units)[0]?.criteria ?? [];
const first = (contest: MarkedContest, slot: string, units?: ReadonlySet<string>): CriterionFigures => {
  const [one] = figures(contest, slot, units);
  if (one === undefined) throw new Error(`${slot} marked nothing`);
  return one;
};
const known = (figure: Figure) => {
  if ('unknown' in figure) throw new Error(JSON.stringify(figure));
  const [value, low, high] = [figure.value, figure.low, figure.high].map(Number) as [number, number, number];
  return { text: figure.value, value, low, high, interval: figure.interval, entries: figure.entries };
};

/** One criterion; a row an entry, a column a judge; no mark where the text is empty. */
function sheet(
  rows: readonly (readonly string[])[],
  unitOf: (row: number) => string | undefined = nowhere,
): MarkedContest {
  const marks = rows.flatMap((row, n) =>
    row.flatMap((value, j): readonly RecordedMark[] => {
      const unit = unitOf(n);
      const entry = { entry: `e${n}`, number: `E${n}`, ...(unit === undefined ? {} : { unit }) };
      const place = { slot: `J${j + 1}`, value, ref: `entry-c.e${n}@${j}`, position: n * 10 + j, late: false };
      return value === '' ? [] : [{ entry, criterion: 'c1', ...place }];
    }),
  );
  const criteria = [{ id: 'c1', name: '第1项', kind: 'judged' as const, range: { min: '0', max: '10' } }];
  return { competition: 'c', contest: 'turning', criteria, marks };
}

/** Ten entries; the first judge gives a third of a point more than the two others' mean, in sum. */
const ten = sheet(
  ['8.1', '7.4', '9.0', '6.2', '8.8', '7.7', '9.3', '5.9', '8.0', '7.1'].map((mark, n) => [
    mark,
    (Number(mark) - 0.1 * (n % 3)).toFixed(1),
    (Number(mark) + 0.1 * (n % 2)).toFixed(1),
  ]),
);

describe('severity', () => {
  it('domain-rules 64: is an exact mean, no binary fraction passes through it', () => {
    // Differences: (2nd + 3rd) / 2 less the first; 0.1 × (0,1,2,0,1,2,0,1,2,0) is 0.9, 0.1 × five is 0.5.
    expect(known(first(ten, 'J1').severity)).toMatchObject({ text: '0.02', interval: 'student-t-95', entries: 10 });
    // (x + 0.05)… in thirds: two others and one other.
    const uneven = remarked(ten, nowhere);
    const less = { ...uneven, marks: uneven.marks.filter(({ entry, slot }) => slot !== 'J3' || entry.entry !== 'e1') };
    expect(known(first(less, 'J1').severity).text).toBe('0.03');
  });

  it('agrees with a slow count in fractions of its own', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const contest = thinned(randomContest(seed, { entries: 15 + seed, judges: 2 + (seed % 5), criteria: 2 }), seed);
      for (const slot of judgesOf(contest)) {
        for (const { criterion, severity } of figures(contest, slot)) {
          const [n, d] = slowSeverity(contest, slot, criterion);
          if ('unknown' in severity) continue;
          // Twelve digits of an endless decimal, half-up: within half of the last digit, as fractions.
          const [, minus, units = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(severity.value) ?? [];
          const told = BigInt(`${minus ?? ''}${units}${fraction}`);
          const scale = 10n ** BigInt(fraction.length);
          const off = told * d - n * scale;
          expect((off < 0n ? -off : off) * 2n <= (fraction.length === 12 ? d : 0n)).toBe(true);
        }
      }
    }
  });
});

/** The mean difference as a fraction of whole numbers, mark by mark. */
function slowSeverity({ marks }: MarkedContest, slot: string, criterion: string): readonly [bigint, bigint] {
  let [n, d, count] = [0n, 1n, 0n];
  for (const own of marks) {
    if (own.slot !== slot || own.criterion !== criterion) continue;
    const others = marks.filter(
      (one) => one.criterion === criterion && one.entry.entry === own.entry.entry && one.slot !== slot,
    );
    if (others.length === 0) continue;
    const tenths = ({ value }: RecordedMark) => BigInt(value.replace('.', ''));
    const k = BigInt(others.length);
    const over = k * tenths(own) - others.reduce((sum, one) => sum + tenths(one), 0n);
    [n, d] = [n * k * 10n + over * d, d * k * 10n];
    count += 1n;
  }
  return [n, d * (count === 0n ? 1n : count)];
}

/** Some marks are missing, as they are where judges take turns. */
function thinned(contest: MarkedContest, seed: number): MarkedContest {
  const chance = chanceFrom(seed + 1_000);
  return { ...contest, marks: contest.marks.filter(() => chance() > 0.2) };
}

describe('agreement', () => {
  /** Every pair looked at. */
  function slowTau(x: readonly number[], y: readonly number[]): number {
    let [s, dx, dy] = [0, 0, 0];
    for (let a = 0; a < x.length; a++) {
      for (let b = 0; b < a; b++) {
        const [p, q] = [Math.sign((x[a] ?? 0) - (x[b] ?? 0)), Math.sign((y[a] ?? 0) - (y[b] ?? 0))];
        s += p * q;
        dx += p * p;
        dy += q * q;
      }
    }
    return s / Math.sqrt(dx * dy);
  }

  it('agrees with a count of every pair, with the whole list and without each place of it', () => {
    const chance = chanceFrom(7);
    for (let round = 0; round < 200; round++) {
      const n = 3 + Math.floor(chance() * 30);
      const ranks = () => Array.from({ length: n }, () => Math.floor(chance() * (2 + (round % 12))));
      const [x, y] = [ranks(), ranks()];
      const found = kendall(x, y);
      if (found === undefined) {
        expect(slowTau(x, y)).toBeNaN();
        continue;
      }
      expect(found.tau).toBeCloseTo(slowTau(x, y), 12);
      found.without.forEach((tau, at) => {
        const left = (list: readonly number[]) => list.filter((_, place) => place !== at);
        const slow = slowTau(left(x), left(y));
        if (Number.isFinite(slow)) expect(tau).toBeCloseTo(slow, 12);
      });
    }
  });

  it('compares with the exact mean of the others: what is level there is level', () => {
    // 0.1 + 0.2 and 0.3 + 0.0 have one mean; as binary fractions they have two.
    const level = sheet(
      Array.from({ length: 10 }, (_, n) => [
        String(n),
        ...(n < 2 ? (n === 0 ? ['0.1', '0.2'] : ['0.3', '0']) : [String(n - 1), String(n - 1)]),
      ]),
    );
    const x = Array.from({ length: 10 }, (_, n) => n);
    const y = x.map((n) => Math.max(n - 1, 0));
    expect(known(first(level, 'J1').agreement).text).toBe(slowTau(x, y).toFixed(4));
  });

  it('says how little a perfect order of few entries proves', () => {
    const same = sheet(Array.from({ length: 12 }, (_, n) => [String(n / 2), String(n / 2)]));
    // Six pairs without a common entry, all alike: 1 − 2 (1 − 0.025^(1/6)) = 0.0814…
    const { text, low, high, interval } = known(first(same, 'J1').agreement);
    expect({ text, low, high, interval }).toEqual({ text: '1.0000', low: 0.0814, high: 1, interval: 'binomial-95' });
    const reversed = sheet(Array.from({ length: 12 }, (_, n) => [String(n / 2), String((12 - n) / 2)]));
    expect(known(first(reversed, 'J1').agreement)).toMatchObject({ low: -1, high: -0.0814, text: '-1.0000' });
  });
});

describe('spread', () => {
  it('is how wide a judge marks beside the others', () => {
    const twice = remarked(
      randomContest(3, { criteria: 1, entries: 40, noise: 0.5, severity: 0 }),
      ({ slot, value }) => (slot === 'J2' ? (78 + (Number(value) - 78) * 2).toFixed(1) : undefined),
    );
    const { value, low, high } = known(first(twice, 'J2').spread);
    expect(value).toBeCloseTo(2, 1);
    expect(low).toBeGreaterThan(1.8);
    expect(high).toBeLessThan(2.2);
  });

  it('agrees with standard deviations worked out one by one, where everybody marked everything', () => {
    const contest = randomContest(5, { criteria: 1, entries: 20 });
    const deviation = (slot: string) => {
      const own = contest.marks.filter((mark) => mark.slot === slot).map(({ value }) => Number(value));
      const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
      return own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1);
    };
    const others = ['J2', 'J3', 'J4', 'J5'].reduce((sum, slot) => sum + deviation(slot), 0) / 4;
    expect(known(first(contest, 'J1').spread).text).toBe(Math.sqrt(deviation('J1') / others).toFixed(4));
  });
});

describe('preference for the own unit', () => {
  const own = new Set(['甲厂']);
  const lifted = (by: number, rows = 20) =>
    sheet(
      Array.from({ length: rows }, (_, n) => [
        (7 + (n % 3) / 10 + (n % 2 === 0 ? by : 0)).toFixed(1),
        (7 + (n % 5) / 10).toFixed(1),
      ]),
      (n) => (n % 2 === 0 ? '甲厂' : '乙厂'),
    );

  it('is the difference for entries of the own unit less that for the others', () => {
    const none = known(first(lifted(0), 'J1', own).ownUnit);
    const some = known(first(lifted(0.5), 'J1', own).ownUnit);
    expect(some.value - none.value).toBeCloseTo(0.5, 9);
    expect(some).toMatchObject({ interval: 'welch-95', entries: 10 });
    expect(none.low).toBeLessThan(0);
    expect(none.high).toBeGreaterThan(0);
    expect(some.low).toBeGreaterThan(0);
  });

  it('cannot be known without a unit, or from too few entries of either side', () => {
    expect(first(lifted(0.5), 'J1').ownUnit).toEqual({ unknown: 'unit-unknown' });
    expect(first(lifted(0.5), 'J1', new Set(['丙厂'])).ownUnit).toEqual({ unknown: 'too-few', entries: 0, needed: 5 });
    const nameless = sheet(
      Array.from({ length: 20 }, (_, n) => [String(n % 4), String(n % 5)]),
      (n) => (n % 2 === 0 ? '甲厂' : undefined),
    );
    expect(first(nameless, 'J1', own).ownUnit).toEqual({ unknown: 'too-few', entries: 0, needed: 5 });
  });
});

describe('no figure', () => {
  it('is told of nine entries', () => {
    const nine = { ...ten, marks: ten.marks.filter(({ entry }) => entry.entry !== 'e9') };
    const tooFew = { unknown: 'too-few', entries: 9, needed: 10 };
    expect(first(nine, 'J1')).toMatchObject({ severity: tooFew, spread: tooFew, agreement: tooFew, marks: 9 });
  });

  it('is told where nobody else marked the entries, or where nothing varies', () => {
    const alone = { ...ten, marks: ten.marks.filter(({ slot }) => slot === 'J1') };
    expect(first(alone, 'J1').severity).toEqual({ unknown: 'too-few', entries: 0, needed: 10 });
    const flat = remarked(ten, ({ slot }) => (slot === 'J1' ? '8.0' : undefined));
    expect(first(flat, 'J1')).toMatchObject({
      agreement: { unknown: 'no-variation', entries: 10 },
      spread: { unknown: 'no-variation', entries: 10 },
    });
    const parallel = sheet(Array.from({ length: 10 }, (_, n) => [String(n), String(n + 1)]));
    expect(first(parallel, 'J1').severity).toEqual({ unknown: 'no-variation', entries: 10 });
  });

  it('comes from marks behind the freeze, or from measurements', () => {
    const late = { ...ten, marks: ten.marks.map((mark) => ({ ...mark, late: mark.entry.entry === 'e9' })) };
    expect(first(late, 'J1').severity).toMatchObject({ unknown: 'too-few', entries: 9 });
    const measured = { ...ten, criteria: ten.criteria.map((one) => ({ ...one, kind: 'measured' as const })) };
    expect(judgesOf(measured)).toEqual([]);
  });
});

describe('intervals', () => {
  it.each([
    [4, 2.7764],
    [9, 2.2622],
    [29, 2.0452],
    [1_000, 1.9623],
  ])('take t of %i degrees of freedom for %f', (df, t) => {
    expect(Math.abs(studentT(df) - t)).toBeLessThan(0.002);
  });

  it('hold the true figure about as often as they say: a thousand contests by seed, of twelve and of forty entries', () => {
    const covered = (entries: number) => {
      const held = { severity: 0, spread: 0, agreement: 0, ownUnit: 0 };
      const chance = chanceFrom(entries);
      for (let round = 0; round < 1_000; round++) {
        // Two judges and one noise: the true difference, preference and log ratio are 0, tau of correlation ½ is ⅓.
        const rows = Array.from({ length: entries }, () => {
          const level = bell(chance);
          return [level + bell(chance), level + bell(chance)].map((x) => (50 + 10 * x).toFixed(6));
        });
        const { severity, spread, agreement, ownUnit } = first(
          sheet(rows, (n) => (n % 2 === 0 ? '甲厂' : '乙厂')),
          'J1',
          new Set(['甲厂']),
        );
        const holds = (figure: Figure, truth: number) => {
          const { low, high } = known(figure);
          return low <= truth && truth <= high ? 1 : 0;
        };
        held.severity += holds(severity, 0);
        held.spread += holds(spread, 1);
        held.agreement += holds(agreement, 1 / 3);
        held.ownUnit += holds(ownUnit, 0);
      }
      return held;
    };
    expect(covered(12)).toEqual({ severity: 949, spread: 935, agreement: 959, ownUnit: 958 });
    expect(covered(40)).toEqual({ severity: 961, spread: 958, agreement: 954, ownUnit: 947 });
  });
});
