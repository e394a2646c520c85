import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advancing, moneyOf } from './process';
import { boardLines, entryOf, refusals, rulesOf, slotsOf } from './testing/samples';

const page = readFileSync(join(__dirname, '../../../docs/rule-document.md'), 'utf8');
const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  (match) => JSON.parse(match[1] as string) as { id: string },
);
const rules = (id: string) => rulesOf(blocks.find((block) => block.id === id));

describe('docs/rule-document.md', () => {
  it('shows five complete documents, each of which loads', () => {
    expect(blocks.map((block) => [block.id, refusals(block)])).toEqual([
      ['theory-practice', []],
      ['judges', []],
      ['rank-points', []],
      ['hundred-days', []],
      ['two-stages', []],
    ]);
  });

  it('states their results', () => {
    expect(rules('theory-practice').score(entryOf('A', { theory: '86', practice: '91.5' })).total).toBe('89.85');
    const seven = entryOf('A', { total: ['9.1', '8.7', '9.4', '8.9', '9.0', '9.3', '8.2'] });
    expect(rules('judges').score(seven).total).toBe('9.00');
    const field = Array.from({ length: 120 }, (_, i) => entryOf(`e${i}`, { part: String(500 - i) }));
    const points = rules('rank-points')
      .scoreField(field)
      .map((row) => row.total);
    expect([points[0], points[50], points[99], points[119]]).toEqual(['25.00', '17.50', '10.15', '10.15']);
  });

  it('gives the flag, the reward and the bar of the hundred days', () => {
    const inputs = [
      { ...entryOf('A', { quality: '58' }), marks: { quality: slotsOf('58'), faults: slotsOf(['5', '2']) } },
      entryOf('B', { quality: '47', faults: [] }),
      entryOf('C', { quality: '50', faults: '6' }),
    ];
    const hundred = rules('hundred-days');
    expect(boardLines(hundred, hundred.scoreField(inputs))).toEqual(['A 1 flag', 'B 2', 'C 3']);
  });

  it('sends three of four to the next stage and pays the first three', () => {
    const { document, scoreField, rankBoard } = rules('two-stages');
    const means = ['9', '8.7', '8.7', '8'].map((mark, i) => entryOf(`e${i + 1}`, { form: [mark, mark, mark] }));
    const rows = rankBoard(scoreField(means));
    const { advance, money = [] } = document.process ?? {};
    expect(advance && advancing(rows, advance)).toEqual({
      through: ['e1', 'e2', 'e3'],
      left: ['e4'],
      tied: ['e2', 'e3'],
    });
    expect(moneyOf(rows, money, 'overall').map(({ amount }) => amount)).toEqual(['5000', '3000', '3000']);
  });
});
