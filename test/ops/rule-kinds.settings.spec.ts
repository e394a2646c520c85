import {
  advancing,
  carried,
  flagHolders,
  isAbsent,
  loadRuleDocument,
  mayAppeal,
  mayEnter,
  moneyOf,
  spreadBreaches,
  tooFewEntrants,
  type EntryInput,
  type Rules,
} from '@xf/rules';
import { example, exampleFile, ops, workFolder } from './support';

type Json = Record<string, unknown>;
type Marks = Readonly<Record<string, string | readonly string[]>>;

function rulesOf(document: unknown): Rules {
  const loaded = loadRuleDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.rules;
}

const documentOf = (id: string): Json => structuredClone(example(id)) as Json;
/** An example as it is, or with some of its settings replaced. */
const rules = (id: string, settings: Json = {}): Rules => rulesOf({ ...documentOf(id), ...settings });
/** An example whose value `id` is another one. */
function withValue(document: string, id: string, change: Json): Rules {
  const values = (documentOf(document)['values'] as Json[]).map((value) =>
    value['id'] === id ? { ...value, ...change } : value,
  );
  return rules(document, { values });
}

function entry(name: string, marks: Marks, attributes: Readonly<Record<string, string>> = {}): EntryInput {
  const slots = (list: string | readonly string[]) =>
    Object.fromEntries((typeof list === 'string' ? [list] : list).map((mark, i) => [`J${i + 1}`, mark]));
  const recorded = Object.entries(marks).map(([value, list]) => [value, slots(list)] as const);
  return { entry: name, status: { kind: 'competing' }, marks: Object.fromEntries(recorded), attributes };
}

const board = (of: Rules, inputs: readonly EntryInput[]) => of.rankBoard(of.scoreField(inputs));
const ranks = (of: Rules, inputs: readonly EntryInput[]) =>
  board(of, inputs).map(({ entry: name, rank, prize }) => [name, rank ?? '-', prize].filter(Boolean).join(' '));
const total = (of: Rules, marks: Marks) => of.scoreField([entry('A', marks)])[0]?.total;

