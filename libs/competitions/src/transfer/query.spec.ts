import type { EntryEvent } from '../entry/events';
import type { Origin } from '../terms';
import {
  adviceOn,
  comingTo,
  intakeOf,
  isGivenBy,
  noLongerThrough,
  numbersFrom,
  proposedIn,
  staleOf,
  withoutExcept,
} from './query';

describe('domain-rules 56: numbers of who advances from several contests', () => {
  const numbers = (sources: readonly { competition?: string; contest: string }[]) =>
    sources.map((source) => numbersFrom(sources, 'skills')(source, '1'));

  it('stay as they are from one source', () => {
    expect(numbers([{ contest: 'turning' }])).toEqual(['1']);
  });

  it('begin with the contest where two are of one competition', () => {
    expect(numbers([{ contest: 'north' }, { contest: 'south' }])).toEqual(['north-1', 'south-1']);
    expect(numbers([{ contest: 'north' }, { competition: 'skills', contest: 'south' }])).toEqual([
      'north-1',
      'south-1',
    ]);
  });

  it('begin with the competition where each is of another', () => {
    const sources = [
      { competition: 'east', contest: 'turning' },
      { competition: 'west', contest: 'turning' },
    ];
    expect(numbers(sources)).toEqual(['east-1', 'west-1']);
    expect(numbers([...sources, { contest: 'turning' }])).toEqual(['east-1', 'west-1', 'skills-1']);
  });

  it('begin with both where neither tells all of them apart', () => {
    const sources = [{ competition: 'east', contest: 'a' }, { competition: 'east', contest: 'b' }, { contest: 'a' }];
    expect(numbers(sources)).toEqual(['east-a-1', 'east-b-1', 'skills-a-1']);
  });
});

describe('domain-rules 56: who advanced and would not any more', () => {
  const from = (entry: string, contest = 'turning'): Origin => ({
    ...{ competition: 'skills', contest, entry, board: 'overall', version: 1, rank: 1, total: '90.00' },
  });
  const row = (number: string, origin: Origin | undefined, status: 'competing' | 'withdrawn' = 'competing') => ({
    ...{ entry: `f${number}`, number, status },
    ...(origin === undefined ? {} : { from: origin }),
  });

  it('is told while it competes, and only of the source that was asked', () => {
    const taken = [
      row('1', from('e1')),
      row('2', from('e2')),
      row('3', from('e3'), 'withdrawn'),
      row('4', from('e4', 'milling')),
      row('5', undefined),
    ];
    const gone = noLongerThrough(taken, { competition: 'skills', contest: 'turning' }, new Set(['e2']));
    expect(gone.map(({ number }) => number)).toEqual(['1']);
  });
});

