import { openTable, readTable } from '@xf/files';
import {
  checkList,
  csvOf,
  jsonOf,
  readList,
  saveAs,
  xlsxOf,
  type CheckedList,
  type List,
  type ListRow,
  type Progress,
} from '@xf/lists';
import * as fc from 'fast-check';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { unpack } from '../../libs/files/src/sheet-zip';

const award = '全国工人先锋号';
const medal = '全国五一劳动奖章';
const kindOf = (of: string) => (of === award ? 'team' : 'person');
const basis = {
  ...{ asOf: '2026-04-28 09:00:00', position: 4711, rules: 'sha256:abc', exportedBy: 'wang' },
  ...{ exportedAt: '2026-04-28 09:05:00', order: '按姓氏笔画排序' },
};
const rows: readonly ListRow[] = [
  { key: '1', award, kind: 'team', name: '+1815采煤队2班', unitPost: '-金谷煤业' },
  { key: '2', award, kind: 'team', name: '宁波81890求助服务中心', unitPost: '甲, "乙"\n丙' },
  {
    key: '3',
    award: medal,
    kind: 'person',
    name: '贺彪',
    unitPost: '007',
    conferredOn: '2026-04-28',
    decision: '工〔2026〕1号',
  },
  { key: '4', award: medal, kind: 'person', name: '唐纯玉', ethnicity: '瑶族', unitPost: '<b>&厂' },
];

async function checked(of: readonly ListRow[], more: Partial<List> = {}): Promise<CheckedList> {
  const list: List = { title: '名单 & 一览', purpose: 'roll', basis, rows: () => of, ...more };
  const answer = await checkList(list);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.checked;
}

