import {
  advancing,
  carried,
  flagHolders,
  isAbsent,
  mayAppeal,
  mayEnter,
  moneyOf,
  paidOnce,
  spreadBreaches,
  tooFewEntrants,
  winsFlag,
  type Advance,
  type Money,
  type RankedRow,
} from './index';
import { documentOf, entryOf, fieldOf, half2, lone, measured, refusals, rulesOf } from './testing/samples';

const judged = (id: string, more: object = {}) => ({
  id,
  marks: {
    kind: 'judged',
    range: { min: '0', max: '10' },
    slots: { min: 1, max: 9 },
    combine: { by: 'mean' },
    ...more,
  },
});
const withProcess = (process: object, more: Record<string, unknown> = {}) => lone({ process, ...more });
const ranked = (totals: readonly string[], more: Record<string, unknown> = {}): RankedRow[] => {
  const rules = rulesOf(lone(more));
  return rules.rankBoard(rules.scoreField(fieldOf(totals)));
};
/** 29 apart, then two who share the thirtieth place, then one more. */
const thirty = ranked([...Array.from({ length: 29 }, (_, i) => String(100 - i)), '60', '60', '50']);

describe('who goes on', () => {
  const through = (rows: readonly RankedRow[], advance: Pick<Advance, 'cut' | 'ties'>) =>
    advancing(rows, advance).through;

  it('domain-rules 56: of the top thirty all who share the thirtieth place enter: 31', () => {
    const result = advancing(thirty, { cut: { by: 'rank', to: 30 } });
    expect([result.through.length, result.left.length, result.tied]).toEqual([31, 1, ['^', '_']]);
    expect(advancing(thirty, { cut: { by: 'rank', to: 31 } })).toMatchObject({ tied: [] });
  });

  it('domain-rules 56: or none of them, when the document says that they stay', () => {
    const result = advancing(thirty, { cut: { by: 'rank', to: 30 }, ties: 'leave' });
    expect([result.through.length, result.left.length, result.tied.length]).toEqual([29, 3, 2]);
  });

  it.each(['1224', '1334', '1223'])(
    'domain-rules 56: opens the same places however %s numbers shared ones',
    (method) => {
      const rows = ranked(['9', '8', '8', '7', '6'], { ranking: { better: 'higher', method } });
      expect(through(rows, { cut: { by: 'rank', to: 3 } })).toEqual(['A', 'B', 'C']);
      expect(through(rows, { cut: { by: 'rank', to: 2 } })).toEqual(['A', 'B', 'C']);
      expect(through(rows, { cut: { by: 'rank', to: 2 }, ties: 'leave' })).toEqual(['A']);
      expect(through(rows, { cut: { by: 'rank', to: 4 } })).toEqual(['A', 'B', 'C', 'D']);
    },
  );

  it('takes a share of those ranked or of those entered, rounded as stated', () => {
    const rules = rulesOf(lone());
    const out = entryOf('Z', { total: '9' }, { status: { kind: 'absent', reason: '迟到' } });
    const rows = rules.rankBoard(rules.scoreField([...fieldOf(['9', '8', '7']), out]));
    const share = (of: 'ranked' | 'entered', round: 'floor' | 'half-up' | 'ceiling') =>
      through(rows, { cut: { by: 'share', percent: '50', of, round } }).length;
    expect([share('ranked', 'floor'), share('ranked', 'half-up'), share('entered', 'floor')]).toEqual([1, 2, 2]);
    expect(advancing(rows, { cut: { by: 'rank', to: 9 } })).toEqual({
      through: ['A', 'B', 'C'],
      left: ['Z'],
      tied: [],
    });
  });

  it('takes all at or beyond a published score, bound included, in the direction that is better', () => {
    expect(through(ranked(['60.004', '59.995', '59.994']), { cut: { by: 'score', atLeast: '60' } })).toEqual([
      'A',
      'B',
    ]);
    const lower = ranked(['9', '10', '11'], { ranking: { better: 'lower', method: '1224' } });
    expect(through(lower, { cut: { by: 'score', atMost: '10' } })).toEqual(['A', 'B']);
  });

  it('domain-rules 57: carries 8.7 to the next stage under its new name', () => {
    const advance: Advance = { cut: { by: 'rank', to: 1 }, carry: [{ value: 'total', as: 'preliminary' }] };
    const first = rulesOf(withProcess({ advance }, { values: lone({})['values'] }));
    const [scored] = first.scoreField([entryOf('A', { total: '8.7' })]);
    expect(carried(scored!, advance)).toEqual({ preliminary: '8.70' });
    const next = rulesOf(
      documentOf([
        { id: 'before', attribute: { name: 'preliminary' } },
        measured('final'),
        { id: 'total', sum: [{ value: 'before' }, { value: 'final' }], round: half2 },
      ]),
    );
    const input = entryOf('A', { final: '9' }, { attributes: { ...carried(scored!, advance) } });
    expect(next.score(input).total).toBe('17.70');
    expect(carried(first.score(entryOf('B', {})), advance)).toEqual({});
  });
});

