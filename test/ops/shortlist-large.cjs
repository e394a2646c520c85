/**
 * Files of a large campaign: 5,000 candidates, 900 seats, shares as in the national notices, 20 regions and 12 industries.
 * `node test/ops/shortlist-large.cjs FOLDER` writes rules.json, impossible.json and candidates.csv into FOLDER.
 */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const people = 5000;
const cites = [
  { document: '结构比例（全国2024年通知的比例）', url: 'https://163.com/dy/article/IQ73N2Q0055061AC.html' },
];

/** The same numbers on every machine. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function candidates() {
  const next = dice(20240501);
  const lines = ['编号,姓名,单位,地区,行业,得分,类别'];
  for (let at = 1; at <= people; at += 1) {
    const kind = next();
    const main =
      kind < 0.3 ? 'worker' : kind < 0.5 ? 'frontline' : kind < 0.68 ? 'science' : kind < 0.8 ? 'head' : 'organ';
    const marks = [main];
    if (main === 'worker' && next() < 0.25) marks.push('migrant');
    if (main === 'organ' && next() < 0.4) marks.push('county');
    if (main !== 'organ' && next() < 0.33) marks.push('private');
    if (next() < 0.28) marks.push('women');
    if (next() < 0.07) marks.push('minority');
    if (next() < 0.03) marks.push('newform');
    const bonus =
      { head: 6, organ: 4, science: 2, frontline: 1, worker: 0 }[main] - (marks.includes('migrant') ? 2 : 0);
    const score = (70 + bonus + 24 * next()).toFixed(2);
    const [region, industry] = [1 + Math.floor(20 * next() ** 1.3), 1 + Math.floor(12 * next())];
    const unit = 1 + Math.floor(1500 * next());
    lines.push(`C${at},候选人${at},单位${unit},地区${region},行业${industry},${score},${marks.join(';')}`);
  }
  return `${lines.join('\n')}\n`;
}

const clause = (id, kind, of, rest) => ({ id, title: id, kind, ...(of === undefined ? {} : { of }), ...rest, cites });

/** Twenty limits by region, twelve by industry and ten common ones are 42 rows. */
function rules(migrants) {
  const ids = [
    'worker',
    'frontline',
    'science',
    'head',
    'organ',
    'migrant',
    'county',
    'private',
    'women',
    'minority',
    'newform',
  ];
  return {
    id: 'large',
    version: 1,
    title: '大型名单',
    merit: 'score',
    seats: { unused: 'allowed', first: 'seats' },
    ties: 'order',
    categories: ids.map((id) => ({ id, title: id })),
    attributes: [
      { id: 'region', title: '地区' },
      { id: 'industry', title: '行业' },
    ],
    clauses: [
      clause('workers', 'floor', ['worker'], { share: '35' }),
      clause('frontline', 'floor', ['frontline'], { share: '20' }),
      clause('science', 'floor', ['science'], { share: '20' }),
      clause('migrants', 'floor', ['migrant'], migrants),
      clause('private', 'floor', ['private'], { share: '35' }),
      clause('heads', 'ceiling', ['head'], { persons: 52 }),
      clause('county', 'ceiling', ['county'], { share: '20', baseOf: ['organ'] }),
      clause('women', 'floor', ['women'], { share: '22' }),
      clause('minority', 'floor', ['minority'], { share: '8' }),
      clause('newform', 'floor', ['newform'], { persons: 39 }),
      clause('regions', 'ceiling', undefined, { by: 'region', persons: 60 }),
      clause('industries', 'ceiling', undefined, { by: 'industry', share: '9.5' }),
    ],
  };
}

function writeLarge(folder) {
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('candidates.csv', candidates());
  write('rules.json', `${JSON.stringify(rules({ share: '10' }), undefined, 2)}\n`);
  write('impossible.json', `${JSON.stringify(rules({ persons: 400 }), undefined, 2)}\n`);
}

module.exports = { writeLarge };
if (require.main === module) writeLarge(process.argv[2] ?? '.');