async function whole(pieces: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

describe('files of a list', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'xf-lists-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function readBack(bytes: Buffer, format: 'csv' | 'xlsx') {
    const path = join(folder, `back.${format}`);
    writeFileSync(path, bytes);
    const read = await readTable(path);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return readList(read.table, { format, kindOf });
  }

  it('domain-rules 117: a CSV cell that begins like a formula is text, told with the answer, and not changed in store', async () => {
    const list = await checked(rows, { columns: ['number', 'name', 'unitPost'] });
    const text = (await whole(csvOf(list))).toString();
    expect(text.startsWith('\uFEFF序号,姓名/名称,单位及职务\r\n')).toBe(true);
    expect(text.split('\r\n').slice(1)).toEqual([
      `1,'+1815采煤队2班,'-金谷煤业`,
      '2,宁波81890求助服务中心,"甲, ""乙""\n丙"',
      `1,贺\u3000彪,'007`,
      '2,唐纯玉（瑶族）,<b>&厂',
      '',
    ]);
    expect(list.neutralised).toEqual({ count: 3, first: ['B2', 'C2', 'C4'] });
    expect(rows[0]?.name).toBe('+1815采煤队2班');
  });

  it('domain-rules 117: long digits stay text, negative numbers stay numbers', async () => {
    const texts = ['10010123456789', '-5', '＝1+1', "'quoted", '0.5', '-', '12345'];
    const of = texts.map((unitPost, n) => ({ ...rows[3]!, key: String(n), subject: 'one', unitPost }));
    const text = (await whole(csvOf(await checked(of, { columns: ['unitPost'] })))).toString();
    expect(text.slice(1).split('\r\n').slice(1, -1)).toEqual([
      ...["'10010123456789", '-5', "'＝1+1", "''quoted", '0.5', "'-", '12345'],
    ]);
  });

  it('an XLSX file is read by another reader: typed cells, and where it comes from', async () => {
    const sheets = await readWorkbook(await whole(xlsxOf(await checked(rows))));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['名单', '口径']);
    const [list, says] = sheets.map(({ data }) => data);
    expect(list?.[0]).toEqual(['序号', '奖项', '姓名/名称', '单位及职务', '表彰决定文号', '授予日期']);
    expect(list?.[1]?.slice(0, 4)).toEqual([1, award, '+1815采煤队2班', '-金谷煤业']);
    expect(list?.[3]).toEqual([1, medal, '贺\u3000彪', '007', '工〔2026〕1号', new Date(Date.UTC(2026, 3, 28))]);
    expect(list?.[4]?.[3]).toBe('<b>&厂');
    expect(Object.fromEntries(says as [string, string][])).toEqual({
      ...{ '名单 List': '名单 & 一览', '用途 Purpose': '荣誉名册 roll of honour', '数据截至 As of': basis.asOf },
      ...{ '日志位置 Position': '4711', '规则 Rules': 'sha256:abc', '导出人 Exported by': 'wang' },
      ...{ '导出时间 Exported at': basis.exportedAt, '排序 Order': '按姓氏笔画排序' },
      '列 Columns': '序号、奖项、姓名/名称、单位及职务、表彰决定文号、授予日期',
      '脱敏 Masks': '无须脱敏的列 none needed',
      ...{ [`人数/个数 Count：${award}`]: '2', [`人数/个数 Count：${medal}`]: '2', '合计 Total': '4' },
    });
  });

  it('its header stays in sight and is printed on every page of the printed area', async () => {
    const parts = await unpack(await whole(xlsxOf(await checked(rows))), 1_000_000);
    const text = (name: string) => parts?.get(name)?.toString() ?? '';
    expect(text('xl/workbook.xml')).toContain('localSheetId="0">名单!$A$1:$F$5</definedName>');
    expect(text('xl/workbook.xml')).toContain('<definedName name="_xlnm.Print_Titles" localSheetId="0">名单!$1:$1<');
    const sheet = text('xl/worksheets/sheet1.xml');
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).toContain('<autoFilter ref="A1:F5"/>');
    expect(sheet).toContain('<oddHeader>&amp;C名单 &amp;&amp; 一览</oddHeader>');
    const order = [
      'sheetPr',
      'dimension',
      'sheetViews',
      'cols',
      'sheetData',
      'autoFilter',
      'pageSetup',
      'headerFooter',
    ];
    const places = order.map((element) => sheet.indexOf(`<${element}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
  });

  it('JSON has the rows by the names of the columns, and where they come from', async () => {
    const json: unknown = JSON.parse((await whole(jsonOf(await checked(rows)))).toString());
    expect(json).toMatchObject({
      ...{ title: '名单 & 一览', purpose: 'roll', total: 4, basis: { position: 4711 } },
      counts: [
        { award, kind: 'team', count: 2 },
        { award: medal, kind: 'person', count: 2 },
      ],
    });
    const { rows: found } = json as { readonly rows: readonly unknown[] };
    expect(found).toHaveLength(4);
    expect(found[3]).toMatchObject({ number: '2', name: '唐纯玉（瑶族）', unitPost: '<b>&厂', conferredOn: '' });
  });

  it('domain-rules 114: what was exported is read back without padding and brackets', async () => {
    const expected = rows.map(({ key: _key, ...row }, n) => ({ ...row, row: n + 2 }));
    const list = await checked(rows);
    expect(await readBack(await whole(xlsxOf(list)), 'xlsx')).toEqual({ ok: true, rows: expected });
    // A spreadsheet row is a line of the file but for the line break inside a cell.
    expect(await readBack(await whole(csvOf(list)), 'csv')).toEqual({ ok: true, rows: expected });
  });

  const character = fc.constantFrom(...Array.from('王李贺彪族（），“”\'"<>&=+-@0123456789 \n\u3000;；AaZé𬭎％'));
  const text = fc
    .array(character, { minLength: 1, maxLength: 20 })
    .map((all) => all.join('').trim())
    .filter((one) => one !== '' && !/\d{11}/.test(one.normalize('NFKC').replace(/[ -]/g, '')));
  const han = fc
    .array(fc.constantFrom('王', '李', '贺', '彪', '欧', '阳', '一', '丁'), { minLength: 1, maxLength: 4 })
    .map((all) => all.join(''));
  const row = fc.record(
    {
      ...{ unitPost: text, region: text, decision: text },
      ethnicity: fc.constantFrom('回族', '穿青人'),
      conferredOn: fc.constantFrom('1995-02-28', '2024-02-29', '2026-12-31'),
      team: fc.boolean(),
      person: han,
      name: text,
    },
    { requiredKeys: ['team', 'person', 'name'] },
  );

  it.each(['csv', 'xlsx'] as const)('whatever is exported as %s is read back the same', async (format) => {
    const columns = ['number', 'award', 'name', 'unitPost', 'region', 'decision', 'conferredOn'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (some) => {
        const of = some.map(({ team, person, name, ethnicity, ...rest }, n): ListRow => {
          const named = team
            ? { award, kind: 'team' as const, name }
            : { award: medal, kind: 'person' as const, name: person };
          return {
            key: String(n),
            subject: 'one',
            ...rest,
            ...named,
            ...(team || ethnicity === undefined ? {} : { ethnicity }),
          };
        });
        const list = await checked(of, { columns });
        const bytes = await whole(format === 'csv' ? csvOf(list) : xlsxOf(list));
        const expected = of.map(({ key: _key, subject: _subject, ...one }, n) => ({ ...one, row: n + 2 }));
        expect(await readBack(bytes, format)).toEqual({ ok: true, rows: expected });
      }),
      { numRuns: 150 },
    );
  });

  it('a long list is told as it goes, and is whole', async () => {
    const some = 3_200;
    async function* many() {
      for (let n = 0; n < some; n++) yield { ...rows[0]!, key: String(n) };
    }
    const told: Progress[] = [];
    const path = join(folder, 'long.xlsx');
    await saveAs(
      path,
      xlsxOf(await checked([], { rows: many }), (progress) => told.push(progress)),
    );
    expect(told.map((progress) => progress.rows)).toEqual([
      ...Array.from({ length: 32 }, (_, n) => 100 * (n + 1)),
      3200,
    ]);
    expect(told.every(({ of }) => of === some)).toBe(true);
    const opened = await openTable(path);
    if (!opened.ok) throw new Error('refused');
    const read = [...opened.table.pages([])].flat();
    expect(read).toHaveLength(some);
    expect(read.at(-1)?.cells[0]).toBe(String(some));
  });

  it('rows are asked for as pieces of the file are taken, and not before', async () => {
    const some = 60_000;
    let asked = 0;
    async function* many() {
      asked = 0;
      for (let n = 0; n < some; n++) {
        asked += 1;
        yield { ...rows[0]!, key: String(n), unitPost: `第${(n * 7919) % 10_007}班` };
      }
    }
    const pieces = xlsxOf(await checked([], { rows: many }));
    asked = 0;
    let taken = 0;
    // The other parts of the package come first, and are small.
    while (taken < 20_000) taken += ((await pieces.next()).value as Buffer).length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(some / 2);
    await pieces.return(undefined);
  });

  it('what fails on the way leaves nothing behind, and the earlier file as it was', async () => {
    const path = join(folder, 'kept.csv');
    writeFileSync(path, 'earlier');
    async function* failing() {
      yield 'half';
      throw new Error('the source broke');
    }
    await expect(saveAs(path, failing())).rejects.toThrow('the source broke');
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('a source that breaks breaks the package, and is not taken for its end', async () => {
    let times = 0;
    async function* breaking() {
      times += 1;
      yield rows[0]!;
      if (times > 1) throw new Error('the source broke');
    }
    const list = await checked([], { rows: breaking });
    await expect(whole(xlsxOf(list))).rejects.toThrow('the source broke');
  });
});
