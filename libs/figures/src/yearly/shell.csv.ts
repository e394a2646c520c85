import { byteOrderMark, writeCsv } from '@xf/files';
import { figureNames, figures as everyFigure } from '../terms';
import type { Report } from './shell.report';

const fromNames = { counted: '本系统计数', stated: '填报', below: '下级组织之和' } as const;

/** The report as a table for a spreadsheet: one line a figure or share, and where each can be followed. */
export function csvOf({ organization, year, series, figures, shares, growth, events }: Report): string {
  const head = ['组织', '年度', '系列', '指标', '数值', '分子', '分母', '分母来源', '百分比'];
  const rows = [[...head, '上年', '比上年增长（%）', '目标', '达到目标', '依据']];
  const on = [organization, String(year), series ?? ''];
  for (const figure of everyFigure) {
    const grows = growth.find((one) => one.figure === figure);
    const { target } = grows ?? {};
    const met = target?.met === undefined ? '' : target.met ? '是' : '否';
    const against = [grows?.lastYear.value ?? '', grows?.percent ?? '', target?.needed ?? '', met];
    rows.push([...on, figureNames[figure], String(figures[figure]), '', '', '', '', ...against, events[figure]]);
  }
  for (const { zh, numerator, denominator, percent, remark } of shares) {
    const from = denominator === undefined ? '未填报' : fromNames[denominator.from];
    const of = [String(denominator?.value ?? ''), remark === undefined ? from : `${from}（${remark.zh}）`];
    const told = [String(numerator.value), ...of, percent ?? ''];
    rows.push([...on, zh, '', ...told, '', '', '', '', events[numerator.figure]]);
  }
  return byteOrderMark + writeCsv(rows);
}
