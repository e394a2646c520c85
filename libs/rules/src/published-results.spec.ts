import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryInput, Rules } from './contracts';
import { boardLines, entryOf, rulesOf } from './testing/samples';

const DIRECTORY = join(__dirname, '../../../examples/rule-documents');
const example = (id: string): Rules => rulesOf(JSON.parse(readFileSync(join(DIRECTORY, `${id}.json`), 'utf8')));
const boardOf = (rules: Rules, inputs: readonly EntryInput[]) => boardLines(rules, rules.scoreField(inputs));
const table = (id: string, value: string, rows: readonly (readonly [string, string])[]) => {
  const inputs = rows.map(([entry, score]) => entryOf(entry, { [value]: score }));
  return boardOf(example(id), [...inputs].reverse());
};

describe('example documents', () => {
  it.each(readdirSync(DIRECTORY))('%s loads under its own id', (file) => {
    expect(`${example(file.replace('.json', '')).document.id}.json`).toBe(file);
  });
});

// ISU European Championships 2017, ice dance free dance, panel marks in the order J1–J9; data CC BY 4.0, BuzzFeed News.
describe('figure skating 2017', () => {
  const names = ['skating-skills', 'transitions', 'performance', 'composition', 'interpretation'];
  type Row = {
    readonly entry: string;
    readonly technical: string;
    readonly deductions: string;
    readonly marks: readonly string[];
  };
  const published = (id: string, rows: readonly Row[]) => {
    const rules = example(id);
    const inputs = rows.map(({ entry, technical, deductions, marks }) => {
      // An empty mark is no mark: the judge gave none.
      const panels = marks.map(
        (line, i) => [names[i] as string, line.split(' ').filter((mark) => mark !== '')] as const,
      );
      return entryOf(entry, { ...Object.fromEntries(panels), technical, deductions });
    });
    const board = rules.rankBoard(rules.scoreField([...inputs].reverse()));
    return board.map((row) => `${row.entry} ${row.values['components']} ${row.total}`);
  };

  it('component scores, totals and order of three free dances', () => {
    expect(
      published('isu-2016-ice-dance-free-dance', [
        {
          entry: 'Lucie MYSLIVECKOVA / Lukas CSOLLEY',
          technical: '41.78',
          deductions: '0.00',
          marks: [
            '7.5 7.0 7.0 7.0 6.5 7.25 7.25 7.25 6.5',
            '6.75 6.75 6.5 7.25 6.25 6.75 7.0 6.75 6.0',
            '7.0 7.0 7.5 7.5 6.5 7.25 7.5 7.0 6.5',
            '7.25 7.25 6.75 7.0 6.25 7.25 7.5 7.5 6.25',
            '7.25 7.25 7.25 7.25 6.5 7.25 7.75 7.25 6.0',
          ],
        },
        {
          entry: 'Taylor TRAN / Saulius AMBRULEVICIUS',
          technical: '41.68',
          deductions: '0.00',
          marks: [
            '6.25 6.5 6.5 6.75 5.75 6.25 6.5 6.25 6.25',
            '5.75 6.5 6.5 7.0 5.5 6.0 6.5 5.75 6.0',
            '6.0 6.75 7.25 7.0 6.0 6.5 6.75 6.25 6.5',
            '6.25 6.25 7.0 6.75 6.0 6.75 7.0 6.5 6.0',
            '5.75 6.5 7.0 7.0 5.75 6.5 7.0 6.5 6.0',
          ],
        },
        {
          entry: 'Viktoria KAVALIOVA / Yurii BIELIAIEV',
          technical: '36.13',
          deductions: '0.00',
          marks: [
            '6.75 6.25 6.5 6.75 5.75 6.0 5.75 6.25 5.5',
            '6.75 6.0 6.25 6.5 5.75 5.75 5.75 5.75 5.75',
            '6.25 6.0 6.5 7.0 5.75 6.0 6.0 6.0 6.0',
            '6.5 6.25 7.0 7.0 6.0 6.25 6.5 6.0 6.25',
            '6.75 6.0 6.5 6.75 5.75 5.75 6.25 5.75 5.75',
          ],
        },
      ]),
    ).toEqual([
      'Lucie MYSLIVECKOVA / Lukas CSOLLEY 42.02 83.80',
      'Taylor TRAN / Saulius AMBRULEVICIUS 38.40 80.08',
      'Viktoria KAVALIOVA / Yurii BIELIAIEV 36.90 73.03',
    ]);
  });
  it('two free skatings of 80.62 are parted by the component score', () => {
    expect(
      published('isu-2016-ladies-free-skating', [
        {
          entry: 'Viveca LINDFORS',
          technical: '37.48',
          deductions: '2.00',
          marks: [
            '6.75 5.75 6.5 5.25 5.75 6.0 6.0 6.5 5.75',
            '6.5 5.5 5.75 5.25 5.5 5.25 5.5 6.0 5.25',
            '6.0 5.0 6.25 5.0 5.0 5.75 5.0 5.5 5.5',
            '6.5 5.75 6.0 5.5 5.25 5.75 5.25 5.75 5.5',
            '6.25 5.5 6.0 5.25 5.5 5.5 5.0 5.75 5.75',
          ],
        },
        {
          entry: 'Anne Line GJERSEM',
          technical: '39.94',
          deductions: '2.00',
          marks: [
            '5.25 5.5 6.25 5.75 5.25 5.75 5.25 6.0 5.5',
            '4.75 5.5 5.75 5.5 5.0 5.25 5.0 5.0 5.0',
            '4.75 5.25 6.0 5.5 5.5 5.5 5.0 5.0 5.25',
            '5.0 5.75 6.0 5.75 4.75 5.5 5.5 4.75 5.0',
            '5.0 5.25 6.25 5.25 5.25 5.75 5.5 4.75 5.25',
          ],
        },
      ]),
    ).toEqual(['Viveca LINDFORS 45.14 80.62', 'Anne Line GJERSEM 42.68 80.62']);
  });
});

