import * as fc from 'fast-check';
import type { Scored } from './contracts';
import { insideOf, isSame, type CutLine } from './cut-line';
import type { RuleDocument } from './document';
import { changerOf } from './margin.line';
import { buildRules } from './rules';
import type { Draw } from './testing/draw';
import { documentOf, half2, measured } from './testing/samples';

const int = (g: Draw, min: number, max: number) => g(fc.integer, { min, max });
const one = <T>(g: Draw, list: readonly T[]): T => list[int(g, 0, list.length - 1)] as T;

function drawRules(g: Draw) {
  const share = { share: one(g, ['20', '40']), of: one(g, ['ranked', 'entered']), ties: one(g, ['share', 'cut']) };
  const prizes = [
    { id: 'p1', name: '一', ...one(g, [{ ranks: { from: 1, to: 2 } }, share]), ...one(g, [{}, { atLeast: '4' }]) },
    { id: 'p2', name: '二', ranks: { from: 2, to: 3 }, ...one(g, [{}, { value: 'b', atLeast: '2' }]) },
  ];
  const cut = one(g, [
    { by: 'rank', to: int(g, 1, 3) },
    { by: 'share', percent: '50', of: one(g, ['ranked', 'entered']), round: 'half-up' },
    { by: 'score', atLeast: '4' },
  ]);
  const ranking = { better: 'higher', method: one(g, ['1224', '1334', '1223', '1234']) };
  const requirement = { value: 'b', name: '底线', atLeast: '2', otherwise: one(g, ['unranked', 'no-prize']) };
  const total = { id: 'total', sum: [{ value: 'a' }], round: half2 };
  const ties = cut.by === 'score' ? {} : { ties: one(g, ['enter', 'leave']) };
  const process = { advance: { cut, ...ties } };
  const requirements = one(g, [[], [requirement]]);
  // Some of the prizes can never be given, and rows still change sides: what was pinned before stays in force.
  const document = documentOf([measured('a'), measured('b'), total], { ranking, prizes, requirements, process });
  return buildRules(document as RuleDocument);
}

function drawLine(g: Draw): CutLine {
  const board = 'overall';
  const prize = one(g, ['p1', 'p2']);
  return one(g, [
    { board, kind: 'rank', to: int(g, 1, 4) },
    { board, kind: 'advance' },
    { board, kind: 'prize', prize },
  ]);
}

describe('who changes sides when one row becomes another', () => {
  it('is the same as ranking the board again', () => {
    const told = { changes: 0, none: 0 };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const rules = drawRules(g);
        const line = drawLine(g);
        const row = (n: number): Scored => {
          const marks = { a: { J1: String(int(g, 1, 6)) }, b: { J1: String(int(g, 0, 4)) } };
          const left = { kind: 'withdrawn', reason: '' } as const;
          const status = int(g, 0, 5) === 0 ? left : ({ kind: 'competing' } as const);
          return rules.score({ entry: `e${n}`, number: String(n), status, marks });
        };
        const board = Array.from({ length: int(g, 1, 9) }, (_, n) => row(n));
        const at = int(g, 0, board.length - 1);
        const after = board.map((old, n) => (n === at ? row(n) : old));
        const inside = (rows: readonly Scored[]) => insideOf(rules, rules.rankBoard(rows), line);
        const expected = !isSame(inside(board), inside(after));
        expect(changerOf(rules, board, line)(board[at] as Scored, after[at] as Scored)).toBe(expected);
        if (expected) told.changes += 1;
        else told.none += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(told.changes, told.none)).toBeGreaterThan(100);
  });
});
