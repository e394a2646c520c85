import { SortedLines } from './shell.lines';

const sortedBy = async (lines: readonly string[]) => {
  const sorted = new SortedLines({ rest: () => Promise.resolve() });
  for (const line of lines) await sorted.add(line);
  const found: string[] = [];
  for await (const line of sorted.inOrder()) found.push(line);
  return found;
};

/** 𠮷 is two code units, both of them before a bracket of full width; as bytes it comes behind. */
const signs = ['𠮷', '（', '王', 'a', 'é', '﨑'];

it('gives lines in the order of texts, of any number of runs, and equal ones as often as they came', async () => {
  for (const count of [0, 1, 1_999, 2_000, 6_001]) {
    const lines = Array.from({ length: count }, (_, n) => `${signs[(n * 7) % 6]}${(n * 7_919) % 997}${signs[n % 6]}`);
    expect(await sortedBy(lines)).toEqual(lines.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
  }
});

it('takes lines of any length', async () => {
  const lines = [3, 1, 2].map((n) => `${n}${'（'.repeat(n * 300_000)}`);
  expect(await sortedBy(lines)).toEqual([lines[1], lines[2], lines[0]]);
});