describe('published tables', () => {
  // https://www.stone-ideas.com/44618/ and /44625/
  it('domain-rules 77: WorldSkills 2015 stonemasonry gives two bronzes within two points', () => {
    const rows = table('worldskills-2015-stonemasonry', 'score', [
      ['Golser', '538'],
      ['Rodrigues', '535'],
      ['Kim', '521'],
      ['Turner', '519'],
      ['Berger', '514'],
      ['Egli', '511'],
      ['Wellenzohn', '500'],
    ]);
    expect(rows).toEqual([
      'Golser 1 gold',
      'Rodrigues 2 silver',
      'Kim 3 bronze',
      'Turner 3 bronze',
      'Berger 5 medallion',
      'Egli 6 medallion',
      'Wellenzohn 7 medallion',
    ]);
  });

  // https://www.stone-ideas.com/71786/worldskills-2019-in-kazan-russia/
  it('domain-rules 55: WorldSkills 2019 ranks eleven and lists the withdrawn one', () => {
    const rules = example('worldskills-2019-stonemasonry');
    const scores = ['743', '736', '735', '710', '705', '700', '698', '691', '680', '676', '658'];
    const withdrawn = entryOf('HR', {}, { status: { kind: 'withdrawn', reason: '退赛' } });
    const lines = boardOf(rules, [withdrawn, ...scores.map((score, i) => entryOf(`e${i + 1}`, { score }))]);
    expect(lines.slice(0, 7)).toEqual([
      'e1 1 gold',
      'e2 2 silver',
      'e3 3 bronze',
      'e4 4 medallion',
      'e5 5 medallion',
      'e6 6 medallion',
      'e7 7',
    ]);
    expect(lines.slice(10)).toEqual(['e11 11', 'HR -']);
  });

  // http://scotplough.wordpress.com
  it('domain-rules 54: the ploughing overall is trailer and mounted only', () => {
    const rules = example('ploughing-2012');
    const classes: Readonly<Record<string, readonly string[]>> = {
      trailer: ['501.3', '484.8', '471.3', '468.0'],
      mounted: ['540.0', '500.3', '491.8', '491'],
      classic: ['524', '515.5', '512.3', '398.5'],
      reversible: ['601.4', '582.2', '579.8'],
    };
    const inputs = Object.entries(classes).flatMap(([group, scores]) =>
      scores.map((score, i) => entryOf(`${group}${i + 1}`, { score }, { group })),
    );
    const scored = rules.scoreField(inputs);
    const overall = rules.rankBoard(scored.filter((row) => rules.boardsOf(row.group).includes('overall')));
    expect(overall.slice(0, 4).map((row) => row.total)).toEqual(['540.0', '501.3', '500.3', '491.8']);
    const reversible = scored.filter((row) => rules.boardsOf(row.group).includes('group:reversible'));
    expect(boardLines(rules, reversible)).toEqual(['reversible1 1', 'reversible2 2', 'reversible3 3']);
  });

  // http://gh.bwu.edu.cn/info/1045/1873.htm
  it('domain-rules 73: campus games rank the lower result first', () => {
    const rows = table('campus-games-lower-is-better', 'result', [
      ['教学分工会', '7.87'],
      ['科研', '20.81'],
      ['成教', '21.89'],
    ]);
    expect(rows).toEqual(['教学分工会 1', '科研 2', '成教 3']);
  });

  // https://www.hncsmtr.com/906/924/content_78698.html prints ranks only; the scores here are chosen to give them.
  it('domain-rules 75: two Changsha metro units share the third place and the third prize', () => {
    const rows = table('changsha-metro-2020q2', 'assessment', [
      ['黎托生态公园项目部', '97'],
      ['水电十一局', '96'],
      ['土建13标', '95'],
      ['土建2标三工区', '95'],
    ]);
    expect(rows.slice(0, 2)).toEqual(['黎托生态公园项目部 1 first', '水电十一局 2 second']);
    expect(rows.slice(2).sort()).toEqual(['土建13标 3 third', '土建2标三工区 3 third']);
  });

  it('domain-rules 59: a unit first in the quarter and first in the hundred days takes both first prizes', () => {
    const quarter = example('changsha-metro-2020q2');
    const hundred = rulesOf({ ...quarter.document, id: 'changsha-metro-hundred-days', title: '大干一百天' });
    const scores = (first: string) => [
      entryOf('黎托生态公园项目部', { assessment: first }),
      entryOf('水电十一局', { assessment: '97' }),
    ];
    expect(boardOf(quarter, scores('98'))[0]).toBe('黎托生态公园项目部 1 first');
    expect(boardOf(hundred, scores('99'))[0]).toBe('黎托生态公园项目部 1 first');
  });

  // sxedu.org ranking of 2024: parts 17.5, 0, 10.15, 16.15 and 10.15, 0, 23.5, 10.15 both make 43.8 and share a place.
  it('domain-rules 58: two Keqiao entrants with different parts tie at 43.80', () => {
    const ranks: Readonly<Record<string, readonly number[]>> = { A: [51, 0, 120, 60], B: [130, 0, 11, 110] };
    const inputs = Array.from({ length: 150 }, (_, i): EntryInput => {
      const place = i + 1;
      const name = (part: number) => Object.keys(ranks).find((id) => ranks[id]?.[part] === place);
      return entryOf(
        `filler${i}`,
        Object.fromEntries([0, 1, 2, 3].map((part) => [`part${part + 1}`, name(part) ? '0' : String(1000 - place)])),
      );
    });
    const own = Object.entries(ranks).map(([id, places]) =>
      entryOf(
        id,
        Object.fromEntries(places.map((place, part) => [`part${part + 1}`, place === 0 ? '0' : String(1000 - place)])),
      ),
    );
    const rules = example('keqiao-rank-to-points');
    const rows = rules.rankBoard(rules.scoreField([...inputs, ...own]));
    const [a, b] = ['A', 'B'].map((id) => rows.find((row) => row.entry === id));
    expect(Object.values(a?.values ?? {})).toEqual(['17.5', '0', '10.15', '16.15', '43.80']);
    expect(Object.values(b?.values ?? {})).toEqual(['10.15', '0', '23.5', '10.15', '43.80']);
    expect(a?.rank).toBe(b?.rank);
  });
});
