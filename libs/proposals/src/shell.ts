import type { Instant } from '@xf/es';
import { refusal, type Refusals } from '@xf/nest';
import type { Problem as RuleProblem } from '@xf/rules';
import type { CampaignRejection, JoiningRejection, ProposalRejection } from './proposal/command';
import { headCountMax } from './terms';

/** A document is read where it comes in; what is asked for afterwards holds a sound one. */
type DocumentRefused = { readonly code: 'campaign-refused'; readonly problems: readonly RuleProblem[] };

const wrong = (pointer: string, code: string, zh: string, en: string) => () => [{ pointer, code, zh, en }];

/** How every refusal of this context is told. */
export const proposalRefusals: Refusals<CampaignRejection | JoiningRejection | ProposalRejection | DocumentRefused> = {
  'campaign-refused': refusal(422, '活动文件有误', 'The campaign document has errors', {
    errors: ({ problems }) =>
      problems.map(({ pointer, code, zh, en }) => ({ pointer: `/document${pointer}`, code, zh, en })),
  }),
  'campaign-exists': refusal(409, '此活动标识已用于另一活动文件', 'This campaign id stands for another document'),
  'campaign-unknown': refusal(404, '没有此活动', 'There is no such campaign'),
  'unit-outside': refusal(
    422,
    '单位不在主办组织之下',
    'The unit is not below the organisation that runs the campaign',
    {
      errors: ({ organization }) => [
        {
          pointer: '/unit',
          code: 'unit-outside',
          zh: `应属于 ${organization}`,
          en: `expected one below ${organization}`,
        },
      ],
    },
  ),
  'head-count-out-of-range': refusal(422, '职工人数不对', 'There is no such head count', {
    errors: wrong(
      '/headCount',
      'head-count-out-of-range',
      `应为 1 至 ${headCountMax}`,
      `expected 1 to ${headCountMax}`,
    ),
  }),
  'before-earlier-step': refusal(422, '发生时间早于前一步骤', 'It cannot have happened before the step before it', {
    errors: wrong('/validAt', 'before-earlier-step', '不能早于前一步骤', 'must not be earlier than the step before'),
  }),
  'reason-missing': refusal(422, '须说明理由', 'A reason is needed', {
    errors: wrong('/reason', 'field-missing', '请填写理由', 'state the reason'),
  }),
  'unit-not-joined': refusal(409, '此单位未参加本活动', 'The unit does not take part in the campaign'),
  'kind-unknown': refusal(422, '活动没有此类别', 'The campaign has no such kind', {
    errors: ({ kind, known }) => [
      {
        pointer: '/kind',
        code: 'kind-unknown',
        zh: `没有类别 ${kind}；可用：${known.join('、')}`,
        en: `no kind ${kind}; there are: ${known.join(', ')}`,
      },
    ],
  }),
  'outside-period': refusal(422, '不在活动期间', 'It was not proposed in the period of the campaign', {
    detail: ({ from, to }) => ({ zh: `活动期间：${from} 至 ${to}`, en: `the period: ${from} to ${to}` }),
  }),
  'proposers-missing': refusal(422, '至少要有一名建议人', 'A proposal needs at least one proposer'),
  'proposer-repeated': refusal(422, '同一建议人列了两次', 'A proposer is listed twice'),
  'proposal-differs': refusal(409, '此建议编号已登记，内容不同', 'This number is taken by a proposal that differs', {
    detail: ({ fields }) => ({ zh: `不同之处：${fields.join('、')}`, en: `it differs in: ${fields.join(', ')}` }),
  }),
  'proposal-unknown': refusal(404, '没有此建议', 'There is no such proposal'),
  'wrong-stage': refusal(409, '建议的现状不允许此步骤', 'The proposal is not at the stage this step starts from', {
    detail: ({ stage, needed }) => ({ zh: `现状：${stage}；应为：${needed}`, en: `it is ${stage}, not ${needed}` }),
  }),
  'benefit-unclaimed': refusal(409, '尚未申报效益', 'No benefit has been claimed yet'),
  'benefit-out-of-range': refusal(422, '效益金额不对', 'There is no such benefit', {
    errors: wrong(
      '/benefit',
      'benefit-out-of-range',
      '应为 0 至 999999999.999999（万元），最多六位小数',
      'expected 0 to 999999999.999999 (10 000 yuan), at most six digits after the point',
    ),
  }),
  'document-missing': refusal(422, '须注明依据文件', 'The document it rests on is needed', {
    errors: wrong('/document', 'field-missing', '请填写依据文件', 'name the document'),
  }),
  'second-person-needed': refusal(
    403,
    '效益须由实施人、申报人以外的人确认',
    'Whoever carried it out or claimed its benefit may not verify it',
  ),
};

/** The instant of a time in a body, which was checked with the body. */
export const instantOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : Date.parse(text);
