import { formatInstant, refusal, type Refusals } from '@xf/nest';
import type { SanctionRejection } from '../sanction/command';
import { sanctionRefusals } from '../sanction/shell.refusals';
import type { AppealRejection } from './command';

/** How refusals of appeals are told, and those of what a decision does. */
export const appealRefusals: Refusals<AppealRejection | SanctionRejection> & typeof sanctionRefusals = {
  ...sanctionRefusals,
  'appeals-not-taken': refusal(409, '此赛项的评分规则没有申诉程序', 'The rules of this contest take no appeals'),
  'publication-unknown': refusal(422, '没有此次公布', 'There is no such publication', {
    errors: ({ publication, published }) => [
      {
        pointer: '/publication',
        code: 'publication-unknown',
        zh: `没有第 ${publication} 次公布；共公布 ${published} 次`,
        en: `no publication ${publication}; there are ${published}`,
      },
    ],
  }),
  'appeal-early': refusal(422, '收到时间早于公布', 'It was received before the publication'),
  'appeal-late': refusal(422, '已过申诉时限', 'The time for appeals is over', {
    detail: ({ until }) => ({
      zh: `截止于 ${formatInstant(until)} 这一分钟`,
      en: `it ended with the minute ${formatInstant(until)}`,
    }),
  }),
  'appeal-exists': refusal(409, '此编号已登记另一申诉', 'This number is taken by another appeal'),
  'appeal-unknown': refusal(404, '没有此申诉', 'There is no such appeal'),
  'appeal-closed': refusal(409, '此申诉已结束', 'The appeal is closed', {
    detail: ({ status }) => ({ zh: `现状：${status}`, en: `its status: ${status}` }),
  }),
  'own-appeal': refusal(403, '提出或登记申诉的人不能裁决', 'Who filed the appeal cannot decide it'),
  'judge-concerned': refusal(
    403,
    '给该参赛项打过分、提出或确认过其更正、取消或否决，登记或签署该处理的人应回避',
    'Who marked or corrected the entry, proposed that it be out or signed the sanction cannot decide',
  ),
  'corrections-missing': refusal(422, '须写明依此申诉作出的更正', 'Name the corrections it led to', {
    errors: () => [
      {
        pointer: '/corrections',
        code: 'field-missing',
        zh: '请填写已确认的更正，如 entry-…@5',
        en: 'name confirmed corrections, such as entry-…@5',
      },
    ],
  }),
  'corrections-misplaced': refusal(
    422,
    '只有结论为 corrected 时填写更正',
    'Corrections belong to the outcome corrected',
  ),
  'correction-unnamed': refusal(
    422,
    '不是该参赛项在申诉之后已确认的更正',
    'Not a correction of this entry confirmed after the appeal',
    {
      errors: ({ correction }) => [
        {
          pointer: '/corrections',
          code: 'correction-unnamed',
          zh: `没有更正 ${correction}`,
          en: `no correction ${correction}`,
        },
      ],
    },
  ),
  'sanction-not-appealed': refusal(
    422,
    '此申诉不针对违规处理，参赛项也未被一票否决，没有可撤销的',
    'The appeal is not about a sanction and the entry is not vetoed: there is nothing to lift',
  ),
};
