import { allotted } from './allot';
import type { Candidate, Clause, ShortlistDocument } from './document';
import { loadShortlistDocument } from './load';
import { check, shortlist } from './shortlist';

const cites = [{ document: '评选通知', clause: '三' }];
const named = (...ids: readonly string[]) => ids.map((id) => ({ id, title: id }));
type Own = Clause extends infer C ? (C extends Clause ? Omit<C, 'cites'> : never) : never;

function documentOf(clauses: readonly Own[], more: Partial<ShortlistDocument> = {}): ShortlistDocument {
  return {
    id: 'd',
    version: 1,
    title: '名单',
    merit: 'score',
    seats: { unused: 'allowed', first: 'seats' },
    ties: 'order',
    categories: named('产业工人', '企业负责人', '农民工', '县处级', '机关', '一线', '新就业形态'),
    clauses: clauses.map((one) => ({ ...one, cites })),
    ...more,
  };
}

let made = 0;
const people = (count: number, categories: readonly string[], more: Partial<Candidate> = {}): readonly Candidate[] =>
  Array.from({ length: count }, () => ({ id: `p${(made += 1)}`, merit: '80', categories, ...more }));
const ids = (all: readonly Candidate[]) => all.map(({ id }) => id);

function broken(
  document: ShortlistDocument,
  chosen: readonly Candidate[],
  seats: number,
  rest: readonly Candidate[] = [],
) {
  const checked = check(document, [...chosen, ...rest], seats, ids(chosen));
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  return checked.broken.map(({ clause, have, limit, zh }) => ({ clause, have, limit, zh }));
}

const floor = { id: 'f', title: '下限', kind: 'floor', of: ['产业工人'], share: '35' } as const;
const ceiling = { id: 'c', title: '上限', kind: 'ceiling', of: ['企业负责人'], share: '13' } as const;