describe('where practices differ, both are settings', () => {
  it.each([
    ['half-up', '88.35'],
    ['half-even', '88.34'],
    ['down', '88.34'],
  ])('domain-rules 64: final rounding %s gives %s', (mode, expected) => {
    const total2 = withValue('theory-practice-30-70', 'total', { round: { digits: 2, mode } });
    expect(total(total2, { theory: '88.345', practice: '88.345' })).toBe(expected);
  });

  it('domain-rules 65: the head judge moves a mark by 0.05 or 0.1 and no more, or not at all', () => {
    const shift = rules('head-judge-shift');
    expect(['0.1', '-0.05', '0.15', '0.07'].map((mark) => shift.checkMark('shift', '1', mark)?.code)).toEqual([
      undefined,
      undefined,
      'out-of-range',
      'off-step',
    ]);
    const five = { judges: ['9.1', '9.0', '8.9', '9.2', '8.7'] };
    expect([total(shift, five), total(shift, { ...five, shift: '-0.05' })]).toEqual(['9.00', '8.95']);
  });

  const seven = ['9.1', '8.7', '9.4', '8.9', '9.0', '9.3', '8.2'];
  it.each([
    ['seven-judges-trimmed', 7, '9.00'],
    ['seven-judges-trimmed', 5, '9.00'],
    ['seven-judges-trimmed', 3, '9.07'],
    ['guide-contest', 7, '9.00'],
    ['guide-contest', 5, '9.02'],
    ['guide-contest', 3, '9.07'],
  ])('domain-rules 62: dropped marks: %s of %i judges gives %s', (id, judges, expected) => {
    const value = id === 'guide-contest' ? 'tour' : 'performance';
    const [scored] = rules(id).scoreField([entry('A', { [value]: seven.slice(0, judges) })]);
    expect(scored?.values[value]).toBe(expected);
  });

  const tied = [
    entry('A', { theory: '90', practice: '85', time: '40', playoff: '0' }, { lot: '2' }),
    entry('B', { theory: '76', practice: '91', time: '41', playoff: '0' }, { lot: '1' }),
    entry('C', { theory: '90', practice: '85', time: '39', playoff: '10' }, { lot: '3' }),
  ];
  const playoff = {
    id: 'playoff',
    name: '加赛',
    role: 'tie',
    marks: { kind: 'bonus', range: { min: '0', max: '10' } },
  };
  it.each([
    ['shared', { method: '1224' }, ['A 1', 'B 1', 'C 1']],
    ['by a chain of parts', { method: '1224', ties: [{ value: 'practice', better: 'higher' }] }, ['B 1', 'A 2', 'C 2']],
    ['by time', { method: '1224', ties: [{ value: 'time', better: 'lower' }] }, ['C 1', 'A 2', 'B 3']],
    ['by play-off', { method: '1224', ties: [{ value: 'playoff', better: 'higher' }] }, ['C 1', 'A 2', 'B 2']],
    ['by lot', { method: '1224', ties: [{ by: 'lot' }] }, ['B 1', 'A 2', 'C 3']],
    ['never shared', { method: '1234' }, ['A 1', 'B 2', 'C 3']],
  ])('domain-rules 75, 76, 79: a tie is %s', (_, ranking, expected) => {
    const document = documentOf('lamps-tie-chain');
    const values = [playoff, ...(document['values'] as Json[])];
    expect(ranks(rulesOf({ ...document, values, ranking: { better: 'higher', ...ranking } }), tied)).toEqual(expected);
  });

  it('domain-rules 77: a tolerance is as wide as the document says', () => {
    const close = ['521', '519', '517'].map((score, i) => entry('ABC'.charAt(i), { score }));
    const within = (tolerance: string) =>
      ranks(
        rules('worldskills-2019-stonemasonry', {
          ranking: { better: 'higher', method: '1224', tolerance },
          prizes: [],
        }),
        close,
      );
    expect([within('0'), within('2')]).toEqual([
      ['A 1', 'B 2', 'C 3'],
      ['A 1', 'B 1', 'C 3'],
    ]);
  });

  it.each([
    ['1224', [1, 2, 2, 4]],
    ['1334', [1, 3, 3, 4]],
    ['1223', [1, 2, 2, 3]],
  ])('domain-rules 75: shared places are numbered %s', (method, expected) => {
    const four = ['9', '8', '8', '7'].map((mark, i) => entry(`e${i}`, { total: mark }));
    const rows = board(rules('half-month-money', { ranking: { better: 'higher', method } }), four);
    expect(rows.map(({ rank }) => rank)).toEqual(expected);
  });

  it.each([
    ['floor', [2, 7, 14, 4]],
    ['half-up', [2, 7, 14, 5]],
    ['ceiling', [3, 8, 15, 5]],
  ])('domain-rules 89: prizes by share of 47 are counted %s', (round, expected) => {
    const prizes = (documentOf('share-prizes-pass-mark')['prizes'] as Json[]).map((prize) => ({ ...prize, round }));
    const field = Array.from({ length: 47 }, (_, i) => entry(`e${i}`, { total: String(100 - i * 0.5) }));
    const given = board(rules('share-prizes-pass-mark', { prizes }), field).map(({ prize }) => prize);
    expect(['first', 'second', 'third', 'merit'].map((id) => given.filter((prize) => prize === id).length)).toEqual(
      expected,
    );
  });

  it.each([
    [120, 120, true],
    [120, 121, false],
    [60, 60, true],
    [60, 61, false],
  ])('domain-rules 82: with a window of %i minutes an appeal after %i is heard: %s', (windowMinutes, after, heard) => {
    const { process } = rules('guide-contest', { process: { appeals: { windowMinutes } } }).document;
    expect(mayAppeal(process ?? {}, after)).toBe(heard);
  });

  it.each([
    ['80', 'A', 'B', 'C', 'D'],
    ['90', 'B', 'C', 'D'],
    ['95', 'C', 'D'],
    ['98', 'D'],
  ])('domain-rules 71: an Ankang Cup threshold of %s, bound included', (atLeast, ...expected) => {
    const requirements = [{ value: 'total', name: '检查达标', atLeast, otherwise: 'no-prize' }];
    const unit = (name: string, safety: string) =>
      entry(name, { safety, protection: '25', team: '15', supervision: '13' }, { self: '100' });
    const field = [unit('A', '24.994'), unit('B', '25'), unit('C', '29.995'), unit('D', '33')];
    const rows = board(rules('ankang-cup-unit', { requirements }), field);
    expect(rows.flatMap(({ entry: name, prize }) => (prize === undefined ? [] : [name])).sort()).toEqual(expected);
  });

  it('domain-rules 66, 67: of bonuses the highest counts, or each class up to its cap, or all up to one cap', () => {
    const site = { a: '6', b: '5', c: '9' };
    expect(total(rules('site-bonus-highest'), { ...site, praise: ['5', '10'] })).toBe('30.0');
    expect(total(rules('women-post'), { base: '100', honours: ['8', '6'], deeds: '6', show: '0' })).toBe('116.0');
    const dims = { safety: '30', protection: '20', team: '13', supervision: '12' };
    expect(total(rules('ankang-cup-unit'), { ...dims, extra: ['3', '3'] })).toBe('91.00');
  });

  it('domain-rules 72, 96: periods are added, averaged, or the best of them are', () => {
    const year = (source: Json) => {
      const document = documentOf('month-quarter-year');
      const values = (document['values'] as Json[]).map(({ mean, ...value }) =>
        mean ? { ...value, ...source } : value,
      );
      const quarters = (...marks: string[]) =>
        Object.fromEntries(marks.map((mark, i) => [`q${i + 1}`, [mark, mark, mark]]));
      const field = [entry('A', quarters('92', '88', '95', '91')), entry('B', quarters('93', '93', '93', '80'))];
      return board(rulesOf({ ...document, values }), field).map((row) => `${row.entry} ${row.total}`);
    };
    const of = ['q1', 'q2', 'q3', 'q4'];
    expect(year({ mean: of })).toEqual(['A 91.50', 'B 89.75']);
    expect(year({ sum: of.map((value) => ({ value })) })).toEqual(['A 366.00', 'B 359.00']);
    expect(year({ bestN: { of, n: 3, from: 'highest', then: 'mean' } })).toEqual(['B 93.00', 'A 92.67']);
  });

  it('domain-rules 127: a start value may go below 0 only where the document lets it', () => {
    const wrong = { answers: ['-20', '-20', '-20', '-20', '-20', '-10'] };
    expect(total(rules('knowledge-contest'), wrong)).toBe('0');
    const free = withValue('knowledge-contest', 'total', { steps: [{ plus: { value: 'answers' } }] });
    expect(total(free, wrong)).toBe('-10');
  });

  it('domain-rules 88: size bands that leave out ten are refused, as the plan printed them', () => {
    const rows = [
      { to: '9', gives: '1' },
      { from: '11', to: '30', gives: '2' },
      { from: '31', gives: '3' },
    ];
    const document = documentOf('titles-by-size');
    const values = (document['values'] as Json[]).map((value) =>
      value['id'] === 'seats' ? { ...value, steps: [{ bands: { bounds: '[]', rows } }] } : value,
    );
    const loaded = loadRuleDocument({ ...document, values });
    expect(loaded.ok ? [] : loaded.problems.map(({ code }) => code)).toEqual(['band-gap']);
  });
});