describe('marks that lie too far apart', () => {
  const document = rulesOf(
    documentOf([judged('form'), { id: 'total', sum: [{ value: 'form' }], round: half2 }], {
      process: { remark: [{ value: 'form', spread: '1' }] },
    }),
  ).document;
  const breaches = (marks: readonly string[]) => spreadBreaches(document, entryOf('A', { form: marks }).marks);

  it('lets marks lie exactly as far apart as allowed', () => {
    expect([breaches(['2', '3', '2.5']), breaches(['2']), breaches([])]).toEqual([[], [], []]);
  });

  it('names the lowest and the highest mark, the first slot of equal ones', () => {
    expect(breaches(['3.1', '2', '2.0', '3.10'])).toEqual([
      {
        value: 'form',
        lowest: { slot: 'J2', mark: '2' },
        highest: { slot: 'J1', mark: '3.1' },
        spread: '1.1',
        allowed: '1',
      },
    ]);
  });
});

describe('money', () => {
  const place = (rank: number, amount: string, more: object = {}): Money => ({
    ranks: { from: rank, to: rank },
    amount,
    ...more,
  });

  it('domain-rules 98: four teams get +5000, +3000, 0 and −2000', () => {
    const money = ['5000', '3000', '0', '-2000'].map((amount, i) => place(i + 1, amount));
    const paid = moneyOf(ranked(['9', '8', '7', '6', '5']), money, 'overall');
    expect(paid.map(({ entry, amount }) => `${entry} ${amount}`)).toEqual(['A 5000', 'B 3000', 'C 0', 'D -2000']);
  });

  it('domain-rules 94: pays an entry once on a board unless a line is cumulative', () => {
    const prizes = [{ id: 'gold', name: '一等奖', ranks: { from: 1, to: 1 } }];
    const rows = ranked(['9', '8'], { prizes });
    const lines: Money[] = [
      { prize: 'gold', amount: '1000' },
      place(1, '500'),
      { ranks: { from: 1, to: 2 }, amount: '200' },
    ];
    expect(moneyOf(rows, lines, 'overall')).toEqual([
      { entry: 'A', amount: '1000', lines: [0] },
      { entry: 'B', amount: '200', lines: [2] },
    ]);
    const besides = lines.map((line, i): Money => (i === 2 ? { ...line, cumulative: true } : line));
    expect(moneyOf(rows, besides, 'overall')[0]).toEqual({ entry: 'A', amount: '1200', lines: [0, 2] });
  });

  it('domain-rules 94: of several prizes of one receiver pays the highest, of equal ones the first', () => {
    const paid = ['a 500', 'b 300', 'a 900', 'b -200', 'b 300', 'c 0'].map((text, at) => {
      const [receiver = '', amount = ''] = text.split(' ');
      return { receiver, amount, at };
    });
    expect([...paidOnce(paid).values()].map(({ at }) => at)).toEqual([2, 1]);
  });

  it('pays on the board a line names, and the whole amount to each who shares the place', () => {
    const rows = ranked(['9', '9']);
    const lines = [place(1, '10.5', { board: 'group:a' }), place(1, '3')];
    expect(moneyOf(rows, lines, 'overall').map(({ amount }) => amount)).toEqual(['3', '3']);
    expect(moneyOf(rows, lines, 'group:a').map(({ amount }) => amount)).toEqual(['10.5', '10.5']);
  });
});

