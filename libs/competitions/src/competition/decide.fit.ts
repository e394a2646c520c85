import type { Problem } from '@xf/rules';
import type { RuleDocument } from '@xf/rules';
import type { Contest } from '../terms';

/**
 * What a sound document still cannot do in the contest it is for: give no board to any of its groups, name groups the plan
 * lacks, or have no place for marks that the plan takes from elsewhere. Empty when it fits. domain-rules 53, 96.
 */
export function misfits(document: RuleDocument, { groups, takes = [] }: Contest): Problem[] {
  return [...boardMisfits(document.boards, groups), ...takes.flatMap((take) => takeMisfit(document, take))];
}

function boardMisfits({ groups: each, overall }: RuleDocument['boards'], groups: Contest['groups']): Problem[] {
  const known = groups.map(({ group }) => group);
  const together = typeof overall === 'object' ? overall.groups : [];
  const stray = together.flatMap((group, i) =>
    known.includes(group) ? [] : [{ pointer: `/boards/overall/groups/${i}`, ...strayGroup(group, known) }],
  );
  if (stray.length > 0 || (each && known.length > 0) || overall === true || together.length > 0) return stray;
  const zh = each ? '方案没有分组，也没有总榜' : '分组榜与总榜都未设置';
  const en = each
    ? 'the plan has no groups, and there is no overall board'
    : 'neither groups nor overall gives a board';
  return [
    { pointer: '/boards', code: 'board-missing', zh: `${zh}：没有榜单，无法公布`, en: `${en}: nothing to publish` },
  ];
}

function strayGroup(group: string, known: readonly string[]) {
  const [zh, en] = known.length === 0 ? ['没有分组', 'has no groups'] : [`有：${known.join('、')}`, known.join(', ')];
  return { code: 'unknown-group', zh: `方案中没有组别 ${group}；方案${zh}`, en: `no group ${group}; the plan: ${en}` };
}

function takeMisfit(document: RuleDocument, { contest, criterion }: NonNullable<Contest['takes']>[number]): Problem[] {
  const marked = document.values.filter(({ marks }) => marks !== undefined).map(({ id }) => id);
  if (marked.includes(criterion)) return [];
  return [
    {
      ...{ pointer: '/values', code: 'take-unknown' },
      zh: `方案把 ${contest} 的总分记入 ${criterion}，规则中没有可记成绩的这一项；可用：${marked.join('、')}`,
      en: `the plan takes the totals of ${contest} as ${criterion}, under which the rules record no marks; known: ${marked.join(', ')}`,
    },
  ];
}
