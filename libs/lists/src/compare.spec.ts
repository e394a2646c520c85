import type { Column } from './columns';
import { changesIn } from './compare';

const medal = '省五一劳动奖章';
const team = '省工人先锋号';
const columns: readonly Column[] = ['number', 'award', 'name', 'unitPost', 'gender', 'decision'];
const header = ['序号', '奖项', '姓名/名称', '单位及职务', '性别', '表彰决定文号'];
const lines = [
  ['1', medal, '贺\u3000彪', '一厂班长', '男', '工〔2026〕1号'],
  ['2', medal, '唐纯玉（瑶族）', '二厂', '', '工〔2026〕1号'],
  ['1', team, '甲班（一组）', '一厂', '', '工〔2026〕1号'],
];
const list = (shown: readonly Column[] = columns, cells: readonly (readonly string[])[] = lines) => ({
  columns: shown,
  rows: cells.map((one, n) => ({ key: `k${n}`, award: one[1] ?? '', cells: one })),
  kindOf: (key: string) => (key === 'k2' ? ('team' as const) : ('person' as const)),
  erasedName: '已删除',
});
const file = (cells: readonly (readonly string[])[], head: readonly string[] = header) => ({
  ...{ file: 'may.xlsx', format: 'xlsx' as const, sha256: '', header: head },
  rows: cells.map((one, n) => ({ row: n + 2, cells: one.map((cell) => cell.trim()) })),
});
const edited = (at: number, column: number, text: string) =>
  lines.map((line, n) => (n === at ? line.map((cell, m) => (m === column ? text : cell)) : line));
const changed = (cells: readonly (readonly string[])[]) => {
  const answer = changesIn(file(cells), list());
  return answer.ok ? answer.changed : answer.problems.map(({ code, cell, row }) => [code, cell ?? row]);
};

describe('a list that comes back as a file', () => {
  it('changes nothing when it was not changed, whatever order its rows have and however a name is padded', () => {
    expect(changed(lines)).toEqual([]);
    expect(changed([...lines].reverse())).toEqual([]);
    expect(changed(edited(0, 2, '贺彪'))).toEqual([]);
    expect(
      changesIn(
        file(
          lines.map((line) => [...line, '看过']),
          [...header, '备注'],
        ),
        list(),
      ),
    ).toEqual({
      ...{ ok: true, changed: [], unused: ['备注'] },
    });
  });

  it('domain-rules 114: says of each changed cell what stood there and what stands there, a name taken apart', () => {
    expect(changed(edited(1, 2, '唐淳玉（苗族）'))).toEqual([
      {
        key: 'k1',
        changes: [
          { field: 'name', column: '姓名/名称', row: 3, cell: 'C3', was: '唐纯玉', now: '唐淳玉' },
          { field: 'ethnicity', column: '姓名/名称', row: 3, cell: 'C3', was: '瑶族', now: '苗族' },
        ],
      },
    ]);
    expect(changed(edited(0, 3, '三厂班长'))).toMatchObject([
      { key: 'k0', changes: [{ field: 'unitPost', cell: 'D2' }] },
    ]);
    expect(changed(edited(1, 4, '女'))).toMatchObject([
      { key: 'k1', changes: [{ field: 'gender', was: '', now: '女' }] },
    ]);
    expect(changed(edited(2, 2, '甲班（二组）'))).toMatchObject([{ key: 'k2', changes: [{ field: 'name' }] }]);
  });

  it('is refused with every cell and row that no correction changes', () => {
    const wrong = edited(0, 5, '工〔2026〕2号').map((line, n) =>
      n === 1 ? line.map((c, m) => (m === 2 ? '' : c)) : line,
    );
    expect(changed([...wrong.slice(0, 2), ['9', medal, '李涛', '', '', ''], wrong[0] ?? []])).toEqual([
      ['row-unlisted', 4],
      ['row-repeated', 5],
      ['row-gone', 4],
      ['cell-fixed', 'F2'],
      ['cell-cleared', 'C3'],
      ['cell-cleared', 'C3'],
    ]);
    const problems = changesIn(file(edited(0, 3, '一厂 13812345678')), list());
    expect(problems).toMatchObject({ ok: false, problems: [{ code: 'number-shown', cell: 'D2' }] });
    expect(JSON.stringify(problems)).not.toContain('13812345678');
    expect(changesIn(file(lines, [...header.slice(0, 5), '民族']), list())).toMatchObject({
      problems: [{ code: 'column-missing' }, { code: 'column-extra', column: '民族' }],
    });
  });

  it('goes by the order of the rows where it has no numbers', () => {
    const shown = lines.map((line) => line.slice(1));
    const answer = changesIn(file([shown[1] ?? []], header.slice(1)), list(columns.slice(1), [shown[0] ?? []]));
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'cell-cleared' }] });
    expect(changesIn(file(shown, header.slice(1)), list(columns.slice(1), shown))).toMatchObject({
      ok: true,
      changed: [],
    });
  });

  it('domain-rules 123: is refused where somebody was erased since: nobody is called by the name of another', () => {
    const since = [
      ['1', medal, '唐纯玉（瑶族）', '二厂', '', '工〔2026〕1号'],
      ['2', medal, '已删除', '一厂班长', '', '工〔2026〕1号'],
      lines[2] ?? [],
    ];
    expect(changesIn(file(lines), list(columns, since))).toMatchObject({ problems: [{ code: 'export-stale' }] });
    expect(changesIn(file(since), list(columns, since))).toMatchObject({ ok: true, changed: [] });
  });
});