describe('counting a list', () => {
  it('domain-rules 16: 694 of 700 seats are a valid list, 701 are not', () => {
    expect(broken(documentOf([]), people(694, []), 700)).toEqual([]);
    expect(broken(documentOf([]), people(701, []), 700)).toMatchObject([{ clause: 'seats', have: 701, limit: 700 }]);
    const refused = documentOf([], { seats: { unused: 'refused', first: 'seats' } });
    expect(broken(refused, people(694, []), 700)).toMatchObject([{ have: 694, limit: 700 }]);
  });

  it('domain-rules 17: 35 % of 9 are at least 4', () => {
    const others = people(6, []);
    expect(broken(documentOf([floor]), [...people(3, ['产业工人']), ...others], 9)).toMatchObject([
      { have: 3, limit: 4 },
    ]);
    expect(broken(documentOf([floor]), [...people(4, ['产业工人']), ...others.slice(1)], 9)).toEqual([]);
  });

  it('domain-rules 18: 13 % of 60 are at most 7', () => {
    const others = people(50, []);
    expect(broken(documentOf([ceiling]), [...people(7, ['企业负责人']), ...others], 60)).toEqual([]);
    expect(broken(documentOf([ceiling]), [...people(8, ['企业负责人']), ...others], 60)).toMatchObject([
      { have: 8, limit: 7 },
    ]);
  });

  it.each([
    ['floor', 'ceiling', 4],
    ['floor', 'floor', 3],
    ['floor', 'half-up', 3],
    ['ceiling', 'ceiling', 4],
    ['ceiling', 'floor', 3],
    ['ceiling', 'half-up', 3],
  ] as const)('domain-rules 17, 18: a %s of 35 %% of 9 rounded by %s is %i, as data says', (kind, rounding, limit) => {
    const clause = { ...floor, kind, rounding };
    const checked = check(documentOf([clause]), people(1, []), 9, []);
    expect(checked).toMatchObject({ findings: [{ limit }, {}] });
  });

  it('domain-rules 19: 380 of 943 pass 35 %, the 145 single-listed are in no base', () => {
    const lists = [
      { id: '普通', title: '普通', seats: 943 },
      { id: '单列', title: '单列', seats: 145, singleListed: true },
    ];
    const document = documentOf([{ ...floor, base: 'chosen' }], { lists });
    const chosen = [
      ...people(380, ['产业工人'], { list: '普通' }),
      ...people(563, [], { list: '普通' }),
      ...people(145, [], { list: '单列' }),
    ];
    expect(broken(document, chosen, 943)).toEqual([]);
    const checked = check(document, chosen, 943, ids(chosen));
    expect(checked).toMatchObject({ findings: [{ have: 380, base: 943, limit: 331 }, {}, {}, {}] });
    // Counted on all 1088 it would have to be 381: the wrong base refuses a good list.
    const wrong = documentOf([{ ...floor, base: 'chosen' }], {
      lists: lists.map(({ id, title, seats }) => ({ id, title, seats })),
    });
    expect(broken(wrong, chosen, 1088)).toMatchObject([{ have: 380, limit: 381 }]);
  });

  it('domain-rules 20: of 45 organ people at most 9 are of county rank, though 300 are on the list', () => {
    const clause = {
      id: 'n',
      title: '县处级',
      kind: 'ceiling',
      of: ['县处级'],
      share: '20',
      baseOf: ['机关'],
    } as const;
    const rest = people(255, []);
    const nine = [...people(9, ['机关', '县处级']), ...people(36, ['机关']), ...rest];
    const ten = [...people(10, ['机关', '县处级']), ...people(35, ['机关']), ...rest];
    expect(broken(documentOf([clause]), nine, 300)).toEqual([]);
    expect(broken(documentOf([clause]), ten, 300)).toMatchObject([{ have: 10, limit: 9 }]);
  });

  it('domain-rules 21: who is both a migrant and an industrial worker counts as both', () => {
    const migrants = { ...floor, id: 'm', of: ['农民工'], share: '10' };
    const chosen = [...people(172, ['产业工人', '农民工']), ...people(208, ['产业工人']), ...people(563, [])];
    const checked = check(documentOf([floor, migrants]), chosen, 943, ids(chosen));
    expect(checked).toMatchObject({ broken: [], findings: [{ have: 380 }, { have: 172 }, {}] });
  });

  it('domain-rules 22: a control number is persons: 45 of 52, and no share', () => {
    const clause = { id: 'h', title: '控制数', kind: 'ceiling', of: ['企业负责人'], persons: 52 } as const;
    expect(check(documentOf([clause]), people(45, ['企业负责人']), 943, [])).toMatchObject({
      findings: [{ limit: 52 }, {}],
    });
    expect(broken(documentOf([clause]), people(53, ['企业负责人']), 943)).toMatchObject([{ have: 53, limit: 52 }]);
  });

  it('domain-rules 25: two heads with one backup are invalid, and a head is nobody’s backup', () => {
    const pair = { id: 'p', title: '备用人选', kind: 'pair', of: ['企业负责人'], backup: ['一线'] } as const;
    const [heads, backup] = [people(2, ['企业负责人', '一线']), people(1, ['一线'])];
    expect(broken(documentOf([pair]), [...heads, ...backup], 9)).toMatchObject([{ have: 1, limit: 2 }]);
    expect(broken(documentOf([pair]), [...heads, ...people(2, ['一线'])], 9)).toEqual([]);
  });

  it('domain-rules 26: 50 seats by 37.2, 34.1 and 28.7 % are 19, 17 and 14', () => {
    const sizes = { A: '37.2', B: '34.1', C: '28.7' };
    expect([...allotted(50, [{ weight: '100', sizes }])]).toEqual([
      ['A', 19],
      ['B', 17],
      ['C', 14],
    ]);
    const halves = allotted(10, [
      { weight: '50', sizes: { A: '1', B: '3' } },
      { weight: '50', sizes: { A: '300', B: '100' } },
    ]);
    expect([...halves.values()]).toEqual([5, 5]);
  });

  it('refuses who is no candidate, and tells every broken clause with its numbers', () => {
    const [one] = people(1, ['企业负责人']);
    expect(check(documentOf([]), [one!], 1, ['x', one!.id, one!.id])).toMatchObject({
      problems: [{ code: 'chosen-unknown' }, { code: 'chosen-repeated' }],
    });
    const none = { ...ceiling, persons: 0 };
    const { share: _share, ...zero } = none;
    expect(broken(documentOf([zero, floor]), [one!], 9).map(({ zh }) => zh)).toEqual([
      '企业负责人至多 0 人，名单有 1 人〔评选通知 三〕',
      '产业工人至少 4 人（9 人的 35%），名单有 0 人〔评选通知 三〕',
    ]);
  });
});

