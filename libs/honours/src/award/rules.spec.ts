import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { medal } from '../testing/examples';
import { formProblems } from './rules.form';
import { hashAwardDocument, loadAwardDocument, validWithin } from './rules';
import { hasPassedMark, placesOn } from './rules.direct';
import { awardDocumentSchema } from './rules.schema';

const folder = join(__dirname, '../../../../examples/award-documents');
const examples = readdirSync(folder).map((file) => ({
  file,
  json: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>,
}));

it.each(examples)('loads $file', ({ json }) => expect(loadAwardDocument(json)).toEqual({ ok: true, document: json }));

const problemsOf = (over: object) => {
  const loaded = loadAwardDocument({ ...medal, ...over });
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => [pointer, code]);
};
const direct = medal.direct!;

it.each([
  ['no document at all', undefined, [['', 'wrong-type']]],
  [
    'an empty document',
    {},
    ['id', 'version', 'title', 'level', 'receiver', 'repeatable', 'cites'].map(() => ['', 'field-missing']),
  ],
])('refuses %s', (_name, json, expected) => {
  const loaded = loadAwardDocument(json);
  expect(loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => [pointer, code])).toEqual(expected);
});

it.each([
  ['an unknown field', { prize: 1 }, [['/prize', 'field-unknown']]],
  ['a field of the prototype', JSON.parse('{"toString": 1}') as object, [['/toString', 'field-unknown']]],
  ['an unknown receiver', { receiver: 'dog' }, [['/receiver', 'not-allowed']]],
  ['an id that cannot name a stream', { id: 'a-b' }, [['/id', 'bad-form']]],
  ['version 0', { version: 0 }, [['/version', 'out-of-bounds']]],
  ['no citation', { cites: [] }, [['/cites', 'out-of-bounds']]],
  ['an empty title', { title: '' }, [['/title', 'out-of-bounds']]],
  ['place 0', { direct: { ...direct, places: { from: 0, to: 1 } } }, [['/direct/places/from', 'out-of-bounds']]],
  ['reversed places', { direct: { ...direct, places: { from: 2, to: 1 } } }, [['/direct/places', 'range-reversed']]],
  ['no places', { direct: { ...direct, places: undefined } }, [['/direct', 'choose-one']]],
  [
    'places told twice',
    { direct: { ...direct, share: { from: '0', to: '20', rounding: 'floor' } } },
    [['/direct', 'choose-one']],
  ],
  [
    'a share that ends before it begins',
    { direct: { ...direct, places: undefined, share: { from: '40', to: '20', rounding: 'floor' } } },
    [['/direct/share', 'range-reversed']],
  ],
  ['a day that is none', { validFrom: '2026-02-30' }, [['/validFrom', 'no-such-day']]],
  ['an end before the beginning', { validFrom: '2026-02-02', validTo: '2026-02-01' }, [['/validTo', 'range-reversed']]],
])('refuses %s', (_name, over, expected) => expect(problemsOf(over)).toEqual(expected));

it('tells problems in Chinese and English', () => {
  const loaded = loadAwardDocument({ ...medal, level: 'moon' });
  expect(loaded).toMatchObject({
    ok: false,
    problems: [{ zh: expect.stringContaining('只能是'), en: expect.stringContaining('must be one of') }],
  });
});

it('judges form as a full JSON Schema validator does', () => {
  const validate = new Ajv2020({ strict: false }).compile(awardDocumentSchema);
  const paths = ['id', 'version', 'level', 'cites', 'direct', 'repeatable', 'validFrom', 'plaque', 'extra'];
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      0,
      1,
      1.5,
      '',
      'a',
      'district',
      '2026-01-01',
      [],
      {},
      medal.cites,
      direct,
    ),
    fc.record({
      contests: fc.constantFrom({ levels: ['city'] }, { levels: [] }, {}),
      places: fc.constantFrom({ from: 1, to: 2 }, { from: 1.5 }, []),
      holdersSkipped: fc.constantFrom(true, 'yes'),
    }),
    fc.string({ maxLength: 250, unit: 'grapheme' }),
  );
  const change = fc.record({ path: fc.constantFrom(...paths), value });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const json = JSON.parse(
        JSON.stringify(changes.reduce((doc, { path, value: v }) => ({ ...doc, [path]: v }), { ...medal })),
      ) as unknown;
      expect(formProblems(awardDocumentSchema, json).length === 0).toBe(validate(json));
    }),
    { numRuns: 2_000 },
  );
});