describe('what a plan says beside the scores', () => {
  const advanceOf = (of: Rules) => of.document.process?.advance ?? { cut: { by: 'rank', to: 1 } };
  const through = (of: Rules, inputs: readonly EntryInput[]) => advancing(board(of, inputs), advanceOf(of)).through;

  it('domain-rules 56, 57: thirty go on and whoever shares the thirtieth place, with their points', () => {
    const scores = [...Array.from({ length: 29 }, (_, i) => String(99 - i)), '70', '70', '69', '68'];
    const field = scores.map((theory, i) => entry(`e${i}`, { theory }));
    const first = rules('elevator-preliminary');
    expect(through(first, field)).toHaveLength(31);
    const stays = rules('elevator-preliminary', { process: { advance: { ...advanceOf(first), ties: 'leave' } } });
    expect(through(stays, field)).toHaveLength(29);
    const [best] = board(first, field);
    const brought = best && carried(best, advanceOf(first));
    expect(brought).toEqual({ preliminary: '99.00' });
    const there = [entry('A', { operation: '90', diagnosis: '85' }, brought)];
    expect(rules('elevator-25-55-20').scoreField(there)[0]?.total).toBe('91.25');
    const last = rules('lab-skills-final').scoreField([entry('A', { practice: '91.5' }, { preliminary: '86' })]);
    expect(last[0]?.total).toBe('89.85');
  });

  it('domain-rules 50, 52, 82, 86: a plan states limits, lateness, appeals and sanctions', () => {
    const process = rules('lamps-tie-chain').document.process ?? {};
    expect([mayEnter(process, 2), mayEnter(process, 3)]).toEqual([true, false]);
    expect([isAbsent(process, 19), isAbsent(process, 20)]).toEqual([false, true]);
    expect([mayAppeal(process, 120), mayAppeal(process, 121)]).toEqual([true, false]);
    expect(process.sanctions?.map(({ effect }) => effect)).toEqual(['warning', 'zero', 'disqualify']);
    expect(process.headJudge).toEqual({ sanctions: true });
  });

  it('domain-rules 65, 95: only the head judge shifts, and nobody is in two teams', () => {
    expect(rules('head-judge-shift').document.process).toEqual({ headJudge: { values: ['shift'] } });
    expect(rules('team-of-three').document.process).toEqual({ onePersonOneTeam: true });
  });

  it('domain-rules 56: a cut by score takes the bound in, a cut by share counts heads', () => {
    const drill = (name: string, written: string) => entry(name, { written, repair: '80', over: '0', faults: '20' });
    expect(through(rules('post-drill'), [drill('A', '80'), drill('B', '79.9')])).toEqual(['A']);
    const points = ['9', '8', '8', '7', '6'].map((mark, i) => entry('ABCDE'.charAt(i), { production: mark }));
    expect(through(rules('pioneer-points'), points)).toEqual(['A']);
  });

  it('domain-rules 80: judges too far apart mark again, also of a file, which holds what codes stood for', async () => {
    const { document } = rules('anonymous-panel');
    const spread = (...work: string[]) => spreadBreaches(document, entry('A', { work }).marks).length;
    expect([spread('90', '88', '92', '85', '95'), spread('70', '81', '75', '77', '73')]).toEqual([0, 1]);
    expect(document.process?.anonymous).toBe(true);
    const work = workFolder();
    const marks = work.write('panel.csv', '编号,项目,评委1,评委2,评委3,评委4,评委5\nA,作品得分,90,88,92,85,93\n');
    const { out } = await ops(['score', '--rules', exampleFile('anonymous-panel'), '--marks', marks, '--json']);
    expect(out).toContain('"90.00"');
    work.remove();
    const world = rules('worldskills-marking').document;
    const judged = (...finish: string[]) => spreadBreaches(world, entry('A', { finish }).marks);
    expect(judged('2', '3', '2')).toEqual([]);
    expect(judged('1', '3', '2')).toMatchObject([{ value: 'finish', spread: '2', allowed: '1' }]);
  });

  it('domain-rules 51: twenty-eight where thirty are needed are cancelled, or have no awards', async () => {
    const { document } = rules('minimum-thirty');
    expect(tooFewEntrants(document.process ?? {}, 28)).toBe('no-awards');
    const cancel = rules('minimum-thirty', { process: { minimumEntrants: { count: 30, otherwise: 'cancel' } } });
    expect(tooFewEntrants(cancel.document.process ?? {}, 28)).toBe('cancel');
    const work = workFolder();
    const rows = Array.from({ length: 30 }, (_, i) => `${i + 1},${100 - i}`);
    const marks = work.write('thirty.csv', ['编号,total', ...rows].join('\n'));
    const { out } = await ops(['score', '--rules', exampleFile('minimum-thirty'), '--marks', marks, '--json']);
    expect(out.match(/"prize"/g)).toHaveLength(3);
    work.remove();
  });

  it('domain-rules 98: the fourth of four owes two thousand', () => {
    const half = rules('half-month-money');
    const rows = board(
      half,
      ['91', '95', '77', '80'].map((mark, i) => entry(`${i + 1}`, { total: mark })),
    );
    const paid = moneyOf(rows, half.document.process?.money ?? [], 'overall').map(
      (one) => `${one.entry} ${one.amount}`,
    );
    expect(paid).toEqual(['2 5000', '1 3000', '4 0', '3 -2000']);
  });

  it('domain-rules 97: in ten weeks the team with four flags keeps it; by period the last winner has it', () => {
    const weeks = ['A', 'B', 'C', 'A', 'B', 'A', 'C', 'B', 'A', 'C'].map((team) => [team]);
    const flag = rules('weekly-flag').document.process?.flag;
    expect(flag && flagHolders(flag, weeks)).toEqual(['A']);
    expect(flagHolders({ keepsFor: 'period' }, weeks)).toEqual(['C']);
  });
});
