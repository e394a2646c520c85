import * as fc from 'fast-check';
import type { EntryInput, Rules, Scored } from './contracts';
import type { Value } from './document';
import { atOnce, boardsInPieces, whatIf } from './index';
import { buildRules } from './rules';
import { scoredByAll } from './score-all';
import { drawDocument, drawField } from './testing/random-competition';
import { documentOf, entryOf, half2, measured, rulesOf } from './testing/samples';

const weighted = (theory: string, practice: string, more: object = {}) => {
  const weights = [
    { value: 'theory', weight: theory },
    { value: 'practice', weight: practice },
  ];
  const values = [measured('theory'), measured('practice'), { id: 'total', weightedMean: weights, round: half2 }];
  const prizes = [{ id: 'gold', name: '一等奖', ranks: { from: 1, to: 1 } }];
  const boards = { groups: true, overall: true };
  const process = { advance: { board: 'overall', cut: { by: 'rank', to: 2 } } };
  return rulesOf(documentOf(values, { boards, prizes, process, ...more }));
};
const field = [
  entryOf('A', { theory: '90', practice: '80' }, { group: 'a' }),
  entryOf('B', { theory: '80', practice: '90' }, { group: 'b' }),
  entryOf('C', { theory: '70', practice: '86' }, { group: 'b' }),
  entryOf('D', { theory: '60', practice: '60' }, { group: 'b' }),
];

const ranked = (rules: Rules, scored: readonly Scored[]) => ({ rules, boards: atOnce(boardsInPieces(rules, scored)) });
const asScored = (rules: Rules, inputs: readonly EntryInput[]) => ranked(rules, rules.scoreField(inputs));

describe('what other rules would change', () => {
  it('domain-rules 51: takes the prizes of a board that fewer have entered than the draft asks for', () => {
    const few = (count: number) =>
      weighted('70', '30', { process: { minimumEntrants: { count, otherwise: 'no-awards' } } });
    const now = asScored(few(4), field);
    expect(whatIf(now, few(4), field)).toEqual([]);
    const lost = [{ board: 'overall', prizes: [{ prize: 'gold', enters: [], leaves: ['A'] }], ranks: [], totals: [] }];
    expect(whatIf(now, few(5), field)).toEqual(lost);
    const gained = [{ ...lost[0], prizes: [{ prize: 'gold', enters: ['A'], leaves: [] }] }];
    expect(whatIf(asScored(few(5), field), few(4), field)).toEqual(gained);
  });

  it('says who enters and leaves, who moves and whose total differs, on each board', () => {
    expect(whatIf(asScored(weighted('70', '30'), field), weighted('10', '90'), field)).toEqual([
      {
        board: 'group:a',
        prizes: [],
        ranks: [],
        totals: [{ entry: 'A', from: '87.00', to: '81.00' }],
      },
      {
        board: 'overall',
        prizes: [{ prize: 'gold', enters: ['B'], leaves: ['A'] }],
        advance: { enters: ['C'], leaves: ['A'] },
        ranks: [
          { entry: 'A', from: 1, to: 3 },
          { entry: 'B', from: 2, to: 1 },
          { entry: 'C', from: 3, to: 2 },
        ],
        totals: [
          { entry: 'A', from: '87.00', to: '81.00' },
          { entry: 'B', from: '83.00', to: '89.00' },
          { entry: 'C', from: '74.80', to: '84.40' },
        ],
      },
      {
        board: 'group:b',
        prizes: [],
        ranks: [],
        totals: [
          { entry: 'B', from: '83.00', to: '89.00' },
          { entry: 'C', from: '74.80', to: '84.40' },
        ],
      },
    ]);
  });

  it('says nothing of the same rules, and does not change what it is given', () => {
    const frozen = JSON.stringify(field);
    expect(whatIf(asScored(weighted('30', '70'), field), weighted('30', '70', { title: '改名' }), field)).toEqual([]);
    expect(JSON.stringify(field)).toBe(frozen);
  });

  it('leaves out the side on which an entry has no rank, no prize or no board', () => {
    const bar = [{ value: 'theory', name: '理论及格', atLeast: '75', otherwise: 'unranked' }];
    const [first, second] = whatIf(
      asScored(weighted('30', '70', { boards: { groups: false, overall: true } }), field.slice(2)),
      weighted('30', '70', { requirements: bar, prizes: [], boards: { groups: true, overall: true } }),
      field.slice(2),
    );
    expect(first).toEqual({
      board: 'overall',
      prizes: [{ prize: 'gold', enters: [], leaves: ['C'] }],
      advance: { enters: [], leaves: ['C', 'D'] },
      ranks: [
        { entry: 'C', from: 1 },
        { entry: 'D', from: 2 },
      ],
      totals: [],
    });
    expect(second).toMatchObject({
      board: 'group:b',
      totals: [
        { entry: 'C', to: '81.20' },
        { entry: 'D', to: '60.00' },
      ],
    });
  });
});

describe('what is, read from keys', () => {
  it('is the same as scored, so that the same differs, in random competitions', () => {
    const told = { read: 0, unread: 0, differing: 0 };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        const rules = buildRules(document);
        const inputs = drawField(g, document);
        const draft = buildRules({ ...document, values: document.values.map((one) => oneMore(one)) });
        const scored = rules.scoreField(inputs);
        const known = scored.map((row, n) => rules.fromKey(inputs[n] as EntryInput, row.key));
        for (const [n, row] of known.entries()) {
          if (row === undefined) told.unread += 1;
          else {
            const { entry, group, ranked: isRanked, total, key } = scored[n] as Scored;
            const outlined = { ...(group !== undefined && { group }), ...(total !== undefined && { total }) };
            expect(row).toEqual({ entry, values: {}, ranked: isRanked, key, failed: [], ...outlined });
            told.read += 1;
          }
        }
        const read = known.map((row, n) => row ?? (scored[n] as Scored));
        const differences = whatIf(ranked(rules, scored), draft, inputs);
        expect(whatIf(ranked(rules, read), draft, inputs)).toEqual(differences);
        told.differing += Math.min(differences.length, 1);
      }),
      { numRuns: 200 },
    );
    expect(Math.min(told.read, told.unread, told.differing)).toBeGreaterThan(50);
  });
});

describe('scoring under several documents at once', () => {
  it('is the same as scoring under each, in random competitions', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        const field = drawField(g, document);
        const { values, total } = document;
        const changing = (at: string) => values.map((one) => (one.id === at ? oneMore(one) : one));
        // The first value changes all that is made of it; the total is made of others that stay, some of them missing.
        const changed = [values[0]?.id ?? total, total].map((at) => ({ ...document, values: changing(at) }));
        const others = [document, drawDocument(g), ...changed];
        const scored = atOnce(scoredByAll(others, field));
        for (const [n, other] of others.entries()) {
          const expected = buildRules(other).scoreField(field);
          expect(scored[n]?.map(outline)).toEqual(expected.map(outline));
        }
      }),
      { numRuns: 150 },
    );
  });
});

const oneMore = (value: Value) => ({ ...value, steps: [...(value.steps ?? []), { plus: '1' }] });
/** What ranks and prizes need of a score. */
const outline = ({ values: _values, ...rest }: Scored) => rest;
