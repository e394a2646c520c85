import { readTable } from '@xf/files';
import {
  checkList,
  csvOf,
  noticeOf,
  orderNames,
  orderRows,
  pointsOver,
  readList,
  saveAs,
  shareOf,
  textOf,
  xlsxOf,
  xlsxProblem,
  type Basis,
  type Column,
  type List,
  type ListRow,
  type Order,
  type Purpose,
} from '@xf/lists';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A list as it lies in the register of the union: in no order, with what only the committee may read. */
const model = '全国劳动模范';
const advanced = '全国先进工作者';
const named = (award: string, ...names: readonly string[]): readonly ListRow[] =>
  names.map((name, n) => ({
    ...{ key: `${award}/${name}`, award, kind: 'person' as const, name, unitPost: `${name}所在单位` },
    ...{ idNumber: '110101199003074514', phone: `1380013800${n % 10}`, gender: '男', ethnicity: '汉族' },
    ...(name === '唐纯玉' ? { ethnicity: '瑶族' } : {}),
  }));
const register: readonly ListRow[] = [
  ...named(advanced, '黄绍华', '刘激扬'),
  ...named(model, '蒋绮云', '李涛', '刘令安', '王填', '黄小玲', '向文波', '刘习明', '唐纯玉', '成新湘'),
];
const order: Order = { awards: [model, advanced], names: 'surname-strokes' };
const basis: Basis = {
  ...{ asOf: '2020-11-25 10:00:00', position: 81, rules: 'sha256:5a', exportedBy: 'li' },
  ...{ exportedAt: '2020-11-25 10:05:00', order: orderNames[order.names].zh },
};

async function listed(purpose: Purpose, more: Partial<List> = {}) {
  const { rows, warnings } = orderRows(register, order);
  const stated = [
    { award: model, count: 9 },
    { award: advanced, count: 2 },
  ];
  return checkList({ title: '湖南省名单', purpose, basis, stated, warnings, rows: () => rows, ...more });
}

it('domain-rules 41, 113, 114, 115, 118: a register becomes a notice in its printed order, with what a notice shows', async () => {
  const answer = await listed('notice');
  if (!answer.ok) throw new Error('refused');
  const notice = await noticeOf(
    {
      ...{ title: '公示', issuer: '省总工会', date: '2020-11-25', body: [`名单${basis.order}。`] },
      ...{ from: '2020-11-25', until: '2020-12-01', closesAt: '2020-12-01T17:00+08:00' },
      contacts: [{ office: '办公室', phone: '0731-84400000', email: 'gh@example.org' }],
    },
    answer.checked,
  );
  if (!notice.ok) throw new Error('refused');
  const printed = textOf(notice.blocks);
  const table = printed.split('\n').filter((line) => /^\d+\t/.test(line));
  expect(table.map((line) => line.split('\t').slice(0, 2).join(' '))).toEqual([
    ...['1 王\u3000填', '2 成新湘', '3 向文波', '4 刘习明', '5 刘令安', '6 李\u3000涛', '7 唐纯玉（瑶族）', '8 黄小玲'],
    ...['9 蒋绮云', '1 刘激扬', '2 黄绍华'],
  ]);
  expect(printed).not.toMatch(/110101|138001/);
  expect(printed).toContain('联系电话：0731-84400000；电子邮箱：gh@example.org');
});

it('domain-rules 120: the same register for work inside has masks, and says whose export it was', async () => {
  const columns: readonly Column[] = ['name', 'idNumber', 'phone'];
  const answer = await listed('internal', { columns });
  if (!answer.ok) throw new Error('refused');
  let text = '';
  for await (const piece of csvOf(answer.checked)) text += piece;
  expect(text.split('\r\n')[1]).toBe('王\u3000填,110101********4514,138****8003');
});

it('domain-rules 116: it is not exported when the text says ten and the list has nine', async () => {
  const answer = await listed('notice', { stated: [{ award: model, count: 10 }] });
  expect(answer).toMatchObject({ ok: false, problems: [{ code: 'count-differs' }, { code: 'count-differs' }] });
});

it('a saved workbook is read back row by row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xf-lists-'));
  const answer = await listed('roll', { columns: ['number', 'award', 'name', 'unitPost'] });
  if (!answer.ok) throw new Error('refused');
  const path = join(folder, 'roll.xlsx');
  await saveAs(path, xlsxOf(answer.checked));
  const read = await readTable(path);
  if (!read.ok) throw new Error('refused');
  const back = readList(read.table, { format: 'xlsx', kindOf: () => 'person' });
  const names = back.ok ? back.rows.map(({ name }) => name) : [];
  expect(names).toEqual(orderRows(register, order).rows.map(({ name }) => name));
  rmSync(folder, { recursive: true });
});

it('a file without its award column is refused by name, and every empty name with its cell', () => {
  const cells = [
    ['1', '王填'],
    ['2', ''],
    ['3', ''],
  ];
  const rows = cells.map((texts, n) => ({ row: n + 2, cells: texts }));
  const back = readList(
    { file: 'x', format: 'csv', sha256: '', header: ['序号', '姓名'], rows },
    { format: 'csv', kindOf: () => 'person' },
  );
  expect(back.ok ? [] : back.problems.map(({ code, cell }) => [code, cell])).toEqual([
    ['column-missing', undefined],
    ['name-missing', 'B3'],
    ['name-missing', 'B4'],
  ]);
});

it('more rows than Excel holds are refused before anything is written', async () => {
  const answer = await listed('roll');
  if (!answer.ok) throw new Error('refused');
  expect(xlsxProblem(answer.checked)).toBeUndefined();
  expect(xlsxProblem({ ...answer.checked, total: 1_048_576 })?.code).toBe('too-many-rows');
});

it('domain-rules 29: the figures of a round add up to what is printed of it', () => {
  const share = shareOf(412, { name: '普通名额', size: 991 }, 1);
  expect(share && `${share.says.zh}，与规定之差${pointsOver(share.percent, 35)}个百分点`).toBe(
    '41.6%（412/991，基数：普通名额），与规定之差+6.6个百分点',
  );
});
