import { refusal, type Refusals } from '@xf/nest';
import type { Problem as RuleProblem } from '@xf/rules';
import { sourceOf } from './cites';
import type { StrayPosthumous } from './conferral/shell.items';
import { barRefusals, listBarRefusals } from './fraud/shell.refusals';
import type { HonourRejection } from './honour/command';
import { keepingRefusals } from './honour/shell.refusals';
import type { NominationRejection } from './nomination/command';
import type { RoundRejection } from './round/command';
import { heldRefusals } from './round/shell.refusals';
import { at, listed, todo } from './shell.parts';

/** Nominees of a shortlist whose name cannot be read any more: they were erased on their own request. */
type UnreadableNominees = { readonly code: 'nominees-unreadable'; readonly nominations: readonly string[] };

type PosthumousStray = { readonly code: 'posthumous-stray'; readonly entries: readonly StrayPosthumous[] };

export type HonoursRejection =
  RoundRejection | NominationRejection | HonourRejection | UnreadableNominees | PosthumousStray;

const strays = {
  'not-on-shortlist': { zh: '此提名不在入围名单上，请核对标识', en: 'nobody on the shortlist has this id: look it up' },
  repeated: { zh: '同一提名列了两次，请删去一处', en: 'the nomination stands here twice: leave one out' },
} as const;

/** Problems of an award document, below the place in the body where the document stands. */
const inDocument = (place: string, problems: readonly RuleProblem[]) =>
  problems.map(({ pointer, code, zh, en }) => ({ pointer: `${place}${pointer}`, code, zh, en }));

const stepNames = {
  'first-audit': { zh: '初审', en: 'first audit' },
  'second-audit': { zh: '复审', en: 'second audit' },
  scoring: { zh: '评分', en: 'scoring' },
  ballot: { zh: '票决', en: 'ballot' },
} as const;

