import { atOnce, boardsInPieces, loadRuleDocument, margin, whatIf, type EntryInput, type Rules } from '@xf/rules';
import { median, timed, type Bench, type Figure, type Scale } from './measure';
import { pastBoards } from './past';
import { noise } from './season';

const judges = 5;
const criteria = 8;
const trimmed = { by: 'trimmed-mean', dropHighest: 1, dropLowest: 1, leaveAtLeast: 1 };

/** Eight criteria marked by five judges, weighted; prizes by share, and a hundred go on. */
function rulesWith(weights: readonly number[], combine: object): Rules {
  const parts = weights.map((_, n) => ({
    ...{ id: `c${n}`, name: `评分项${n + 1}`, role: 'criterion' },
    marks: {
      ...{ kind: 'judged', range: { min: '0', max: '10', step: '0.1' }, slots: { min: 3, max: judges } },
      combine,
    },
  }));
  const total = {
    ...{ id: 'total', name: '总分', role: 'total', round: { digits: 2, mode: 'half-up' } },
    weightedMean: weights.map((weight, n) => ({ value: `c${n}`, weight: String(weight) })),
  };
  const loaded = loadRuleDocument({
    ...{ id: 'bench-panel', version: 1, title: '基准测试', cites: [], values: [...parts, total], total: 'total' },
    ranking: { better: 'higher', method: '1224', ties: [{ value: 'c0', better: 'higher' }] },
    boards: { groups: false, overall: true },
    prizes: [
      { id: 'first', name: '一等奖', share: '10', of: 'ranked' },
      { id: 'second', name: '二等奖', share: '20', of: 'ranked' },
    ],
    process: { advance: { cut: { by: 'rank', to: 100 } } },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.rules;
}

function fieldOf(entries: number): readonly EntryInput[] {
  return Array.from({ length: entries }, (_, n): EntryInput => {
    const marks: Record<string, Record<string, string>> = {};
    for (let c = 0; c < criteria; c++) {
      const slots: Record<string, string> = {};
      for (let j = 0; j < judges; j++) slots[`J${j + 1}`] = (4 + noise(n * 97 + c * 11 + j) * 6).toFixed(1);
      marks[`c${c}`] = slots;
    }
    return { entry: `e${n}`, number: String(n), status: { kind: 'competing' }, marks };
  });
}

/** What is, as the live boards know it: by the keys of their entries. */
function standingOf(rules: Rules, field: readonly EntryInput[], keys: readonly string[]) {
  const placed = field.flatMap((input, n) => rules.fromKey(input, keys[n] ?? '') ?? []);
  return { rules, boards: atOnce(boardsInPieces(rules, placed)) };
}

export const engine: Bench = {
  name: 'engine',
  async run(scale: Scale) {
    const { quick, say } = scale;
    const entries = quick ? 5_000 : 50_000;
    const rounds = quick ? 3 : 5;
    const rules = rulesWith([20, 10, 10, 10, 20, 10, 10, 10], trimmed);
    const weights = rulesWith([10, 20, 10, 10, 10, 10, 20, 10], trimmed);
    const everything = rulesWith([10, 20, 10, 10, 10, 10, 20, 10], { by: 'mean' });
    const field = fieldOf(entries);
    const keys = rules.scoreField(field).map(({ key }) => key);
    const tried = (draft: Rules) => whatIf(standingOf(rules, field, keys), draft, field);
    say(`engine: scoring ${entries.toLocaleString('en')} entries × ${judges} judges × ${criteria} criteria`);
    const times: Record<'once' | 'weights' | 'everything', number[]> = { once: [], weights: [], everything: [] };
    for (let round = -1; round < rounds; round++) {
      const once = await timed(() => rules.rankBoard(rules.scoreField(field)));
      const some = await timed(() => tried(weights));
      const all = await timed(() => tried(everything));
      // The first round warms the code up.
      if (round < 0) continue;
      times.once.push(once.ms);
      times.weights.push(some.ms);
      times.everything.push(all.ms);
    }
    const figure = (what: string, ours: number): Figure => ({
      ...{ what: `what-if, ${entries.toLocaleString('en')} entries: ${what}`, ours, against: 'scored and ranked once' },
      ...{ theirs: median(times.once), unit: 'ms', ratio: median(times.once) / ours, bar: 1 / 1.5 },
    });
    const figures = [
      figure('other weights', median(times.weights)),
      figure('every criterion another way', median(times.everything)),
    ];
    for (const size of quick ? [1_000] : [1_000, 10_000]) {
      say(`engine: margin of ${size.toLocaleString('en')} entries`);
      const few = fieldOf(size);
      const { ms } = await timed(() => margin(rules, few, { board: 'overall', kind: 'prize', prize: 'first' }));
      const limit = (2_000 * size) / 1_000;
      figures.push({
        ...{
          what: `margin at a prize, ${size.toLocaleString('en')} entries`,
          ours: ms,
          against: 'limit',
          theirs: limit,
        },
        ...{ unit: 'ms', ratio: limit / ms, bar: 1 },
      });
    }
    return [...figures, ...(await pastBoards(scale))];
  },
};
