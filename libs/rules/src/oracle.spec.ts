import * as fc from 'fast-check';
import type { EntryInput, Rules } from './contracts';
import type { RuleDocument } from './document';
import { loadRuleDocument } from './load';
import { isGone, oracleField } from './testing/oracle';
import { oracleBoard } from './testing/oracle-board';
import { drawDocument, drawField } from './testing/random-competition';

function loaded(document: RuleDocument): Rules {
  const result = loadRuleDocument(document);
  if (!result.ok) throw new Error(JSON.stringify({ problems: result.problems, document }, null, 1));
  return result.rules;
}

function compareScores(rules: Rules, document: RuleDocument, inputs: readonly EntryInput[]): void {
  const scored = rules.scoreField(inputs);
  for (const [i, expected] of oracleField(document, inputs).entries()) {
    const actual = scored[i];
    const total = expected.cells.get(document.total);
    const missing = expected.code === 'value-missing' && total !== undefined && isGone(total) ? total.value : undefined;
    expect({
      values: actual?.values,
      total: actual?.total,
      code: actual?.reason?.code,
      failed: actual?.failed,
    }).toEqual({
      values: expected.values,
      total: expected.total,
      code: expected.code,
      failed: expected.failed,
    });
    if (missing !== undefined) expect(actual?.reason?.value).toBe(missing);
    expect(actual?.ranked).toBe(expected.code === undefined);
  }
}

function compareBoards(rules: Rules, document: RuleDocument, inputs: readonly EntryInput[]): void {
  const scored = rules.scoreField(inputs);
  const expected = oracleField(document, inputs);
  const boards = new Set(inputs.flatMap((input) => rules.boardsOf(input.group)));
  for (const board of boards) {
    const stands = (group: string | undefined) => rules.boardsOf(group).includes(board);
    const rows = rules.rankBoard(scored.filter((row) => stands(row.group)));
    const places = oracleBoard(
      document,
      expected.filter((row) => stands(row.input.group)),
    );
    const byEntry = (a: { entry: string }, b: { entry: string }) => (a.entry < b.entry ? -1 : 1);
    const actual = rows
      .filter((row) => row.rank !== undefined)
      .map(({ entry, rank, prize }) => ({ entry, rank, prize }));
    expect(actual.sort(byEntry)).toEqual([...places].sort(byEntry));
    for (const [i, row] of rows.entries()) {
      const above = rows[i - 1];
      const parted = above?.rank !== undefined && row.rank !== undefined && above.rank !== row.rank;
      expect(row.decidedBy !== undefined).toBe(parted);
    }
  }
}

const RUNS = { numRuns: 700 };

describe('engine against the oracle', () => {
  it('gives every value, total, status and failed requirement of random competitions', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        compareScores(loaded(document), document, drawField(g, document));
      }),
      RUNS,
    );
  });

  it('gives every rank and prize on every board of random competitions', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        compareBoards(loaded(document), document, drawField(g, document));
      }),
      RUNS,
    );
  });

  it('explains every entry without changing its result', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        const inputs = drawField(g, document);
        const rules = loaded(document);
        const scored = rules.scoreField(inputs);
        for (const [i, input] of inputs.entries()) {
          const derivation = rules.explain(input, inputs);
          expect(derivation.scored).toEqual(scored[i]);
          expect(derivation.zh).toHaveLength(derivation.en.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
