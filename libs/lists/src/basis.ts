import { columnNames, masks, purposes } from './columns';
import type { CheckedList } from './list';

/** What stands beside an exported list (口径), line by line. */
export function basisLines({
  list,
  columns,
  counts,
  total,
  warnings,
}: CheckedList): readonly (readonly [string, string])[] {
  const { title, purpose, basis } = list;
  const masked = columns.flatMap((column) => masks[column]?.zh ?? []);
  return [
    ['名单 List', title],
    ['用途 Purpose', `${purposes[purpose].zh} ${purposes[purpose].en}`],
    ['数据截至 As of', basis.asOf],
    ['日志位置 Position', String(basis.position)],
    ['规则 Rules', basis.rules ?? '—'],
    ['导出人 Exported by', basis.exportedBy],
    ['导出时间 Exported at', basis.exportedAt],
    ['排序 Order', basis.order],
    ['列 Columns', columns.map((column) => columnNames[column][0]).join('、')],
    ['脱敏 Masks', masked.length === 0 ? '无须脱敏的列 none needed' : masked.join('；')],
    ...counts.map(({ award, count }) => [`人数/个数 Count：${award}`, String(count)] as const),
    ['合计 Total', String(total)],
    ...warnings.map(({ zh }) => ['提示 Warning', zh] as const),
  ];
}