/** How every refusal of this context is told. */
export const honoursRefusals: Refusals<HonoursRejection> = {
  ...keepingRefusals,
  ...heldRefusals,
  ...barRefusals,
  'round-exists': refusal(
    409,
    '此评选批次标识已被使用',
    'This round id is taken',
    todo(
      '请换一个标识；要改已开启的批次，请用其各项命令',
      'choose another id; an open round is changed by its own commands',
    ),
  ),
  'round-unknown': refusal(404, '没有此评选批次', 'There is no such round'),
  'year-out-of-range': refusal(422, '评选年度不对', 'There is no such year', {
    errors: () => at('/year', 'year-out-of-range', '应为 1949 至 9999', 'expected 1949 to 9999'),
  }),
  'awards-missing': refusal(422, '评选批次至少要有一个奖项', 'A round needs at least one award', {
    errors: () => at('/awards', 'field-missing', '请列出奖项文件', 'list the award documents'),
  }),
  'award-repeated': refusal(422, '奖项重复', 'An award is listed twice', {
    detail: ({ award }) => ({ zh: `奖项 ${award} 出现多次`, en: `award ${award} is listed more than once` }),
    errors: ({ award, index }) =>
      at(
        `/awards/${index}/document/id`,
        'id-repeated',
        `${award} 已列过，请删去或换标识`,
        `${award} stands before: leave it out, or give another id`,
      ),
  }),
  'award-refused': refusal(422, '奖项文件有误', 'The award document has errors', {
    errors: (rejection) =>
      inDocument('index' in rejection ? `/awards/${rejection.index}/document` : '/document', rejection.problems),
  }),
  'round-document-refused': refusal(422, '评选办法有误', 'The round document has errors', {
    errors: ({ problems }) => inDocument('/rules', problems),
  }),
  'award-not-in-force': refusal(422, '奖项文件当时不在有效期内', 'The award document was not in force', {
    detail: ({ award }) => ({ zh: `奖项 ${award}`, en: `award ${award}` }),
  }),
  'award-not-in-round': refusal(404, '此评选批次没有这一奖项', 'The round does not have this award', {
    detail: ({ award }) => ({ zh: `奖项 ${award}`, en: `award ${award}` }),
  }),
  'award-differs': refusal(422, '奖项与奖项文件不符', 'The award is not the one of the document', {
    detail: ({ document }) => ({ zh: `文件的奖项是 ${document}`, en: `the document's award is ${document}` }),
  }),
  'receiver-mismatch': refusal(422, '奖项授予另一类对象', 'The award is for another kind of receiver', {
    detail: ({ expected }) => ({ zh: `此奖项授予：${expected}`, en: `this award is for: ${expected}` }),
  }),
  'name-missing': refusal(422, '须填姓名或名称', 'A name is needed', {
    errors: () => at('/name', 'field-missing', '请填写姓名或名称', 'state the name'),
  }),
  'already-holder': refusal(409, '已获此荣誉，不重复授予', 'The receiver holds this honour already', {
    detail: ({ decision, conferredOn }) => ({
      zh: `${decision}，${conferredOn}`,
      en: `by ${decision} on ${conferredOn}`,
    }),
  }),
  'honours-decided': refusal(409, '此奖项已作出表彰决定', 'The award has been decided', {
    detail: ({ decision }) => ({ zh: decision, en: `by ${decision}` }),
  }),
  'nomination-exists': refusal(
    409,
    '此提名标识已另有所指',
    'This nomination id stands for another nominee',
    todo('请换一个标识提交，或核对提名的对象', 'submit it under another id, or look whom it should be for'),
  ),
  'nomination-unknown': refusal(404, '没有此提名', 'There is no such nomination', {
    detail: (rejection) => listed('nomination' in rejection ? [rejection.nomination] : []),
  }),
  'nomination-holds-id': refusal(422, '推荐内容含身份证号', 'The recommendation holds an identity number', {
    errors: ({ pointers }) =>
      pointers.flatMap((pointer) =>
        at(
          pointer,
          'text-holds-id',
          '请删除；身份证号只填 idNumber',
          'remove it; it goes into idNumber and nowhere else',
        ),
      ),
  }),
  'nominee-objected': refusal(
    409,
    '此对象因公示异议不能再推荐',
    'An objection keeps the nominee out',
    todo(
      '异议经核实取消或视为放弃的，本批次各奖项均不再推荐；异议未办结的，请先办结',
      'where it was upheld or left unanswered the whole round is closed to them; one that is open has to be resolved first',
    ),
  ),
  'phase-closed': refusal(409, '不在推荐期内，不再受理', 'Recommendations are not taken now', {
    errors: ({ phases }) =>
      phases.map(({ name, from, to, cites }) => ({
        pointer: '',
        code: 'phase-closed',
        zh: `${name}：${from} 至 ${to}${sourceOf(cites).zh}`,
        en: `${name}: ${from} to ${to}${sourceOf(cites).en}`,
      })),
  }),
  'nominated-member-unknown': refusal(404, '没有这名成员', 'There is no such member', {
    detail: ({ members }) => ({
      zh: `提名列有 ${members} 名成员，从 1 数起`,
      en: `${members} members, counted from 1`,
    }),
  }),
  'nomination-decided': refusal(
    409,
    '此奖项已作出表彰决定，提名不再更正',
    'The award was decided; the nomination stays',
    {
      detail: ({ decision }) => ({
        zh: `${decision}；请更正所授的荣誉：POST /api/honour-register/{荣誉}/corrections`,
        en: `by ${decision}; correct the honour with POST /api/honour-register/{honour}/corrections`,
      }),
    },
  ),
  'nomination-repeated': refusal(422, '同一提名列了两次', 'A nomination is listed twice', {
    detail: ({ nomination }) => listed([nomination]),
  }),
  'nomination-not-open': refusal(409, '此提名已撤回或不予评选', 'The nomination was withdrawn or ruled out', {
    detail: (rejection) => ({
      zh: `${'nomination' in rejection ? `${rejection.nomination}，` : ''}现状：${rejection.status}`,
      en: `${'nomination' in rejection ? `${rejection.nomination}, ` : ''}status: ${rejection.status}`,
    }),
  }),
  'nomination-unaccounted': refusal(422, '每个提名都须入围或说明理由', 'Every nomination must be listed or explained', {
    detail: ({ nominations }) => {
      const { zh, en } = listed(nominations);
      return {
        zh: `${zh}；其余提名可在 others 中写明共同理由`,
        en: `${en}; others may give one reason for all the rest`,
      };
    },
  }),
  ...listBarRefusals,
  'chain-not-passed': refusal(409, '尚未逐级推荐到最高一级', 'Not accepted at the last level of the chain yet', {
    detail: ({ nominations }) => listed(nominations),
  }),
  'candidacies-lacking': refusal(409, '名单上有人现已不符合条件', 'Somebody on the list does not qualify any more', {
    detail: ({ lacking }) => ({
      zh: `${listed(lacking.map(({ nomination }) => nomination)).zh}；请退回补正，或确定不含这些人的名单`,
      en: `${listed(lacking.map(({ nomination }) => nomination)).en}; return them, or confirm a list without them`,
    }),
    errors: ({ lacking }) =>
      lacking.flatMap(({ nomination, lacks }) =>
        lacks.map(({ code, zh, en }) => {
          return { pointer: '/nominations', code, zh: `${nomination}：${zh}`, en: `${nomination}: ${en}` };
        }),
      ),
  }),
  'nomination-not-shortlisted': refusal(
    409,
    '此提名不在入围名单上',
    'The nomination is not on the shortlist',
    todo('请先将其列入入围名单，再作决定', 'put it on the shortlist first, then decide'),
  ),
  'receiver-listed-twice': refusal(422, '同一对象在名单上出现两次', 'The same receiver is listed twice', {
    detail: ({ nominations }) => listed(nominations),
  }),
  'reason-missing': refusal(422, '须说明理由', 'A reason is needed', {
    detail: (rejection) => listed('nomination' in rejection ? [rejection.nomination] : []),
  }),
  'steps-missing': refusal(409, '尚未通过评委会的评审', 'The committee has not passed every nomination yet', {
    detail: ({ missing, cites }) => {
      const source = sourceOf(cites);
      const zh = missing.map(({ nomination, step }) => `${nomination}：${stepNames[step].zh}`).join('；');
      const en = missing.map(({ nomination, step }) => `${nomination}: ${stepNames[step].en}`).join('; ');
      return { zh: `${zh}${source.zh}`, en: `${en}${source.en}` };
    },
  }),
  'recused-from-list': refusal(403, '名单上有您须回避的人', 'You are recused from somebody on the list', {
    detail: ({ account, nominations }) => ({
      zh: `${account} 须回避：${nominations.join('、')}；请由对名单上的人均不回避的另一账号确认名单、登记决定`,
      en: `${account} is recused from ${nominations.join(', ')}: let another account that is recused from nobody on it confirm the list and record the decision`,
    }),
  }),
  'shortlist-missing': refusal(
    409,
    '尚无入围名单',
    'There is no shortlist yet',
    todo('请先由评委会确定入围名单', 'let the committee confirm one first'),
  ),
  'shortlist-empty': refusal(
    409,
    '入围名单为空',
    'The shortlist is empty',
    todo(
      '请先确定有人入围的名单；无人可授予的不作决定',
      'confirm one with somebody on it; where there is nobody there is nothing to decide',
    ),
  ),
  'decision-unreadable': refusal(422, '文号不完整', 'The decision number cannot be read', {
    errors: () =>
      at('/decision', 'decision-unreadable', '应如：黄工字〔2026〕5号', 'expected the form 黄工字〔2026〕5号'),
  }),
  'decision-differs': refusal(409, '此奖项已由另一决定授予', 'The award was given by another decision', {
    detail: ({ decision }) => ({ zh: decision, en: `by ${decision}` }),
  }),
  'no-such-day': refusal(422, '没有这一天', 'There is no such day', {
    errors: () => at('/conferredOn', 'no-such-day', '应为日期，如 2026-04-28', 'expected a day such as 2026-04-28'),
  }),
  'day-ahead': refusal(422, '授予日期不能晚于今天', 'The honour cannot have been given in the future', {
    errors: () => at('/conferredOn', 'day-ahead', '不能晚于今天', 'must not lie in the future'),
  }),
  'conferred-in-notice': refusal(422, '授予日期不在公示期满之后', 'The day is not after the notice', {
    errors: ({ until }) =>
      at(
        '/conferredOn',
        'conferred-in-notice',
        `末级公示至 ${until}，须在其后`,
        `the last notice ran to ${until}; after that`,
      ),
  }),
  'embargo-over': refusal(422, '保密的时刻已过', 'The embargo is over already', {
    errors: () => at('/embargoUntil', 'embargo-over', '应晚于现在，或不填', 'give a moment to come, or none'),
  }),
  'embargo-long': refusal(422, '保密时间过长', 'The embargo is too long', {
    errors: ({ latest }) => at('/embargoUntil', 'embargo-long', `最迟 ${latest}`, `${latest} at the latest`),
  }),
  'conferred-early': refusal(422, '授予日期早于评选年度', 'The day is before the year of the round', {
    errors: ({ earliest }) => at('/conferredOn', 'day-early', `不能早于 ${earliest}`, `must not be before ${earliest}`),
  }),
  'decision-year-off': refusal(
    422,
    '文号的年份与评选年度、授予或决定日期不符',
    'The decision is numbered in another year',
    {
      errors: ({ from, to }) =>
        at('/decision', 'decision-year-off', `年份应为 ${from} 至 ${to}`, `expected a year from ${from} to ${to}`),
    },
  ),
  'count-differs': refusal(422, '决定所载人数与名单不符', 'The number in the decision is not that of the shortlist', {
    errors: ({ stated, listed }) => [
      {
        pointer: '/count',
        code: 'count-differs',
        zh: `决定载 ${stated} 个，名单有 ${listed} 个`,
        en: `the decision states ${stated}, the shortlist has ${listed}`,
      },
    ],
  }),
  'subject-differs': refusal(409, '提名对象已变，请刷新后再试', 'The nomination is for another receiver'),
  'certificate-receiver-missing': refusal(422, '追授须写明证书领取人', 'A posthumous honour needs who takes it', {
    errors: () => at('/posthumous', 'field-missing', '请填写证书领取人', 'state who takes the certificate'),
  }),
  'posthumous-stray': refusal(422, '追授与入围名单对不上', 'Posthumous honours do not fit the shortlist', {
    errors: ({ entries }) =>
      entries.flatMap(({ index, why }) => at(`/posthumous/${index}/nomination`, why, strays[why].zh, strays[why].en)),
  }),
  'honour-unknown': refusal(404, '没有此荣誉', 'There is no such honour'),
  'nominees-unreadable': refusal(
    409,
    '名单上有人已依申请删除个人信息，须先改定名单',
    'Somebody on the shortlist was erased on request; confirm another shortlist first',
    { detail: ({ nominations }) => listed(nominations) },
  ),
};