describe('domain-rules 96: what the periods that are published give', () => {
  const total = (value: string): Origin => ({
    ...{ competition: 'skills', contest: 'jan', entry: 'e', board: 'overall', version: 1, rank: 1, total: value },
  });
  const take = { contest: 'jan', criterion: 'months', slot: 'jan' };
  const source = { competition: 'skills', contest: 'jan', version: 2 };
  const row = (number: string, more: object = {}) => {
    const marks: Record<string, Record<string, readonly [string]>> = {};
    return { number, subject: `s${number}`, status: 'competing' as const, marks, ...more };
  };

  it('goes to whom it belongs, and says to whom nothing came', () => {
    const entries = [row('1'), row('2'), row('3', { status: 'withdrawn' })];
    const found = intakeOf(entries, [
      { take, source, totals: new Map([['s1', [{ number: '1', from: total('90') }]]]) },
    ]);
    expect(found.marks.map(({ row: one, from }) => [one.number, from.total])).toEqual([['1', '90']]);
    expect(found).toMatchObject({
      unmatched: { count: 1, numbers: ['2'] },
      notGiven: [{ row: { number: '2' }, take }],
    });
  });

  it.each([
    ['the totals of its numbers', ['1', '2'], ['1', '2'], ['1:90', '2:70'], []],
    ['one total to the entry under its number', ['1', '2'], ['2'], ['2:90'], []],
    ['the total of its number where it stands here once', ['1'], ['1', '2'], ['1:90'], []],
    ['nothing where no number matches', ['7'], ['1', '2'], [], ['7']],
    ['nothing where one total would go to two', ['7', '8'], ['1'], [], ['7', '8']],
  ])('gives an entrant that entered more than once %s', (_, here, there, given, unclear) => {
    const entries = here.map((number) => row(number, { subject: 's' }));
    const totals = new Map([['s', there.map((number, n) => ({ number, from: total(['90', '70'][n] ?? '') }))]]);
    const found = intakeOf(entries, [{ take, source, totals }]);
    expect(found.marks.map(({ row: one, from }) => `${one.number}:${from.total}`)).toEqual(given);
    expect(found.ambiguous).toEqual(unclear.map((number) => ({ number, contest: 'jan', numbers: there })));
  });

  it('is taken back by the period that gave it, and by nobody where a person recorded or corrected it', () => {
    const at = { competition: 'skills', contest: 'year', entry: 'y1', criterion: 'months', slot: 'jan' };
    const recorded: EntryEvent = { type: 'ScoreRecorded', ...at, value: '80' };
    const corrected: EntryEvent = { type: 'ScoreCorrected', ...at, to: '81', reason: '复核', afterPublication: false };
    expect(isGivenBy(source, { ...recorded, from: total('80') })).toBe(true);
    expect(isGivenBy(source, { ...corrected, source: { ...source, version: 1 } })).toBe(true);
    expect(isGivenBy({ ...source, contest: 'feb' }, { ...recorded, from: total('80') })).toBe(false);
    expect(isGivenBy({ ...source, competition: 'other' }, { ...recorded, from: total('80') })).toBe(false);
    for (const event of [recorded, corrected, undefined]) expect(isGivenBy(source, event)).toBe(false);
  });
});

describe('domain-rules 57, 83: points carried from a publication that was corrected', () => {
  const from = (version: number, over: Partial<Origin> = {}): Origin => ({
    ...{ competition: 'skills', contest: 'turning', entry: 'a1', board: 'overall', version, rank: 1, total: '80.00' },
    ...over,
  });
  const row = { ...{ entry: 'f1', number: '1', status: 'competing' as const }, from: from(1) };
  const carrying = (points: string) => ({ ...row, attributes: { preliminary: points, age: '30' } });
  const through = [{ from: from(2), carried: { preliminary: '85.00' } }];
  const versions = { was: 1, is: 2 };

  it('are told, with what they were and are', () => {
    expect(staleOf([carrying('80.00')], through)).toEqual([
      {
        ...{ entry: 'f1', number: '1', versions, from: from(2) },
        carried: { preliminary: { was: '80.00', is: '85.00' } },
      },
    ]);
    expect(staleOf([row], through)).toMatchObject([{ carried: { preliminary: { is: '85.00' } } }]);
  });

  it('are told with the place where that changed, also where it alone did', () => {
    const second = { rank: 2, total: '79.00' };
    expect(staleOf([carrying('85.0')], [{ from: from(2, second), carried: { preliminary: '85.00' } }])).toEqual([
      {
        ...{ entry: 'f1', number: '1', versions, carried: {}, from: from(2, second) },
        place: { was: { rank: 1, total: '80.00' }, is: second },
      },
    ]);
  });

  it('are not told where they are the same, of another source, of the same publication, or of who left', () => {
    const elsewhere = { ...carrying('80.00'), from: { ...from(1), contest: 'milling' } };
    const left = { ...carrying('80.00'), status: 'withdrawn' as const };
    const { from: _from, ...direct } = carrying('80.00');
    const newer = { ...carrying('80.00'), from: from(2) };
    expect(staleOf([carrying('85.00'), elsewhere, left, direct, newer], through)).toEqual([]);
  });

  it('domain-rules 56: come with who goes on and is not in, under the number they would have', () => {
    const one = (entry: string, contest: string) => ({
      ...{ from: from(2, { entry, contest }), carried: {}, row: { entry, number: entry } },
    });
    const cut = (contest: string, ...entries: string[]) => ({
      source: { contest },
      cut: { through: entries.map((entry) => one(entry, contest)), left: 1, tied: [] },
    });
    const given = [cut('turning', 'a1', 'a2'), cut('milling', 'b1')];
    const gone = { ...{ entry: 'f9', number: '9', status: 'competing' as const }, from: from(1, { entry: 'a9' }) };
    const found = comingTo(given, 'skills', numbersFrom([{ contest: 'turning' }, { contest: 'milling' }], 'skills'), [
      row,
      gone,
    ]);
    expect(found.through.map(({ number }) => number)).toEqual(['turning-a1', 'turning-a2', 'milling-b1']);
    expect(found.missing.map(({ number }) => number)).toEqual(['turning-a2', 'milling-b1']);
    expect(found.told).toMatchObject({ through: 3, left: 2, noLongerThrough: [{ entry: 'f9', number: '9' }] });
    expect(adviceOn(found)).toHaveLength(2);
    expect(adviceOn({ missing: [], told: { ...found.told, noLongerThrough: [] } })).toEqual([]);
  });
});

