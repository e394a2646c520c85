import type { BothTexts } from '@xf/files';
import type { Rejection } from '@xf/es';
import type { AccountRejection, OrganizationRejection } from '@xf/access';
import { entryDiffers } from '@xf/competitions';
import type { CompetitionRejection, EntryRejection, SeatRejection } from '@xf/competitions';
import type { ErasingRejection, NominationRejection } from '@xf/honours';
import type { PersonRejection, TeamRejection, UnitRejection } from '@xf/registry';

type Known =
  | Extract<ErasingRejection, { readonly code: 'erasure-requested' | 'second-account-needed' }>
  | CompetitionRejection
  | EntryRejection
  | SeatRejection
  | NominationRejection
  | AccountRejection
  | OrganizationRejection
  | UnitRejection
  | TeamRejection
  | PersonRejection;
type Texts = { readonly [C in Known['code']]: (rejection: Extract<Known, { readonly code: C }>) => BothTexts };

const both = (zh: string, en: string): BothTexts => ({ zh, en });

/** A new refusal does not compile until it has a text here. */
const texts: Texts = {
  'competition-exists': () => both('该编号已是别的组织的竞赛', 'another organisation has a competition with this id'),
  'competition-unknown': () => both('没有这个竞赛', 'there is no such competition'),
  'competition-open': () => both('竞赛已开赛，不能再改方案', 'the competition is open; its plan is settled'),
  'competition-not-open': () =>
    both('竞赛尚未开赛（未固定评分规则）', 'the competition is not open: no rules are pinned'),
  'contest-unknown': ({ contest }) => both(`竞赛中没有赛项 ${contest}`, `the competition has no contest ${contest}`),
  'contest-repeated': ({ contest }) => both(`赛项 ${contest} 重复`, `contest ${contest} is named twice`),
  'contests-missing': () => both('方案没有赛项', 'the plan has no contest'),
  'group-repeated': ({ group }) => both(`组别 ${group} 重复`, `group ${group} is named twice`),
  'source-unknown': ({ contest, source }) =>
    both(`赛项 ${contest} 不能取自 ${source}`, `contest ${contest} cannot take from ${source}`),
  'take-repeated': ({ contest, criterion, slot, sources }) =>
    both(
      `赛项 ${contest} 的 ${criterion}、席位 ${slot} 取自多处：${sources.join('、')}`,
      `${criterion}, slot ${slot} of contest ${contest} is taken from several: ${sources.join(', ')}`,
    ),
  'plan-misfit': ({ problems }) =>
    both(problems.map(({ zh }) => zh).join('；'), problems.map(({ en }) => en).join('; ')),
  'rules-missing': ({ contest }) => both(`赛项 ${contest} 没有评分规则`, `contest ${contest} has no rule document`),
  'rules-refused': ({ problems }) =>
    both(
      `评分规则不可用：${problems.map((one) => `${one.pointer} ${one.zh}`).join('；')}`,
      `the rule document is refused: ${problems.map((one) => `${one.pointer} ${one.en}`).join('; ')}`,
    ),
  'contest-ended': ({ contest }) =>
    both(`赛项 ${contest} 已取消或已并入另一赛项`, `contest ${contest} was cancelled or merged`),
  'remark-open': ({ entries }) =>
    both(`待复评：${entries.join('、')}`, `judges must mark these again: ${entries.join(', ')}`),
  'sheets-open': ({ sheets }) =>
    both(`录入后尚未计分的评分表：${sheets.join('、')}`, `typed and not counted yet: sheets ${sheets.join(', ')}`),
  'entrants-too-few': ({ entered, needed }) =>
    both(`已报 ${entered}，最低 ${needed}`, `${entered} entered, ${needed} needed`),
  'ending-not-allowed': () => both('评分规则不允许如此结束赛项', 'the rules do not let the contest end so'),
  'merge-target-unfit': ({ into }) => both(`不能并入 ${into}`, `the contest cannot be merged into ${into}`),
  'merge-target-drawn': ({ into }) => both(`${into} 的代码已抽定`, `codes of ${into} are drawn already`),
  'version-not-newer': ({ version, counts }) =>
    both(`现行第 ${counts} 版，不能改为第 ${version} 版`, `version ${counts} counts; ${version} is not above it`),
  'revision-too-late': ({ parts }) => both(`不能再改：${parts.join('、')}`, `settled already: ${parts.join(', ')}`),
  'codes-only': ({ criterion }) =>
    both(
      `${criterion} 是匿名评审的评分项，冻结之前只能按代码登记`,
      `judges mark ${criterion} by code: until the freeze nothing else is taken`,
    ),
  'spread-not-open': () => both('没有待复评的分差', 'no marks wait to be marked again'),
  'scores-frozen': () => both('成绩已冻结', 'scores are frozen'),
  'scores-not-frozen': () => both('成绩尚未冻结', 'scores are not frozen'),
  'reason-missing': () => both('须写明原因', 'a reason is needed'),
  'entry-unknown': () => both('没有这个参赛编号', 'there is no entry with this number'),
  'entry-differs': (rejection) => {
    const { zh, en } = entryDiffers(rejection);
    return both(`该编号已报名：${zh}`, `this number is entered already: ${en}`);
  },
  'entry-after-draw': () =>
    both(
      '匿名评审的代码已经抽定；请先作废代码，报名后重新抽定',
      'codes are drawn already; void them, enter, and have them drawn anew',
    ),
  'group-unknown': ({ group }) => both(`赛项没有组别 ${group}`, `the contest has no group ${group}`),
  'group-missing': () => both('该赛项分组，须写组别', 'the contest has groups: a group is needed'),
  'member-repeated': ({ member }) =>
    both(`第 ${member + 1} 名队员与前面一名是同一人`, `member ${member + 1} is the same person as one before`),
  'unit-missing': () => both('该赛项限制每单位报名数，须写单位', 'entries are limited by unit: a unit is needed'),
  'unit-full': ({ seats, entries }) =>
    both(
      `该单位至多报名 ${seats} 个，已报：${entries.join('、')}`,
      `the unit may enter ${seats} at most; entered: ${entries.join(', ')}`,
    ),
  'person-full': ({ seats, entries }) =>
    both(
      `此人至多报名 ${seats} 个，已报：${entries.join('、')}；不论由哪个单位报名`,
      `the person may enter ${seats} at most, under whichever units; entered: ${entries.join(', ')}`,
    ),
  'member-elsewhere': ({ member, number }) =>
    both(
      `第 ${member + 1} 名成员已在编号 ${number} 的队伍中，一人只能参加一队`,
      `member ${member + 1} is in team ${number} already; a person competes in one team`,
    ),
  'receiver-mismatch': ({ expected }) =>
    both(`该赛项的参赛类别为 ${expected}`, `this contest is for entries of kind ${expected}`),
  'entry-not-competing': ({ status }) =>
    both(`该参赛者已不在赛（${status}）`, `the entry no longer competes (${status})`),
  'entry-competing': () => both('该参赛者仍在赛', 'the entry competes'),
  'score-refused': ({ problem }) => both(problem.zh, problem.en),
  'attribute-refused': ({ problem }) => both(problem.zh, problem.en),
  'score-exists': ({ value }) =>
    both(`已录入 ${value}，改分请用更正`, `${value} is recorded already; correct it instead`),
  'score-unknown': () => both('没有这项成绩', 'there is no such score'),
  'check-in-not-asked': () => both('评分规则不按迟到记缺席', 'the rules call nobody absent for being late'),
  'start-missing': () => both('没有开赛时间', 'there is no time to be there by'),
  'arrival-to-come': () => both('到场时间晚于现在', 'the arrival lies in the future'),
  'checked-in': () => both('已签到，时间不同', 'it is checked in with other times'),
  'head-judge-needed': () => both('只有裁判长可以', 'only the head judge may'),
  'head-judge-slot': ({ headJudge = '尚未指定' }) =>
    both(`只记裁判长的分，裁判长：${headJudge}`, `only the head judge marks this: ${headJudge}`),
  'veto-clause-unknown': ({ known }) =>
    both(
      `规则没有这一否决条款；可用：${known.join('、') || '无'}`,
      `the rules have no such veto clause; known: ${known.join(', ') || 'none'}`,
    ),
  'correction-pending': ({ value }) =>
    value === undefined
      ? both('作废此项成绩待确认', 'taking this mark back waits for confirmation')
      : both(`已有待确认的更正：${value}`, `a correction to ${value} waits for confirmation`),
  'correction-unknown': () => both('没有待确认的更正', 'no correction waits for confirmation'),
  'change-pending': ({ to }) => both(`已有待确认的变动：${to}`, `a change to ${to} waits for confirmation`),
  'change-unknown': () => both('没有待确认的变动', 'no change waits for confirmation'),
  'amendment-pending': ({ what }) =>
    both(
      `${{ name: '名称', attributes: '参赛数据', carried: '带入的积分' }[what]}的更正待确认`,
      `its ${{ name: 'name', attributes: 'attributes', carried: 'carried points' }[what]} waits to be put right`,
    ),
  'amendment-unknown': () => both('没有待确认的名称、参赛数据或积分更正', 'nothing waits to be put right'),
  'name-erased': () => both('姓名已依申请删除', 'the name was erased on request'),
  'origin-differs': () => both('不是由该来源晋级的', 'it did not advance from there'),
  'second-person-needed': () => both('须由另一人确认', 'a second person must confirm'),
  'account-exists': () => both('账号已存在', 'the account exists'),
  'account-unknown': () => both('没有这个账号', 'there is no such account'),
  'account-disabled': () => both('账号已停用', 'the account is disabled'),
  'organization-unknown': ({ organization }) =>
    both(`没有组织 ${organization}`, `there is no organisation ${organization}`),
  'grant-unknown': () => both('没有这项授权', 'there is no such grant'),
  'organization-exists': () => both('该组织编号已存在，内容不同', 'the organisation exists with other content'),
  'parent-unknown': ({ parent }) => both(`没有上级组织 ${parent}`, `there is no parent organisation ${parent}`),
  'erasure-requested': ({ request }) =>
    both(`此人已有待确认的申请 ${request}`, `a request for this person waits already: ${request}`),
  'second-account-needed': () => both('须由另一人同意', 'another person has to consent'),
  'round-unknown': () => both('没有这个评选批次', 'there is no such round'),
  'award-not-in-round': ({ award }) => both(`该批次没有奖项 ${award}`, `the round has no award ${award}`),
  'already-holder': ({ decision, conferredOn }) =>
    both(
      `已获同一荣誉（${decision}，${conferredOn}），不重复授予`,
      `holds this honour already (${decision}, ${conferredOn}); it is not given twice`,
    ),
  'nominee-objected': () =>
    both('因公示异议不能再推荐，或须先办结异议', 'kept out by an objection, or held by one that is still open'),
  'unit-barred': ({ bar: { unit, round, foundOn } }) =>
    both(
      `${unit} 在 ${round} 弄虚作假（${foundOn} 认定），本届不得推荐`,
      `${unit} recommended by fraud in ${round} (found on ${foundOn}) and may not recommend to this round`,
    ),
  'phase-closed': ({ phases }) => {
    const days = phases.map(({ name, from, to }) => `${name} ${from} – ${to}`).join('; ');
    return both(`不在推荐期内，不再受理：${days}`, `recommendations are not taken now: ${days}`);
  },
  'nomination-holds-id': ({ pointers }) =>
    both(`含身份证号：${pointers.join('、')}`, `an identity number stands in ${pointers.join(', ')}`),
  'honours-decided': ({ decision }) =>
    both(`该奖项已作出决定（${decision}）`, `the award has been decided (${decision})`),
  'nomination-exists': () => both('该推荐编号已用于别人', 'this nomination id is taken by somebody else'),
  'nomination-unknown': () => both('没有这项推荐', 'there is no such nomination'),
  'nominated-member-unknown': ({ members }) => both(`只有 ${members} 名成员`, `there are ${members} members`),
  'nomination-decided': ({ decision }) =>
    both(`此奖项已作出表彰决定：${decision}`, `the award was decided by ${decision}`),
  'personal-misplaced': () => both('民族、性别、出生年份只填个人', 'only people have ethnicity, gender and birth year'),
  'personal-unreadable': ({ fields }) => both(`写法不对：${fields.join('、')}`, `unreadable: ${fields.join(', ')}`),
  'correction-empty': () => both('更正没有内容', 'the correction changes nothing'),
  'correction-not-asked': () => both('没有待确认的此项更正', 'no such correction waits for confirmation'),
  'nomination-not-open': ({ status }) => both(`该推荐已了结（${status}）`, `the nomination is closed (${status})`),
  'name-missing': () => both('姓名/名称不能为空', 'the name must not be empty'),
  'unit-exists': () => both('该单位已登记，内容不同', 'the unit is registered with other content'),
  'unit-unknown': ({ unit }) => both(`没有登记单位 ${unit}`, `there is no unit ${unit}`),
  'unit-merged': ({ into }) => both(`该单位已并入 ${into}`, `the unit was merged into ${into}`),
  'merged-into-itself': () => both('单位不能并入自己', 'a unit cannot be merged into itself'),
  'person-exists': () =>
    both(
      '此人已登记，内容不同（或在本文件中出现两次）；更名、调动等请另行登记',
      'this person is registered with other content, or stands twice in this file; record a new name or a move instead',
    ),
  'team-exists': () => both('该班组已登记，内容不同', 'the team is registered with other content'),
  'team-unknown': () => both('没有此班组', 'there is no such team'),
  'team-dissolved': ({ on }) => both(`该班组已于 ${on} 撤销`, `the team was dissolved on ${on}`),
  'person-unknown': () => both('没有此人', 'there is no such person'),
  'no-such-day': () => both('没有这一天', 'there is no such day'),
  'day-in-future': ({ today }) => both(`日期不能晚于 ${today}`, `the day must not be after ${today}`),
  'attribute-invalid': ({ attribute }) => both(`没有属性 ${attribute}`, `there is no attribute ${attribute}`),
  'attribute-repeated': ({ attribute }) => both(`属性 ${attribute} 写了两次`, `attribute ${attribute} is stated twice`),
  'number-shown': () => both('不能含身份证号或手机号', 'no ID number or mobile phone may stand here'),
  'bar-exists': ({ bar }) => both(`事项 ${bar} 已登记，内容不同`, `bar ${bar} is recorded with other content`),
  'bar-unknown': ({ bar }) => both(`没有事项 ${bar}`, `there is no bar ${bar}`),
  'bar-cleared': ({ on }) => both(`该事项已于 ${on} 解除`, `the bar was cleared on ${on}`),
  'cleared-before-begun': ({ on }) => both(`解除日期早于 ${on}`, `cleared before it began on ${on}`),
  'level-not-below-parent': ({ parent }) =>
    both(`层级须低于上级（${parent}）`, `the level must be below the parent's (${parent})`),
};

/** A refusal as a person reads it. One that has no text here is shown by its code. */
export function refusalText(rejection: Rejection): BothTexts {
  const text = (texts as unknown as Readonly<Record<string, ((rejection: Rejection) => BothTexts) | undefined>>)[
    rejection.code
  ];
  return text?.(rejection) ?? both(rejection.code, JSON.stringify(rejection));
}
