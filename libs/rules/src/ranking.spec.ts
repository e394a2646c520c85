import { boardLines, documentOf, entryOf, fieldOf, half2, lone, measured, refusals, rulesOf } from './testing/samples';

const ranked = (ranking: object, totals: readonly string[], more: object = {}) => {
  const rules = rulesOf(lone({ ranking: { better: 'higher', method: '1224', ...ranking }, ...more }));
  return boardLines(rules, rules.scoreField(fieldOf(totals)));
};
const medals = ['gold', 'silver', 'bronze'].map((id, i) => ({ id, name: id, ranks: { from: i + 1, to: i + 1 } }));

describe('places', () => {
  it('domain-rules 73: ranks 7.87 before 20.81 where lower is better', () => {
    expect(ranked({ better: 'lower' }, ['20.81', '7.87'])).toEqual(['B 1', 'A 2']);
  });

  it('domain-rules 75: numbers shared places 1,2,2,4 or as the document says', () => {
    const totals = ['9', '8', '8', '7'];
    expect(ranked({ method: '1224' }, totals)).toEqual(['A 1', 'B 2', 'C 2', 'D 4']);
    expect(ranked({ method: '1334' }, totals)).toEqual(['A 1', 'B 3', 'C 3', 'D 4']);
    expect(ranked({ method: '1223' }, totals)).toEqual(['A 1', 'B 2', 'C 2', 'D 3']);
    expect(ranked({ method: '1234' }, totals)).toEqual(['A 1', 'B 2', 'C 3', 'D 4']);
  });

  it('domain-rules 75: two at third place are followed by the fifth', () => {
    expect(ranked({}, ['9', '8', '7', '7', '6'])).toEqual(['A 1', 'B 2', 'C 3', 'D 3', 'E 5']);
  });

  const chain = documentOf(
    [
      measured('theory'),
      measured('practice'),
      {
        id: 'total',
        weightedMean: [
          { value: 'theory', weight: '30' },
          { value: 'practice', weight: '70' },
        ],
        round: half2,
      },
    ],
    { ranking: { better: 'higher', method: '1224', ties: [{ value: 'practice', better: 'higher' }, { by: 'lot' }] } },
  );

  it('domain-rules 76: equal totals of 86.50 go to the better practice', () => {
    const rules = rulesOf(chain);
    const scored = rules.scoreField([
      entryOf('A', { theory: '90', practice: '85' }),
      entryOf('B', { theory: '76', practice: '91' }),
    ]);
    expect(scored.map((row) => row.total)).toEqual(['86.50', '86.50']);
    const rows = rules.rankBoard(scored);
    expect(rows.map((row) => [row.entry, row.rank, row.decidedBy])).toEqual([
      ['B', 1, undefined],
      ['A', 2, 'practice'],
    ]);
  });

  it('draws lots last, lower first, and shares the place without a lot', () => {
    const rules = rulesOf(chain);
    const same = { theory: '80', practice: '80' };
    const drawn = ['2', '1'].map((lot, i) => entryOf(`e${i}`, same, { attributes: { lot } }));
    const [first, second] = rules.rankBoard(rules.scoreField(drawn));
    expect([first?.entry, second?.entry, second?.decidedBy]).toEqual(['e1', 'e0', 'lot']);
    const undrawn = rules.scoreField([entryOf('A', same), entryOf('B', same)]);
    expect(boardLines(rules, undrawn)).toEqual(['A 1', 'B 1']);
    expect(undrawn[0]?.key).toBe(undrawn[1]?.key);
  });

  it('names the entry order as the deciding key where no place may be shared', () => {
    const rules = rulesOf(lone({ ranking: { better: 'higher', method: '1234' } }));
    const inputs = ['10', '9'].map((number, i) => ({ ...entryOf(`e${i}`, { total: '5' }), number }));
    const rows = rules.rankBoard(rules.scoreField(inputs));
    expect(rows.map((row) => [row.entry, row.rank, row.decidedBy])).toEqual([
      ['e1', 1, undefined],
      ['e0', 2, 'entry-order'],
    ]);
    expect(rules.decidedBy(rows[0] as never, rows[1] as never)).toBe('entry-order');
  });
});