it('names a wording by its content, not by the order it was written in', () => {
  const { id, ...rest } = medal;
  expect(hashAwardDocument({ ...rest, id })).toBe(hashAwardDocument(medal));
  expect(hashAwardDocument({ ...medal, version: 2 })).not.toBe(hashAwardDocument(medal));
});

it('is in force from its first to its last day', () => {
  const document = { ...medal, validFrom: '2008-01-01', validTo: '2025-12-31' };
  const within = (from: string, to = from) => validWithin(document, from, to);
  expect([within('2007-12-31'), within('2008-01-01'), within('2025-12-31'), within('2026-01-01')]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(within('2025-06-01', '2026-06-01')).toBe(true);
});

describe('places by the size of a board', () => {
  const first = (to: number) => ({ from: 1, to });
  const bySize = [
    { from: 1, to: 10, places: first(1) },
    { from: 11, to: 30, places: first(2) },
    { from: 31, places: first(3) },
  ];
  const { places: _places, ...rest } = direct;
  const wrong = (bands: readonly object[]) => {
    const loaded = loadAwardDocument({ ...medal, direct: { ...rest, bySize: bands } });
    return loaded.ok ? [] : loaded.problems.map(({ pointer, code, zh }) => [pointer, code, zh]);
  };

  it('domain-rules 88: fewer than ten, 11 to 30 and more leave ten out, and both neighbours are named', () => {
    expect(wrong(bySize)).toEqual([]);
    expect(wrong([{ ...bySize[0], to: 9 }, ...bySize.slice(1)])).toEqual([
      ['/direct/bySize/1', 'band-gap', '1～9 与 11～30 之间有空档'],
    ]);
    expect(wrong([bySize[0]!, { ...bySize[1], from: 10 }, bySize[2]!])).toEqual([
      ['/direct/bySize/1', 'band-overlap', '1～10 与 10～30 重叠'],
    ]);
    expect(wrong(bySize.slice(0, 2))).toEqual([['/direct/bySize/1', 'band-gap', '多于 30 的没有规定']]);
    expect(wrong([{ ...bySize[0], from: 12 }, ...bySize.slice(1)])).toEqual([
      ['/direct/bySize/0', 'band-empty', '分档 12～10 为空'],
    ]);
  });

  it('domain-rules 88: ten have one title, eleven two, 31 three; too few for the first band none', () => {
    const clause = { ...rest, bySize };
    expect([1, 10, 11, 30, 31, 500].map((size) => placesOn(clause, size)?.to)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(placesOn({ ...rest, bySize: [{ from: 10, places: first(2) }] }, 9)).toBeUndefined();
  });

  it('domain-rules 89: 47 entrants at 10, 20 and 30 per cent, by the rounding that is stated', () => {
    const shares = (rounding: 'floor' | 'half-up') =>
      [
        ['0', '10'],
        ['0', '20'],
        ['0', '30'],
      ].map(([from = '', to = '']) => placesOn({ ...rest, share: { from, to, rounding } }, 47)?.to);
    expect(shares('floor')).toEqual([4, 9, 14]);
    expect(shares('half-up')).toEqual([5, 9, 14]);
    expect(placesOn({ ...rest, share: { from: '0', to: '10', rounding: 'floor' } }, 9)).toBeUndefined();
  });

  it('domain-rules 93: the top fifth of 40 take one grade, places 9 to 16 the next', () => {
    const band = (from: string, to: string) => placesOn({ ...rest, share: { from, to, rounding: 'floor' } }, 40);
    expect([band('0', '20'), band('20', '40')]).toEqual([first(8), { from: 9, to: 16 }]);
  });

  it('domain-rules 90: a total below the pass mark, or none, takes no place', () => {
    const clause = { ...direct, passMark: '60' };
    expect([hasPassedMark(clause, '60.00'), hasPassedMark(clause, '59.99'), hasPassedMark(clause, undefined)]).toEqual([
      ...[true, false, false],
    ]);
    expect(hasPassedMark(direct, undefined)).toBe(true);
  });
});

it('domain-rules 115: two series of numbers have different prefixes, however they are typed', () => {
  const series = { name: '证书', digits: 4, onConferral: true };
  const certificates = [
    { ...series, series: 'paper', prefix: '省A' },
    { ...series, series: 'plaque', prefix: '省Ａ ' },
    { ...series, series: 'medal', prefix: '省B' },
  ];
  expect(loadAwardDocument({ ...medal, certificates })).toMatchObject({
    ok: false,
    problems: [{ pointer: '/certificates/1/prefix', code: 'prefix-repeated', zh: 'paper 已用此前缀，编号会重复' }],
  });
});
