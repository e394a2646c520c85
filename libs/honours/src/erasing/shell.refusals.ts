import { refusal, type Refusals } from '@xf/nest';
import { todo } from '../shell.parts';
import type { ErasingRejection } from './command';

/** How refusals of erasures are told. */
export const erasingRefusals: Refusals<ErasingRejection | { readonly code: 'person-unclear' | 'person-unknown' }> = {
  'erasure-policy-refused': refusal(422, '删除办法有误', 'The erasure policy has errors', {
    errors: ({ problems }) => problems.map((one) => ({ ...one, pointer: `/document${one.pointer}` })),
  }),
  'erasure-requested': refusal(409, '此人已有待确认的删除申请', 'An erasure of this person waits already', {
    detail: ({ request }) => ({
      zh: `请由另一账号确认或驳回申请 ${request}`,
      en: `another account confirms or refuses request ${request}`,
    }),
  }),
  'erasure-unknown': refusal(404, '没有此删除申请', 'There is no such request for an erasure'),
  'erasure-closed': refusal(409, '此删除申请已办结', 'The request is settled', {
    detail: ({ status }) => ({
      zh: `${status === 'confirmed' ? '已确认' : '已驳回'}；仍有须删除的请重新申请`,
      en: `${status}; ask anew for what is left`,
    }),
  }),
  'second-account-needed': refusal(
    403,
    '须由另一账号确认',
    'Another account has to confirm',
    todo(
      '请本组织或上级的另一组织者、管理员确认',
      'another organizer or administrator of this organisation or above confirms',
    ),
  ),
  'person-unclear': refusal(422, '请只用一种方式指明一人', 'Name one person, in one way', {
    errors: () => [
      {
        pointer: '',
        code: 'person-unclear',
        zh: '填 competition 与 entry，round 与 nomination、objection、signature 之一，award、decision 与 name，person，idNumber，只取其一',
        en: 'state competition and entry; or round with nomination, objection or signature; or award, decision and name; or person; or idNumber',
      },
    ],
  }),
  'person-unknown': refusal(404, '没有找到此人的记录', 'No record of this person was found'),
};