describe('tolerance', () => {
  it('domain-rules 77: 521 and 519 share under a tolerance of 2, 517 does not join them', () => {
    expect(ranked({ tolerance: '2' }, ['538', '535', '521', '519', '517'])).toEqual([
      'A 1',
      'B 2',
      'C 3',
      'D 3',
      'E 5',
    ]);
    expect(ranked({ tolerance: '0' }, ['736', '735'])).toEqual(['A 1', 'B 2']);
  });

  it('domain-rules 77: says the total parts two groups although the neighbours are near', () => {
    const rules = rulesOf(lone({ ranking: { better: 'higher', method: '1224', tolerance: '2' } }));
    const rows = rules.rankBoard(rules.scoreField(fieldOf(['521', '519', '517'])));
    expect(rows.map((row) => row.decidedBy)).toEqual([undefined, undefined, 'total']);
  });

  it('domain-rules 78: two golds leave no silver; three silvers leave no bronze', () => {
    const more = { prizes: medals };
    expect(ranked({ tolerance: '2' }, ['540', '539', '520'], more)).toEqual(['A 1 gold', 'B 1 gold', 'C 3 bronze']);
    expect(ranked({ tolerance: '2' }, ['540', '530', '529', '528', '500'], more)).toEqual([
      'A 1 gold',
      'B 2 silver',
      'C 2 silver',
      'D 2 silver',
      'E 5',
    ]);
  });

  it('applies the tie chain inside a tolerance group only when asked', () => {
    const values = [measured('time'), measured('total', { round: half2 })];
    const ties = [{ value: 'time', better: 'lower' }];
    const inputs = [entryOf('A', { time: '9', total: '521' }), entryOf('B', { time: '5', total: '519' })];
    const lines = (more: object) => {
      const ranking = { better: 'higher', method: '1224', tolerance: '2', ties, ...more };
      const rules = rulesOf(documentOf(values, { ranking }));
      return boardLines(rules, rules.scoreField(inputs));
    };
    expect(lines({})).toEqual(['A 1', 'B 1']);
    expect(lines({ tiesWithinTolerance: true })).toEqual(['B 1', 'A 2']);
  });
});

describe('standing', () => {
  const reason = '重大事故';
  const vetoes = [{ id: 'accident', name: '发生安全事故', nameEn: 'accident' }];

  it('domain-rules 69: a veto keeps the score but takes no rank, and the next one is first', () => {
    const rules = rulesOf(lone({ vetoes, prizes: medals }));
    const vetoed = entryOf('A', { total: '96.5' }, { status: { kind: 'vetoed', reason, clause: 'accident' } });
    const scored = rules.scoreField([vetoed, entryOf('B', { total: '90' })]);
    expect(boardLines(rules, scored)).toEqual(['B 1 gold', 'A -']);
    expect(scored[0]).toMatchObject({
      total: '96.50',
      ranked: false,
      reason: { zh: '一票否决（发生安全事故）：重大事故' },
    });
  });

  it('domain-rules 52 and 55: who is absent or withdrawn is listed without rank or score', () => {
    const rules = rulesOf(lone());
    for (const kind of ['withdrawn', 'absent'] as const) {
      const scored = rules.scoreField([
        entryOf('HR', { total: '5' }, { status: { kind, reason: '-' } }),
        ...fieldOf(['4']),
      ]);
      expect(boardLines(rules, scored)).toEqual(['A 1', 'HR -']);
      expect(scored[0]).toMatchObject({ values: {}, reason: { code: kind } });
    }
  });

  it('domain-rules 84: ranks move up when the second is disqualified', () => {
    const rules = rulesOf(lone());
    const [a, b, c] = fieldOf(['9', '8', '7']);
    const out = { ...(b as object), status: { kind: 'disqualified', reason: '作弊' } } as never;
    expect(boardLines(rules, rules.scoreField([a as never, out, c as never]))).toEqual(['A 1', 'C 2', 'B -']);
  });

  it('domain-rules 70: 10.3 of 13 is below 80 % although the total is high', () => {
    const supervision = {
      value: 'supervision',
      name: '监督得分率',
      atLeast: '80',
      percentOf: '13',
      otherwise: 'unranked',
    };
    const values = [
      measured('rest'),
      measured('supervision'),
      { id: 'total', sum: [{ value: 'rest' }, { value: 'supervision' }], round: half2 },
    ];
    const rules = rulesOf(documentOf(values, { requirements: [supervision] }));
    const scored = rules.score(entryOf('A', { rest: '81.7', supervision: '10.3' }));
    expect(scored).toMatchObject({
      total: '92.00',
      ranked: false,
      failed: ['监督得分率'],
      reason: { code: 'requirement' },
    });
    expect(rules.score(entryOf('B', { rest: '81.7', supervision: '10.4' })).ranked).toBe(true);
  });

  it('domain-rules 99: an attendance of 94.9 % is below 95 % and takes the rank, 95.0 % is not', () => {
    const present = { value: 'attendance', name: '出勤率', atLeast: '95', otherwise: 'unranked' };
    const values = [
      { id: 'attendance', attribute: { name: 'attendance' }, round: { digits: 1, mode: 'half-up' } },
      measured('points'),
      { id: 'total', sum: [{ value: 'points' }], round: half2 },
    ];
    const rules = rulesOf(documentOf(values, { requirements: [present] }));
    const field = ['94.9', '95'].map((attendance, n) =>
      entryOf(`T${n}`, { points: `${90 - n}` }, { attributes: { attendance } }),
    );
    expect(boardLines(rules, rules.scoreField(field))).toEqual(['T1 1', 'T0 -']);
    expect(rules.scoreField(field)[0]).toMatchObject({ total: '90.00', failed: ['出勤率'] });
  });

  it('domain-rules 71: compares the published number with the threshold, bound included', () => {
    const pass = { value: 'total', name: '达标', atLeast: '95', otherwise: 'unranked' };
    const rules = rulesOf(lone({ requirements: [pass] }));
    const [up, down] = rules.scoreField(fieldOf(['94.995', '94.994']));
    expect([up?.total, up?.ranked, down?.total, down?.ranked]).toEqual(['95.00', true, '94.99', false]);
  });
});

