import { formatInstant, refusal, type Refusals } from '@xf/nest';
import type { Problem as RuleProblem } from '@xf/rules';
import type { CompetitionRejection } from './competition/command';
import { entryDiffers, type EntryRejection } from './entry/command';
import type { SeatRejection } from './seat/command';
import { seatRefusals } from './seat/shell.refusals';
import { transferRefusals } from './shell.transfer';
import type { TransferRefusal } from './standing/query.transfer';

const at = (pointer: string, { zh, en, code }: RuleProblem) => ({ pointer, code, zh, en });

const changeWords = { competing: '恢复参赛', disqualified: '取消成绩', vetoed: '一票否决' } as const;

const amendmentWords = {
  name: { zh: '名称', en: 'its name' },
  attributes: { zh: '参赛数据', en: 'its attributes' },
  carried: { zh: '带入的积分', en: 'the points it carries' },
} as const;

const headJudgeIs = ({ headJudge }: { readonly headJudge?: string }) => ({
  zh: headJudge === undefined ? '尚未指定裁判长，请主办方指定' : `裁判长：${headJudge}`,
  en: headJudge === undefined ? 'nobody is named yet; an organizer names the head judge' : `it is ${headJudge}`,
});

/** How every refusal of this context is told. */
export const competitionRefusals: Refusals<CompetitionRejection | EntryRejection | SeatRejection | TransferRefusal> = {
  'competition-exists': refusal(
    409,
    '此竞赛标识已由另一组织使用',
    'This competition id belongs to another organisation',
  ),
  'competition-unknown': refusal(404, '没有此竞赛', 'There is no such competition'),
  'competition-open': refusal(409, '竞赛已开赛，方案不能再改', 'The competition is open; its plan is fixed'),
  'competition-not-open': refusal(409, '竞赛尚未开赛', 'The competition is not open yet'),
  'contest-unknown': refusal(404, '没有此赛项', 'There is no such contest', {
    detail: ({ contest }) => ({ zh: `竞赛方案中没有赛项 ${contest}`, en: `the plan has no contest ${contest}` }),
  }),
  'contest-repeated': refusal(422, '赛项重复', 'A contest is listed twice', {
    detail: ({ contest }) => ({ zh: `赛项 ${contest} 出现多次`, en: `contest ${contest} is listed more than once` }),
  }),
  'contests-missing': refusal(422, '竞赛至少要有一个赛项', 'A competition needs at least one contest'),
  'group-repeated': refusal(422, '组别重复', 'A group is listed twice', {
    detail: ({ contest, group }) => ({
      zh: `赛项 ${contest} 的组别 ${group} 出现多次`,
      en: `group ${group} of contest ${contest} is listed more than once`,
    }),
  }),
  ...transferRefusals,
  'source-unknown': refusal(422, '成绩或晋级者的来源不对', 'A contest takes from one that cannot give', {
    detail: ({ contest, source }) => ({
      zh: `赛项 ${contest} 不能取自 ${source}：方案中没有，或是它自己`,
      en: `contest ${contest} cannot take from ${source}: not in the plan, or itself`,
    }),
  }),
  'take-repeated': refusal(422, '两个来源记在同一处', 'Two sources are marked in one place', {
    detail: ({ contest, criterion, slot, sources }) => ({
      zh: `赛项 ${contest} 的 ${criterion}、席位 ${slot} 取自：${sources.join('、')}；请各用一个席位`,
      en: `${criterion}, slot ${slot} of contest ${contest} is taken from ${sources.join(', ')}; give each a slot of its own`,
    }),
  }),
  'plan-misfit': refusal(422, '晋级者进不了下一赛项', 'Who advances could never come in', {
    errors: ({ problems }) => problems.map((one) => at(one.pointer, one)),
  }),
  'rules-missing': refusal(422, '开赛前每个赛项都要有评分规则', 'Every contest needs a rule document before opening', {
    detail: ({ contest }) => ({ zh: `赛项 ${contest} 没有评分规则`, en: `contest ${contest} has no rule document` }),
  }),
  'rules-refused': refusal(422, '评分规则有误', 'The rule document has errors', {
    detail: ({ contest }) => ({ zh: `赛项 ${contest} 的评分规则`, en: `the rule document of contest ${contest}` }),
    errors: ({ problems }) => problems.map((one) => at(one.pointer, one)),
  }),
  'contest-ended': refusal(409, '此赛项已取消或已并入另一赛项', 'The contest was cancelled or merged', {
    detail: ({ contest, into }) =>
      into === undefined
        ? { zh: `赛项 ${contest} 已取消`, en: `contest ${contest} was cancelled` }
        : { zh: `赛项 ${contest} 已并入 ${into}`, en: `contest ${contest} went into ${into}` },
  }),
  'remark-open': refusal(409, '有参赛项待复评', 'Judges must mark some entries again', {
    detail: ({ entries }) => ({
      zh: `评委分差超过评分规则，待复评：${entries.join('、')}。请评委复评、更正，或说明理由维持原分`,
      en: `judges are too far apart on ${entries.join(', ')}: mark again, correct, or let the marks stand with a reason`,
    }),
  }),
  'sheets-open': refusal(409, '有评分表录入后尚未计分', 'Some score sheets were typed and do not count yet', {
    errors: ({ sheets }) =>
      sheets.map((sheet) => ({
        ...{ code: 'sheet-open', sheet },
        zh: `评分表 ${sheet}：请由另一人录入，或裁定不同之处；误发的请收回。冻结后不再收分`,
        en: `sheet ${sheet}: have another account type it, settle what differs, or withdraw it; after the freeze no marks are taken`,
      })),
  }),
  'entrants-too-few': refusal(409, '参赛者不足最低人数', 'Too few have entered', {
    detail: ({ entered, needed, otherwise }) => ({
      zh: `已报 ${entered}，最低 ${needed}；按评分规则应${otherwise === 'merge' ? '并入另一赛项' : '取消'}`,
      en: `${entered} entered, ${needed} needed; by the rules it is to be ${otherwise === 'merge' ? 'merged' : 'cancelled'}`,
    }),
  }),
  'ending-not-allowed': refusal(409, '评分规则不允许如此结束赛项', 'The rules do not let the contest end so', {
    detail: ({ entered, needed }) => ({
      zh: needed === undefined ? `已报 ${entered}，规则没有最低人数` : `已报 ${entered}，最低 ${needed}`,
      en: needed === undefined ? `${entered} entered, no minimum` : `${entered} entered, ${needed} needed`,
    }),
  }),
  'merge-target-unfit': refusal(422, '不能并入此赛项', 'The contest cannot be merged into this one', {
    errors: ({ into }) => [
      {
        pointer: '/into',
        code: 'merge-target-unfit',
        zh: `${into} 须是另一赛项，参赛对象相同，成绩未冻结`,
        en: `${into} must be another contest for the same kind of entrants, not frozen`,
      },
    ],
  }),
  'merge-target-drawn': refusal(409, '该赛项的代码已抽定，不能再并入', 'Codes of that contest are drawn already', {
    errors: ({ into }) => [
      {
        pointer: '/into',
        code: 'merge-target-drawn',
        zh: `${into} 匿名评审的代码已抽定，并入的参赛项不会有代码；请并入另一赛项，或取消本赛项`,
        en: `${into} is judged by codes that are drawn; merged entries would have none: choose another, or cancel this one`,
      },
    ],
  }),
  'version-not-newer': refusal(409, '规则的版本须高于现行版本', 'The version must be above the one that counts', {
    errors: ({ id, version, counts }) => [
      {
        pointer: '/document/version',
        code: 'version-not-newer',
        zh: `${id} 现行第 ${counts} 版，不能以第 ${version} 版更改：已用的版本不变，请将 version 写为 ${counts + 1}`,
        en: `${id} counts in version ${counts} and is not changed by version ${version}: write version ${counts + 1}`,
      },
    ],
  }),
  'revision-too-late': refusal(409, '报名所依据的规则不能再改', 'Rules that entries were taken by are settled', {
    errors: ({ parts }) =>
      parts.map((part) => ({
        pointer: `/document/process/${part}`,
        code: 'revision-too-late',
        zh: '开赛后不能更改，请改回原值',
        en: 'cannot change once the competition is open; put it back',
      })),
  }),
  'spread-not-open': refusal(409, '此项没有待复评的分差', 'No marks of this value wait to be marked again'),
  'scores-frozen': refusal(409, '成绩已冻结，只能更正', 'Scores are frozen; only corrections are possible'),
  'scores-not-frozen': refusal(409, '成绩尚未冻结，不能公布', 'Scores must be frozen before they are published'),
  'reason-missing': refusal(422, '须说明理由', 'A reason is needed', {
    errors: () => [{ pointer: '/reason', code: 'field-missing', zh: '请填写理由', en: 'state the reason' }],
  }),
  'entry-unknown': refusal(404, '没有此参赛项', 'There is no such entry'),
  'entry-differs': refusal(409, '此参赛编号已登记，内容不同', 'This number is taken by an entry that differs', {
    detail: ({ number, fields }) => {
      const { zh, en } = entryDiffers({ fields });
      return { zh: `编号 ${number}：${zh}`, en: `number ${number}: ${en}` };
    },
  }),
  'entry-after-draw': refusal(409, '匿名评审的代码已经抽定', 'Codes of this contest are drawn already', {
    detail: () => ({
      zh: '此后报名的没有代码，单独补给又会暴露是谁。评委尚未按代码打分的，请先作废代码（codes/void，说明理由），报名后重新抽定',
      en: 'an entry that comes now has no code, and one given alone would say whose it is; while no judge has marked by codes, void them (codes/void, with a reason), enter, and have them drawn anew',
    }),
  }),
  'group-unknown': refusal(422, '没有此组别', 'There is no such group', {
    errors: ({ group }) => [
      { pointer: '/group', code: 'group-unknown', zh: `没有组别 ${group}`, en: `no group ${group}` },
    ],
  }),
  'group-missing': refusal(422, '此赛项分组，须填组别', 'This contest has groups; name one', {
    errors: () => [{ pointer: '/group', code: 'field-missing', zh: '请填写组别', en: 'name the group' }],
  }),
  'member-repeated': refusal(422, '一人在队中只列一次', 'A person stands once in a team', {
    errors: ({ member }) => [
      {
        pointer: `/members/${member}`,
        code: 'member-repeated',
        zh: '与前面一名队员是同一人，请删去一处',
        en: 'the same person as a member before; leave one out',
      },
    ],
  }),
  'unit-missing': refusal(422, '此赛项限制每个单位的报名数，须填单位', 'Entries are limited by unit; name the unit', {
    errors: () => [{ pointer: '/unit', code: 'field-missing', zh: '请填写单位', en: 'name the unit' }],
  }),
  ...seatRefusals,
  'receiver-mismatch': refusal(422, '参赛对象与赛项不符', 'The contest takes another kind of entrant', {
    detail: ({ expected }) => ({ zh: `此赛项的参赛对象是 ${expected}`, en: `this contest takes: ${expected}` }),
  }),
  'entry-not-competing': refusal(409, '此参赛项已不在比赛中', 'The entry is no longer competing', {
    detail: ({ status }) => ({ zh: `现状：${status}`, en: `its status: ${status}` }),
  }),
  'entry-competing': refusal(409, '此参赛项正在比赛中，无需恢复', 'The entry is competing'),
  'score-refused': refusal(422, '分数不符合评分规则', 'The score does not fit the rule document', {
    errors: ({ problem }) => [at('/value', problem)],
  }),
  'attribute-refused': refusal(422, '参赛信息不符合评分规则', 'An attribute does not fit the rule document', {
    errors: ({ attribute, problem }) => [at(`/attributes/${attribute}`, problem)],
  }),
  'score-exists': refusal(409, '此项已有不同的分数，请用更正', 'There is another score already; correct it instead', {
    detail: ({ value }) => ({ zh: `已登记：${value}`, en: `recorded: ${value}` }),
  }),
  'score-unknown': refusal(
    404,
    '没有可更正的分数；冻结前请登记',
    'There is no score to correct; before the freeze record it',
  ),
  'check-in-not-asked': refusal(409, '评分规则不按迟到记缺席', 'The rules call nobody absent for being late', {
    detail: () => ({
      zh: '此赛项的评分规则没有 process.absentAfterMinutes，不登记签到；缺席请直接记缺席',
      en: 'its rule document has no process.absentAfterMinutes, so no check-ins are taken; record an absence itself',
    }),
  }),
  'start-missing': refusal(422, '没有应到时间', 'There is no time to be there by', {
    errors: () => [
      {
        pointer: '/dueAt',
        code: 'field-missing',
        zh: '请填写此参赛项的应到时间，或先登记赛项的开赛时间',
        en: 'state when this entry is due, or schedule the start of the contest first',
      },
    ],
  }),
  'arrival-to-come': refusal(422, '到场时间晚于现在', 'The arrival lies in the future', {
    errors: ({ now }) => [
      {
        pointer: '/arrivedAt',
        code: 'arrival-to-come',
        zh: `现在是 ${formatInstant(now)}`,
        en: `it is ${formatInstant(now)} now`,
      },
    ],
  }),
  'checked-in': refusal(409, '此参赛项已签到，时间不同', 'The entry is checked in with other times', {
    detail: ({ dueAt, arrivedAt }) => ({
      zh: `已登记：应到 ${formatInstant(dueAt)}，实到 ${formatInstant(arrivedAt)}。登记有误而记了缺席的，恢复参赛后再签到`,
      en: `due ${formatInstant(dueAt)}, there ${formatInstant(arrivedAt)}; if it is absent by mistake, reinstate it and check it in again`,
    }),
  }),
  'head-judge-needed': refusal(403, '评分规则规定只有裁判长可以', 'The rules keep this for the head judge', {
    detail: headJudgeIs,
  }),
  'head-judge-slot': refusal(422, '评分规则规定此项只记裁判长的分', 'The rules keep this mark for the head judge', {
    detail: headJudgeIs,
  }),
  'codes-only': refusal(409, '匿名评审的分数只能按代码登记', 'Marks of anonymous judging are taken by code alone', {
    errors: ({ criterion }) => [
      {
        pointer: '/criterion',
        code: 'codes-only',
        zh: `${criterion} 由评委打分，冻结之前按参赛编号登记或更改会泄露代码。请评委按代码打分，或用带代码的评分表；更正在冻结之后`,
        en: `judges mark ${criterion}; by the entry, before the freeze, it would tell whose a code is: let them mark by code, or use a sheet with codes; correct after the freeze`,
      },
    ],
  }),
  'veto-clause-unknown': refusal(422, '评分规则中没有此否决条款', 'The rule document has no such veto clause', {
    errors: ({ clause, known }) => [
      {
        pointer: '/clause',
        code: 'veto-clause-unknown',
        zh: `没有条款 ${clause}；可用：${known.join('、')}`,
        en: `no clause ${clause}; there are: ${known.join(', ')}`,
      },
    ],
  }),
  'correction-pending': refusal(
    409,
    '此项已有待确认的更正',
    'Another correction of this score waits for confirmation',
    {
      detail: ({ value }) => ({
        zh: `待确认：${value === undefined ? '作废此项成绩' : value}`,
        en: `waiting: ${value === undefined ? 'the mark is taken back' : value}`,
      }),
    },
  ),
  'correction-unknown': refusal(404, '没有待确认的更正', 'No correction waits for confirmation'),
  'change-pending': refusal(409, '此参赛项已有待确认的变动', 'Another change of this entry waits for confirmation', {
    detail: ({ to }) => ({ zh: `待确认：${changeWords[to]}`, en: `waiting: ${to}` }),
  }),
  'change-unknown': refusal(404, '没有待确认的变动', 'No change waits for confirmation'),
  'amendment-pending': refusal(409, '此参赛项已有待确认的更正', 'Something of this entry waits to be put right', {
    detail: ({ what }) => ({
      zh: `待确认：${amendmentWords[what].zh}。请先由另一人确认，或撤回、驳回`,
      en: `waiting: ${amendmentWords[what].en}. Have another person confirm it first, or have it withdrawn or refused`,
    }),
  }),
  'amendment-unknown': refusal(
    404,
    '没有待确认的名称、参赛数据或积分更正',
    'Nothing of this entry waits to be put right',
  ),
  'name-erased': refusal(409, '姓名已依申请删除，不能更正', 'The name was erased on request; it cannot be put right'),
  'origin-differs': refusal(409, '此参赛项不是由该来源晋级的', 'The entry did not advance from there'),
  'second-person-needed': refusal(403, '公布后的更正须由另一人确认', 'Another person must confirm the correction'),
};
