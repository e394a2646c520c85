import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { medal } from '../testing/examples';
import { formProblems } from './rules.form';
import { hashAwardDocument, loadAwardDocument, validWithin } from './rules';
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