describe('domain-rules 56: who goes on and is left out', () => {
  const from = (entry: string): Origin => ({
    ...{ competition: 'skills', contest: 'turning', entry, board: 'overall', version: 1, rank: 1, total: '80.00' },
  });
  const going = ['1', '2', '3'].map((number) => ({ number, from: from(`a${number}`), carried: {} }));
  const inside = { ...{ entry: 'f3', number: '3', status: 'competing' as const }, from: from('a3') };
  const reason = '同单位已有人晋级';

  it('is named by number with a reason; all that is wrong in the list is told at once', () => {
    const { coming, left, problems } = withoutExcept(
      going,
      ['2', '9', '3', '2'].map((number) => ({ number, reason })),
      [inside],
    );
    expect(coming.map(({ number }) => number)).toEqual(['1', '3']);
    expect(left).toEqual([{ number: '2', from: from('a2'), reason }]);
    expect(problems).toEqual([
      { row: 1, what: 'unknown', number: '9' },
      { row: 2, what: 'entered', number: '3' },
      { row: 3, what: 'repeated', number: '2' },
    ]);
  });

  it('is missing no more, until it came in', () => {
    const rows = going.map((one) => ({ ...one, row: { entry: `a${one.number}`, number: one.number } }));
    const given = [{ source: { contest: 'turning' }, cut: { through: rows, left: 0, tied: [] } }];
    const left = ['2', '3'].map((number) => ({ number, from: from(`a${number}`), reason }));
    const found = comingTo(given, 'skills', (_source, number) => number, [inside], left);
    expect(found.missing.map(({ number }) => number)).toEqual(['1']);
    expect(found.told.leftOut.map(({ number }) => number)).toEqual(['2']);
  });
});

it('domain-rules 83, 131: what an intake left waiting for a second person is told by number, all of it counted', () => {
  const at = { competition: 'skills', contest: 'year', criterion: 'months', slot: '1月', reason: '复核', by: 'wang' };
  const proposed = (n: number, more: object): { event: EntryEvent } => ({
    event: { type: 'CorrectionProposed', ...at, entry: `y${n}`, ...more },
  });
  const recorded: { event: EntryEvent } = { event: { type: 'ScoreRecorded', ...at, entry: 'y1', value: '80' } };
  const entries = Array.from({ length: 102 }, (_, n) => ({ entry: `y${n}`, number: `U${n}` }));
  expect(proposedIn([recorded, proposed(1, { from: '80' }), proposed(2, { to: '90' })], entries)).toEqual({
    total: 2,
    rows: [
      { entry: 'y1', number: 'U1', criterion: 'months', slot: '1月', from: '80' },
      { entry: 'y2', number: 'U2', criterion: 'months', slot: '1月', to: '90' },
    ],
  });
  const many = proposedIn(
    entries.map((_, n) => proposed(n, { to: '90' })),
    entries,
  );
  expect([many.total, many.rows.length]).toEqual([102, 100]);
});
