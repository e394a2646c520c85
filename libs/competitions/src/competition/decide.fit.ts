import { slotLimits, type Problem, type RuleDocument } from '@xf/rules';
import type { Contest } from '../terms';
import type { CompetitionRejection } from './command';
import { processOf } from './rules';

/**
 * What a sound document still cannot do in the contest it is for: give no board to any of its groups, name groups the plan
 * lacks, or have no place, or too few, for marks that the plan takes from elsewhere. Empty when it fits. domain-rules 53, 96.
 */
export function misfits(document: RuleDocument, { groups, takes = [] }: Contest): Problem[] {
  const unknown = takes.flatMap((take) => takeMisfit(document, take));
  return [...boardMisfits(document.boards, groups), ...unknown, ...slotMisfits(document, takes)];
}

/**
 * Where those who advance from a contest of the plan could never come in: the next one is for another kind of entrant, or has
 * groups and none of theirs. Contests of other competitions are not looked at: they may be planned later. domain-rules 53, 56.
 */
export function planMisfits(contests: readonly Contest[]): Problem[] {
  const known = new Map(contests.map((one) => [one.contest, one]));
  return contests.flatMap((target, i) =>
    (target.from ?? []).flatMap(({ competition, contest }, n) => {
      const source = competition === undefined ? known.get(contest) : undefined;
      const wrong = source && unfitFor(source, target);
      return wrong === undefined ? [] : [{ pointer: `/contests/${i}/from/${n}`, ...wrong }];
    }),
  );
}

function unfitFor(source: Contest, target: Contest): Omit<Problem, 'pointer'> | undefined {
  if (source.receiver !== target.receiver) {
    const zh = `赛项 ${target.contest} 的参赛对象是 ${target.receiver}，${source.contest} 的是 ${source.receiver}：晋级者不能参赛`;
    const en = `contest ${target.contest} is for a ${target.receiver}, ${source.contest} for a ${source.receiver}: nobody who advances can enter`;
    return { code: 'from-receiver', zh, en };
  }
  const groups = target.groups.map(({ group }) => group);
  if (groups.length === 0 || source.groups.some(({ group }) => groups.includes(group))) return undefined;
  const theirs = source.groups.map(({ group }) => group);
  const zh = `赛项 ${target.contest} 的组别是 ${groups.join('、')}，${source.contest} 的是 ${theirs.join('、') || '（不分组）'}：晋级者没有组别；请用相同的组别标识，或不分组`;
  const en = `contest ${target.contest} has the groups ${groups.join(', ')}, ${source.contest} has ${theirs.join(', ') || 'none'}: who advances would have no group; use the same ids, or no groups`;
  return { code: 'from-groups', zh, en };
}

/** What every entry was taken by: seats are counted and codes are given by the rules as they were when it came in. */
const settledParts = ['entriesPerUnit', 'entriesPerPerson', 'onePersonOneTeam', 'anonymous'] as const;

/** Parts of that which a revision would change. */
export function settledChanges(was: object, is: object): readonly string[] {
  const [before, after] = [processOf(was), processOf(is)];
  return settledParts.filter((part) => before[part] !== after[part]);
}

/** A version that counts never changes: under the same id other rules have a higher one. domain-rules 124. */
export function staleVersion(was: object, { id, version }: RuleDocument): CompetitionRejection | undefined {
  const { id: known, version: counts } = was as RuleDocument;
  return id === known && version <= counts ? { code: 'version-not-newer', id, version, counts } : undefined;
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

type Takes = NonNullable<Contest['takes']>;

/** More sources than a value has slots: the last ones could never be taken. */
function slotMisfits({ values }: RuleDocument, takes: Takes): Problem[] {
  return values.flatMap(({ id, marks }, i) => {
    if (marks === undefined) return [];
    const slots = takes.filter(({ criterion }) => criterion === id).map(({ slot }) => slot);
    const { max } = slotLimits(marks);
    if (slots.length <= max) return [];
    return [
      {
        ...{ pointer: `/values/${i}/marks/slots`, code: 'take-slots' },
        zh: `方案把 ${slots.length} 个来源记入 ${id}（席位 ${slots.join('、')}），此项至多 ${max} 个成绩；请放宽 slots，或分记各项`,
        en: `the plan takes ${slots.length} sources as ${id} (slots ${slots.join(', ')}), which has at most ${max} marks; widen its slots or use other values`,
      },
    ];
  });
}
