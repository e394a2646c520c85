import { roll as rollView, rollPage } from '@xf/honours';
import { openNames, type When } from '@xf/es';
import { reading } from '../folder';
import type { ExitCode } from '../io';
import { say, textTable, type Output } from '../print';
import { nameOf } from './board';

export type RollOptions = {
  readonly data: string;
  readonly award?: string | undefined;
  readonly year?: number | undefined;
  readonly limit: number;
  readonly when: When;
};

/** Shows the roll of honours, newest first, now or as it stood at a moment. */
export function roll(output: Output, { data, award, year, limit, when }: RollOptions): Promise<ExitCode> {
  return reading<ExitCode>(data, async ({ vault, at }) => {
    const view = await at(rollView, when);
    const page = rollPage(view, { award, year, limit });
    const lines = page.rows.map((row) => ({
      award: row.award,
      title: row.awardTitle,
      name: nameOf(row),
      unit: row.unit,
      receiver: row.receiver,
      organization: row.organization,
      decision: row.decision.text,
      conferredOn: row.conferredOn,
      plaque: row.plaque,
      source: row.source,
    }));
    const rows = await openNames(vault, lines);
    const head = ['授予日期', '奖项', '名称', '单位', '文号', '称号牌'];
    const cells = rows.map((one) => [
      one.conferredOn,
      one.title,
      one.name ?? '',
      one.unit ?? '',
      one.decision,
      one.plaque ?? '',
    ]);
    const { position, total } = page;
    say(output, { position, total, rows }, [
      `截至记录 ${position}，共 ${total} 项，显示 ${rows.length} 项`,
      ...(rows.length === 0 ? [] : textTable([head, ...cells])),
    ]);
    return 0;
  });
}
