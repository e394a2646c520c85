import { refusal, type Refusals } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { SanctionRejection } from './command';

/** How refusals of sanctions are told, and those of the entries they act on. */
export const sanctionRefusals = {
  ...competitionRefusals,
  'sanction-unknown': refusal(404, '没有此违规处理', 'There is no such sanction'),
  'sanction-exists': refusal(409, '此编号已登记另一违规处理', 'This number is taken by another sanction'),
  'sanction-kind-unknown': refusal(422, '评分规则中没有此处理类型', 'The rule document has no such sanction', {
    errors: ({ kind, known }) => [
      {
        pointer: '/kind',
        code: 'sanction-kind-unknown',
        zh: `没有类型 ${kind}；可用：${known.join('、') || '无'}`,
        en: `no type ${kind}; there are: ${known.join(', ') || 'none'}`,
      },
    ],
  }),
  'sanction-target-missing': refusal(422, '须写明处理对象；影响成绩的处理须写明参赛项', 'Name whom it is against', {
    errors: () => [
      {
        pointer: '/entry',
        code: 'field-missing',
        zh: '请填写参赛项；警告可只填写人员',
        en: 'name the entry; a warning may name a person only',
      },
    ],
  }),
  'deduction-misplaced': refusal(
    422,
    '扣分处理须写明扣分，其他处理不得填写扣分',
    'A deduction belongs to the type that deducts',
    {
      errors: ({ effect }) => [
        {
          pointer: '/deduction',
          code: 'deduction-misplaced',
          zh: `此类型的后果是 ${effect}`,
          en: `this type has the effect ${effect}`,
        },
      ],
    },
  ),
  'deduction-unknown': refusal(422, '评分规则中没有此扣分项', 'The rule document has no such deduction', {
    errors: ({ criterion, known }) => [
      {
        pointer: '/criterion',
        code: 'deduction-unknown',
        zh: `没有扣分项 ${criterion}；可用：${known.join('、') || '无'}`,
        en: `no deduction ${criterion}; there are: ${known.join(', ') || 'none'}`,
      },
    ],
  }),
  'sanction-not-pending': refusal(409, '此违规处理不在待签字状态', 'The sanction does not wait for a signature', {
    detail: ({ status }) => ({ zh: `现状：${status}`, en: `its status: ${status}` }),
  }),
  'sanction-lifted': refusal(409, '此违规处理已撤销', 'The sanction was lifted'),
  'signer-recorded-it': refusal(403, '登记人不能自行签字', 'Who recorded the sanction cannot sign it'),
} satisfies Refusals<SanctionRejection>;