describe('how a competition is held', () => {
  it('domain-rules 50: a unit may enter three, not four', () => {
    const rule = { entriesPerUnit: 3 };
    expect([mayEnter(rule, 2), mayEnter(rule, 3), mayEnter({}, 99)]).toEqual([true, false, true]);
  });

  it('domain-rules 51: 28 entrants where 30 are needed cancel it, or leave it without awards', () => {
    const needs = (otherwise: 'cancel' | 'no-awards') => ({ minimumEntrants: { count: 30, otherwise } });
    expect([tooFewEntrants(needs('cancel'), 28), tooFewEntrants(needs('no-awards'), 28)]).toEqual([
      'cancel',
      'no-awards',
    ]);
    expect([tooFewEntrants(needs('cancel'), 30), tooFewEntrants({}, 0)]).toEqual([undefined, undefined]);
  });

  it('domain-rules 52: twenty minutes late is absent', () => {
    const rule = { absentAfterMinutes: 20 };
    expect([isAbsent(rule, 20), isAbsent(rule, 19.9), isAbsent({}, 999)]).toEqual([true, false, false]);
  });

  it('domain-rules 82: two hours after publication an appeal is in time, a minute later it is not', () => {
    const rule = { appeals: { windowMinutes: 120, answerMinutes: 120 } };
    expect([mayAppeal(rule, 120), mayAppeal(rule, 121), mayAppeal({ appeals: { windowMinutes: 60 } }, 61)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(mayAppeal({}, 0)).toBe(false);
  });

  it('domain-rules 97: of ten weeks won 4, 3 and 3 times the team with four keeps the flag', () => {
    const weeks = ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'a', 'c'].map((team) => [team]);
    expect(flagHolders({ keepsFor: 'most-wins' }, weeks)).toEqual(['a']);
    expect(flagHolders({ keepsFor: 'period' }, weeks)).toEqual(['c']);
    expect(flagHolders({ keepsFor: 'most-wins' }, weeks.slice(0, 3))).toEqual(['a', 'b', 'c']);
    expect([flagHolders({ keepsFor: 'period' }, []), flagHolders({ keepsFor: 'most-wins' }, [])]).toEqual([[], []]);
  });

  it('domain-rules 97: a period is won by the first place, unless it may have no award, or by who has the prize named', () => {
    const winners = (more: Record<string, unknown>, totals = ['92', '92', '80']) => {
      const rules = rulesOf(lone(more));
      return rules.rankBoard(rules.scoreField(fieldOf(totals))).filter(winsFlag(rules.document)).length;
    };
    const process = (flag: object) => ({ process: { flag: { keepsFor: 'period', ...flag } } });
    const requirements = [{ value: 'total', name: '达到九十五', atLeast: '95', otherwise: 'no-prize' }];
    expect(winners(process({}))).toBe(2);
    expect(winners({ ...process({}), requirements })).toBe(0);
    expect(winners({ ...process({}), requirements }, ['96', '92', '80'])).toBe(1);
    const prizes = [{ id: 'red', name: '红旗', ranks: { from: 1, to: 3 }, atLeast: '90' }];
    expect(winners({ ...process({ prize: 'red' }), prizes }, ['96', '92', '80'])).toBe(2);
  });
});

describe('what is refused in the section on how it is held', () => {
  const refused = (process: object, more: Record<string, unknown> = {}) => refusals(withProcess(process, more));
  const cut = { by: 'rank', to: 30 };

  it('takes every part together', () => {
    const whole = {
      minimumEntrants: { count: 30, otherwise: 'no-awards' },
      entriesPerUnit: 3,
      entriesPerPerson: 2,
      absentAfterMinutes: 20,
      advance: { board: 'overall', cut, ties: 'enter', carry: [{ value: 'total', as: 'preliminary' }] },
      appeals: { windowMinutes: 120, answerMinutes: 120 },
      sanctions: [{ id: 'phone', name: '带手机入场', effect: 'zero' }],
      anonymous: true,
      money: [{ ranks: { from: 1, to: 1 }, amount: '5000' }],
      flag: { keepsFor: 'most-wins' },
    };
    expect([refused(whole), refused({})]).toEqual([[], []]);
  });

  it.each([
    [{ surprise: 1 }, 'field-unknown /process/surprise'],
    [{ entriesPerPerson: 0 }, 'out-of-bounds /process/entriesPerPerson'],
    [{ anonymous: false }, 'not-allowed /process/anonymous'],
    [{ minimumEntrants: { count: 0, otherwise: 'cancel' } }, 'out-of-bounds /process/minimumEntrants/count'],
    [{ advance: { cut: { by: 'rank' } } }, 'field-missing /process/advance/cut'],
    [{ advance: { cut: { ...cut, percent: '5' } } }, 'field-unknown /process/advance/cut'],
    [
      { advance: { cut: { by: 'share', percent: '101', of: 'ranked', round: 'floor' } } },
      'out-of-range /process/advance/cut/percent',
    ],
    [{ advance: { cut: { by: 'score' } } }, 'bound-missing /process/advance/cut'],
    [{ advance: { cut: { by: 'score', atMost: '5' } } }, 'bound-missing /process/advance/cut'],
    [{ advance: { cut: { by: 'score', atLeast: '5' }, ties: 'enter' } }, 'field-unknown /process/advance/ties'],
    [{ advance: { board: 'group:a', cut } }, 'unknown-board /process/advance/board'],
    [{ advance: { cut, carry: [{ value: 'no', as: 'x' }] } }, 'unknown-value /process/advance/carry/0/value'],
    [
      {
        advance: {
          cut,
          carry: [
            { value: 'total', as: 'x' },
            { value: 'total', as: 'x' },
          ],
        },
      },
      'duplicate /process/advance/carry/1/as',
    ],
    [{ remark: [{ value: 'total', spread: '1' }] }, 'lone-mark /process/remark/0/value'],
    [{ remark: [{ value: 'no', spread: '1' }] }, 'unknown-value /process/remark/0/value'],
    [{ sanctions: [{ id: 'a', name: '甲', effect: 'talk' }] }, 'not-allowed /process/sanctions/0/effect'],
    [{ money: [{ amount: '5' }] }, 'choose-one /process/money/0'],
    [{ money: [{ prize: 'gold', amount: '5' }] }, 'unknown-prize /process/money/0/prize'],
    [{ flag: { keepsFor: 'period', prize: 'gold' } }, 'unknown-prize /process/flag/prize'],
    [{ money: [{ ranks: { from: 2, to: 1 }, amount: '5' }] }, 'range-empty /process/money/0/ranks'],
    [{ money: [{ ranks: { from: 1, to: 1 }, amount: '5', board: 'group:' }] }, 'unknown-board /process/money/0/board'],
    [{ money: [{ ranks: { from: 1, to: 1 }, amount: 1e21 }] }, 'not-a-decimal /process/money/0/amount'],
  ])('refuses %j', (process, problem) => {
    expect(refused(process)).toEqual([problem]);
  });

  it('refuses a spread below zero, a value without marks and a sanction named twice', () => {
    const values = [judged('form'), { id: 'total', sum: [{ value: 'form' }], round: half2 }];
    const remark = (value: string, spread: string) =>
      refusals(documentOf(values, { process: { remark: [{ value, spread }] } }));
    expect([remark('form', '-1'), remark('total', '1'), remark('form', '0')]).toEqual([
      ['negative /process/remark/0/spread'],
      ['no-marks /process/remark/0/value'],
      [],
    ]);
    const twice = { id: 'a', name: '甲', effect: 'warning' };
    expect(refused({ sanctions: [twice, twice] })).toEqual(['duplicate /process/sanctions/1/id']);
  });

  it('domain-rules 65: keeps for the head judge only marks that one judge can give', () => {
    const { marks, ...rest } = judged('form');
    const panel = { ...rest, marks: { ...marks, slots: { min: 3, max: 5 } } };
    const values = [panel, judged('shift'), { id: 'total', sum: [{ value: 'form' }], round: half2 }];
    const head = (headJudge: object) => refusals(documentOf(values, { process: { headJudge } }));
    const [sanctions, remark] = [[{ id: 'phone', name: '带手机', effect: 'zero' }], [{ value: 'form', spread: '1' }]];
    const all = { values: ['shift'], sanctions: true, spreads: true };
    expect(refusals(documentOf(values, { process: { headJudge: all, sanctions, remark } }))).toEqual([]);
    expect(head(all)).toEqual([
      'without-effect /process/headJudge/sanctions',
      'without-effect /process/headJudge/spreads',
    ]);
    expect(head({ values: ['form'] })).toEqual(['too-many-slots /process/headJudge/values/0']);
    expect(head({ values: ['total'] })).toEqual(['no-marks /process/headJudge/values/0']);
    expect(head({ sanctions: false })).toEqual(['not-allowed /process/headJudge/sanctions']);
    expect(head({})).toHaveLength(1);
  });

  it('knows the boards that the document opens', () => {
    const boards = { groups: true, overall: false };
    const board = (id: string) => refused({ advance: { board: id, cut } }, { boards });
    expect([board('group:a'), board('overall')]).toEqual([[], ['unknown-board /process/advance/board']]);
  });
});