describe('choosing a list', () => {
  const scored = (...all: readonly (readonly [merit: string, ...categories: string[]])[]): readonly Candidate[] =>
    all.map(([merit, ...categories], at) => ({ id: `c${at + 1}`, merit, categories }));

  it('domain-rules 17: takes the best that meet the floor, and says what the floor costs', async () => {
    const all = scored(['90.5'], ['90'], ['89.3'], ['88', '农民工'], ['87.8', '农民工']);
    const clause = { id: 'm', title: '农民工下限', kind: 'floor', of: ['农民工'], persons: 1 } as const;
    const result = await shortlist(documentOf([clause]), all, 3);
    expect(result).toMatchObject({
      kind: 'list',
      chosen: ['c1', 'c2', 'c4'],
      merit: '268.5',
      prices: [{ clause: 'm', moved: 1, merit: '1.3', zh: '“农民工下限”影响 1 人，总分 −1.3' }],
      leftOut: [
        { id: 'c3', reason: 'clause', clauses: ['m'], swap: { out: ['c2'], merit: '0.7' } },
        { id: 'c5', reason: 'seats', clauses: [], swap: { out: ['c4'], merit: '0.2' } },
      ],
    });
  });

  it('domain-rules 28: without a candidate in new forms of employment nothing fits, and says so', async () => {
    const clause = { id: 'new', title: '新就业形态', kind: 'floor', of: ['新就业形态'], persons: 1 } as const;
    const result = await shortlist(documentOf([clause]), scored(['90'], ['80']), 2);
    expect(result).toMatchObject({
      kind: 'infeasible',
      persons: 1,
      gives: [{ zh: '新就业形态至少 1 人，但合格候选只有 0 人〔评选通知 三〕' }],
      proposal: { chosen: ['c1', 'c2'] },
    });
    const named = { id: 'o', title: '必选', kind: 'obligatory', candidates: ['c2'] } as const;
    expect(await shortlist(documentOf([named]), scored(['90'], ['80']), 1)).toMatchObject({ chosen: ['c2'] });
    expect(await shortlist(documentOf([{ ...named, candidates: ['x'] }]), scored(['90']), 1)).toMatchObject({
      problems: [{ code: 'obligatory-absent' }],
    });
  });

  it('tells the smallest relaxation: 95 needed, 90 eligible', async () => {
    const clause = { id: 'm', title: '农民工', kind: 'floor', of: ['农民工'], share: '10' } as const;
    const all = [...people(90, ['农民工']), ...people(900, [], { merit: '90' })];
    expect(await shortlist(documentOf([clause]), all, 943)).toMatchObject({
      persons: 5,
      gives: [{ zh: '农民工至少 95 人（943 人的 10%），但合格候选只有 90 人〔评选通知 三〕', have: 90, limit: 95 }],
    });
  });

  it('domain-rules 27: with as many candidates as seats there is nothing to choose', async () => {
    const document = documentOf([], { contested: { more: 1 } });
    expect(await shortlist(document, people(12, []), 10)).toMatchObject({ kind: 'list' });
    expect(await shortlist(document, people(10, []), 10)).toMatchObject({ problems: [{ code: 'not-contested' }] });
  });

  it('domain-rules 47: equal votes at the last seat are named, for a new ballot or by order', async () => {
    const votes = scored(...Array.from({ length: 9 }, (): [string] => ['9']), ['8'], ['8']);
    const ballot = await shortlist(documentOf([], { ties: 'ballot' }), votes, 10);
    expect(ballot).toMatchObject({ tied: ['c10', 'c11'], ballot: true });
    const order = await shortlist(documentOf([]), votes, 10);
    expect(order).toMatchObject({ tied: ['c10', 'c11'], ballot: false });
    expect(order).toMatchObject({ chosen: votes.slice(0, 10).map(({ id }) => id) });
  });

  it('domain-rules 16: leaves a seat empty rather than break a ceiling, unless every seat must be filled', async () => {
    const { share: _share, ...capped } = { ...ceiling, persons: 1 };
    const all = scored(['90', '企业负责人'], ['80', '企业负责人'], ['70']);
    expect(await shortlist(documentOf([capped]), all, 3)).toMatchObject({
      chosen: ['c1', 'c3'],
      prices: [{ clause: 'c', seats: 1, moved: 0 }],
    });
    const full = documentOf([capped], { seats: { unused: 'refused', first: 'seats' } });
    expect(await shortlist(full, all, 3)).toMatchObject({
      kind: 'infeasible',
      persons: 1,
      gives: [{ clause: 'seats' }],
    });
  });

  it('says of who is out beside an empty seat which clauses his coming in would break, and prices what bites together', async () => {
    const { share: _share, ...capped } = { ...ceiling, persons: 1 };
    const all = scored(['90', '企业负责人'], ['80', '企业负责人'], ['95']).map((one) => ({ ...one, unit: one.id }));
    expect(await shortlist(documentOf([capped]), all, 10)).toMatchObject({
      chosen: ['c1', 'c3'],
      leftOut: [{ id: 'c2', reason: 'free', clauses: ['c'], swap: { out: ['c1'], merit: '10' } }],
    });
    const byUnit = { id: 'u', title: '每单位一人', kind: 'ceiling', by: 'unit', persons: 1 } as const;
    const slack = { ...capped, id: 's', title: '宽', persons: 5 };
    const ofOne = all.slice(0, 2).map((one) => ({ ...one, unit: 'x' }));
    expect(await shortlist(documentOf([slack, capped, byUnit]), ofOne, 10)).toMatchObject({
      chosen: ['c1'],
      prices: [
        {
          clause: 'c',
          with: ['u'],
          seats: 1,
          moved: 0,
          zh: '“上限”与“每单位一人”合起来影响 0 人，空出 1 个名额，总分 −80',
        },
      ],
      leftOut: [
        {
          id: 'c2',
          reason: 'free',
          clauses: ['c', 'u'],
          zh: '名额有空，但加入即违反：上限、每单位一人；可换下c1，代价 10',
        },
      ],
    });
    const byMerit = documentOf([], { seats: { unused: 'allowed', first: 'merit' } });
    expect(await shortlist(byMerit, scored(['1'], ['-1']), 2)).toMatchObject({
      leftOut: [{ id: 'c2', reason: 'free', clauses: [], zh: '名额有空，但加入不增加总成绩；可换下c1，代价 2' }],
    });
  });

  it('takes ranks as lower is better, and exact decimals as they are written', async () => {
    const ranks = scored(['3'], ['1'], ['2']);
    expect(await shortlist(documentOf([], { merit: 'rank' }), ranks, 2)).toMatchObject({
      chosen: ['c2', 'c3'],
      merit: '3',
    });
    const decimals = scored(['0.1'], ['0.2'], ['0.3']);
    expect(await shortlist(documentOf([]), decimals, 3)).toMatchObject({ merit: '0.6' });
  });

  it('takes as many decimal places as there is room for beside the largest, and rounds nothing', async () => {
    expect(await shortlist(documentOf([]), scored(['93.3333'], ['93.3334'], ['100']), 2)).toMatchObject({
      chosen: ['c2', 'c3'],
      merit: '193.3334',
    });
    const fine = await shortlist(documentOf([]), scored(['93.333333'], ['95'], ['95.00001'], ['0.1']), 2);
    const problems = fine.kind === 'refused' ? fine.problems : [];
    expect(problems.map(({ index, code, value }) => [index, code, value])).toEqual([
      [0, 'merit-too-fine', '93.333333'],
      [2, 'merit-too-fine', '95.00001'],
    ]);
    expect(problems[0]?.zh).toBe(
      '最大的成绩是 95.00001，至多 4 位小数，此处 6 位；系统不代为修约，请按办法修约后填写，或改填名次',
    );
    const large = await shortlist(documentOf([]), scored(['1000001'], ['1.5']), 1);
    expect(large.kind === 'refused' ? large.problems.map(({ code }) => code) : []).toEqual(['merit-too-large']);
  });

  it('refuses everything that is wrong with the candidates at once', async () => {
    const document = documentOf([{ id: 'u', title: 'u', kind: 'ceiling', by: 'unit', persons: 1 }]);
    const all = [
      { id: 'a', merit: 'x', categories: ['无此类'], unit: 'u' },
      { id: 'a', merit: '1.1234567', categories: [] },
    ];
    const result = await shortlist(document, all, 1);
    expect(result.kind === 'refused' ? result.problems.map(({ code }) => code) : []).toEqual([
      'merit-invalid',
      'category-unknown',
      'candidate-repeated',
      'attribute-missing',
      'merit-too-fine',
    ]);
  });
});

describe('the document', () => {
  it('is refused with all its problems and where they are', () => {
    const pointers = (json: unknown) => {
      const loaded = loadShortlistDocument(json);
      return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => [pointer, code]);
    };
    expect(pointers(documentOf([floor, ceiling]))).toEqual([]);
    expect(pointers({ id: 'x', seats: { unused: 'maybe' }, more: 1 }).length).toBeGreaterThan(5);
    expect(
      pointers({
        ...documentOf([
          { ...floor, of: ['无'], persons: 3 },
          { id: 'f', title: 'x', kind: 'ceiling', share: '101' },
          { id: 'g', title: 'x', kind: 'ceiling', list: '无', by: '无' },
        ]),
        merit: 'rank',
        seats: { unused: 'allowed', first: 'merit' },
      }),
    ).toEqual([
      ['/seats/first', 'rank-needs-seats'],
      ['/clauses/1/id', 'id-repeated'],
      ['/clauses/0/of', 'unknown'],
      ['/clauses/0', 'choose-one'],
      ['/clauses/1/share', 'out-of-bounds'],
      ['/clauses/2/list', 'unknown'],
      ['/clauses/2/by', 'unknown'],
      ['/clauses/2', 'field-missing'],
    ]);
  });
});
