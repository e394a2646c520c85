import { refusal, type Refusals } from '@xf/nest';
import { honoursRefusals, type HonoursRejection } from '../shell';
import { at, todo } from '../shell.parts';
import type { RevocationRejection } from './command';

/** How refusals of revocations are told. */
export const revocationRefusals: Refusals<RevocationRejection | HonoursRejection> = {
  ...honoursRefusals,
  'revocation-exists': refusal(
    409,
    '此撤销决定标识已被使用',
    'This id of a decision is taken',
    todo('请换一个标识；同一决定请勿重复提交', 'choose another id; do not submit one decision twice'),
  ),
  'honour-repeated': refusal(422, '同一荣誉列了两次', 'An honour is listed twice', {
    errors: ({ honour }) => at('/honours', 'honour-repeated', `${honour} 出现多次`, `${honour} is listed twice`),
  }),
  'count-differs': refusal(422, '决定所载数目与名单不符', 'The number in the decision is not that of the list', {
    errors: ({ stated, listed }) =>
      at('/count', 'count-differs', `决定载 ${stated} 个，名单有 ${listed} 个`, `${stated} stated, ${listed} listed`),
  }),
};
