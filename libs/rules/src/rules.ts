import { checkAttribute, checkMark } from './check-mark';
import type { EntryInput, Rules, Scored } from './contracts';
import type { RuleDocument } from './document';
import { evaluateField, evaluateRow, newRow } from './evaluate';
import { explain } from './explain';
import { compileFromKey } from './from-key';
import { compilePlan } from './plan';
import { decidedBy, keyNames, prizeGiver, rankBoard } from './rank-board';
import { UNRANKED } from './rank-key';

export function buildRules(document: RuleDocument): Rules {
  const plan = compilePlan(document);
  const { values, fieldSteps, toScored } = plan;
  const names = keyNames(document);
  const score = (input: EntryInput): Scored => {
    if (fieldSteps) throw new Error('this document needs the whole field: use scoreField');
    const row = newRow(input, values.length);
    evaluateRow(values, row);
    return toScored(row);
  };
  return {
    document,
    hash: plan.hash,
    fieldSteps,
    score,
    scoreField(inputs) {
      if (!fieldSteps) return inputs.map(score);
      const rows = inputs.map((input) => newRow(input, values.length));
      evaluateField(values, rows);
      return rows.map(toScored);
    },
    fromKey: compileFromKey(plan),
    checkMark: (value, slot, mark, taken) => checkMark(document, { value, slot, mark, taken }),
    checkAttribute: (name, text) => checkAttribute(document, name, text),
    decidedBy: (better, worse) => decidedByPair(document, names, better, worse),
    rankBoard: (rows) => rankBoard(document, rows),
    prizeGiver: (size) => prizeGiver(document, size),
    rankedEnd: UNRANKED,
    boardsOf: (group) => boardsOf(document, group),
    explain: (input, field) => explain(plan, input, field),
  };
}

function decidedByPair(document: RuleDocument, names: readonly string[], better: Scored, worse: Scored) {
  if (!better.ranked || !worse.ranked) return undefined;
  if (document.ranking.tolerance === undefined) return decidedBy(names, better.key, worse.key);
  const bare = (row: Scored) => row.key;
  const rows = rankBoard(document, bare(better) <= bare(worse) ? [better, worse] : [worse, better]);
  return rows[1]?.decidedBy;
}

function boardsOf({ boards }: RuleDocument, group: string | undefined): readonly string[] {
  const own = boards.groups && group !== undefined ? [`group:${group}`] : [];
  const { overall } = boards;
  const stands = typeof overall === 'boolean' ? overall : group !== undefined && overall.groups.includes(group);
  return stands ? [...own, 'overall'] : own;
}