describe('boards and prizes', () => {
  it('domain-rules 53 and 54: groups have boards of their own and the overall board unites some', () => {
    const rules = rulesOf(lone({ boards: { groups: true, overall: { groups: ['trailer', 'mounted'] } } }));
    expect(rules.boardsOf('trailer')).toEqual(['group:trailer', 'overall']);
    expect(rules.boardsOf('reversible')).toEqual(['group:reversible']);
    expect(rules.boardsOf(undefined)).toEqual([]);
  });

  it('domain-rules 53: the town group and the country group each have a first prize', () => {
    const rules = rulesOf(lone({ boards: { groups: true, overall: false }, prizes: medals }));
    const entries = ['城区组', '城区组', '农村组'].map((group, i) =>
      entryOf(`e${i}`, { total: String(90 - i) }, { group }),
    );
    const scored = rules.scoreField(entries);
    const lines = (group: string) =>
      boardLines(
        rules,
        scored.filter((row) => rules.boardsOf(row.group).includes(`group:${group}`)),
      );
    expect([lines('城区组'), lines('农村组')]).toEqual([['e0 1 gold', 'e1 2 silver'], ['e2 1 gold']]);
  });

  const shares = (round: string, of = 'ranked') =>
    ['10', '20', '30'].map((share, i) => ({ id: `p${i + 1}`, name: `${i}`, share, of, round, ties: 'share' }));
  const countPrizes = (prizes: object[], totals: readonly string[]) => {
    const lines = ranked({}, totals, { prizes });
    return ['p1', 'p2', 'p3'].map((id) => lines.filter((line) => line.endsWith(id)).length);
  };

  it('domain-rules 89: 47 entrants at 10/20/30 % give 4/9/14 by floor and 5/9/14 by half-up', () => {
    const totals = Array.from({ length: 47 }, (_, i) => String(100 - i));
    expect(countPrizes(shares('floor'), totals)).toEqual([4, 9, 14]);
    expect(countPrizes(shares('half-up'), totals)).toEqual([5, 9, 14]);
  });

  it('shares or cuts a prize where a tie crosses its last seat', () => {
    const totals = ['10', '9', '9', '8', '7', '6', '5', '4', '3', '2'];
    const half = (ties: string) => [{ id: 'p1', name: '1', share: '20', of: 'ranked', round: 'floor', ties }];
    expect(countPrizes(half('share'), totals)[0]).toBe(3);
    expect(countPrizes(half('cut'), totals)[0]).toBe(1);
  });

  it('domain-rules 90: a score below the pass mark takes no prize and keeps its rank', () => {
    const prizes = [{ id: 'p1', name: '一等奖', share: '5', of: 'entered', round: 'floor', ties: 'share' }];
    const requirements = [{ value: 'total', name: '及格', atLeast: '60', otherwise: 'no-prize' }];
    const totals = Array.from({ length: 20 }, (_, i) => String(55 - i));
    expect(ranked({}, totals, { prizes, requirements })[0]).toBe('A 1');
    expect(ranked({}, ['60', ...totals.slice(1)], { prizes, requirements })[0]).toBe('A 1 p1');
  });

  it('domain-rules 93: the top fifth of 40 takes one grade, places 9 to 16 the next', () => {
    const prizes = shares('floor')
      .slice(1, 2)
      .concat([{ ...shares('floor')[1], id: 'p3' } as never]);
    const lines = ranked(
      {},
      Array.from({ length: 40 }, (_, i) => String(100 - i)),
      { prizes },
    );
    expect(lines.filter((line) => line.endsWith('p2'))).toHaveLength(8);
    expect(lines.filter((line) => line.endsWith('p3'))).toHaveLength(8);
  });

  it('domain-rules 72: the document says whether parts are added or averaged', () => {
    const parts = ['a', 'b'];
    const totals = (source: object) => {
      const rules = rulesOf(documentOf([...parts.map((id) => measured(id)), { id: 'total', ...source, round: half2 }]));
      return rules.score(entryOf('A', { a: '98.2', b: '97.2' })).total;
    };
    expect(totals({ sum: parts.map((value) => ({ value })) })).toBe('195.40');
    expect(totals({ mean: parts })).toBe('97.70');
  });

  it('domain-rules 79: play-off points decide the order and leave the total alone', () => {
    const playOff = { id: 'playOff', marks: { kind: 'bonus', range: { min: '0', max: '10' } } };
    const values = [playOff, measured('total', { round: half2 })];
    const ranking = { better: 'higher', method: '1224', ties: [{ value: 'playOff', better: 'higher' }] };
    const rules = rulesOf(documentOf(values, { ranking, total: 'total' }));
    const rows = rules.rankBoard(
      rules.scoreField([entryOf('A', { total: '90' }), entryOf('B', { total: '90', playOff: '10' })]),
    );
    expect(rows.map((row) => [row.entry, row.rank, row.total, row.decidedBy])).toEqual([
      ['B', 1, '90.00', undefined],
      ['A', 2, '90.00', 'playOff'],
    ]);
  });

  it('domain-rules 83: a corrected 89.0 becomes third and the two behind move down', () => {
    expect(ranked({}, ['91.0', '90.2', '88.9', '88.5', '89.0'])).toEqual(['A 1', 'B 2', 'E 3', 'C 4', 'D 5']);
  });

  it('domain-rules 95: equal team sums go to the shorter time', () => {
    const sum = { id: 'total', sum: ['a', 'b', 'c'].map((value) => ({ value })), round: half2 };
    const values = [...['a', 'b', 'c', 'time'].map((id) => measured(id)), sum];
    const ranking = { better: 'higher', method: '1224', ties: [{ value: 'time', better: 'lower' }] };
    const rules = rulesOf(documentOf(values, { ranking }));
    const team = (entry: string, time: string) => entryOf(entry, { a: '90', b: '90', c: '90.5', time });
    expect(boardLines(rules, rules.scoreField([team('slow', '41'), team('fast', '39')]))).toEqual(['fast 1', 'slow 2']);
  });

  it('refuses a tolerance where places may not be shared, and lots before other keys', () => {
    expect(refusals(lone({ ranking: { better: 'higher', method: '1234', tolerance: '2' } }))).toEqual([
      'tolerance-without-sharing /ranking/tolerance',
    ]);
    const ties = [{ by: 'lot' }, { value: 'total', better: 'higher' }];
    expect(refusals(lone({ ranking: { better: 'higher', method: '1224', ties } }))).toEqual([
      'lot-not-last /ranking/ties/0',
      'decides-nothing /ranking/ties/1/value',
    ]);
  });
});
