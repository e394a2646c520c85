import { readFileSync } from 'node:fs';

type Proof = { readonly path: string; readonly title: string };
const { file, proofs, rules, table, titlesOf } = jest.requireActual<{
  readonly file: string;
  readonly proofs: () => ReadonlyMap<number, readonly Proof[]>;
  readonly rules: readonly (readonly [number: number, term: string, said: string])[];
  readonly titlesOf: (text: string) => readonly string[];
  readonly table: (found?: ReadonlyMap<number, readonly Proof[]>) => string;
}>('./domain-rules.cjs');

it('every domain rule of the table has a test with its number in the title', () => {
  const found = proofs();
  expect(rules.filter(([number]) => !found.has(number))).toEqual([]);
});

it('docs/domain-rules.md is what the titles say', () => {
  expect(readFileSync(file, 'utf8')).toBe(table());
});

it('a rule without a test shows as such', () => {
  expect(table(new Map())).toContain(
    '| 62 | 去最高最低: trimmed means, refused where too few marks would be left | **none** |',
  );
});

it('counts a test that is run, and none that is skipped or only written about', () => {
  const text = [
    "it('one', () => {}); test.each([['a (b)']])('two %s', () => {}); it.each`a`('three', () => {});",
    "// it('no', () => {});",
    "/* it('no', () => {}) */",
    "const text = `it('no', () => {})`;",
    "it@skip('no', () => {}); xit@('no', () => {}); it@todo('no'); it@skip@each([1])('no', () => {});",
    "describe@skip('no', () => { it('no', () => {}); }); xdescribe@('no', () => it('no', () => {}));",
    "describe('of', () => { it(`four`, () => {}); });",
  ];
  // Written with a sign in between, for no test here may look left out.
  const plain = text
    .join('\n')
    .replace(/@(?=\()/g, '')
    .replaceAll('@', '.');
  expect(titlesOf(plain)).toEqual(['one', 'two %s', 'three', 'four']);
});
