import { refusal, type Refusals } from '@xf/nest';
import { sourceOf } from '../cites';
import { honoursRefusals, type HonoursRejection } from '../shell';
import { todo } from '../shell.parts';
import type { CommitteeRejection } from './command';

const named = (zh: string, en: string) => (accounts: readonly string[]) => ({
  zh: `${zh}：${accounts.join('、')}`,
  en: `${en}: ${accounts.join(', ')}`,
});

/** How refusals of a committee are told. */
export const committeeRefusals: Refusals<CommitteeRejection | HonoursRejection> = {
  ...honoursRefusals,
  'committee-rules-missing': refusal(409, '评选办法没有评委会一项', 'The rules of this round know no committee', {
    detail: () => ({
      zh: '评选办法的 committee 一项须在开启批次时写明',
      en: 'state the part committee of the round document when the round is opened',
    }),
  }),
  'committee-named': refusal(409, '评委会已组成，可更换个别委员', 'The committee is named; members may be replaced'),
  'committee-missing': refusal(
    409,
    '尚未组成评委会',
    'No committee has been named yet',
    todo('请评选组织者先组成评委会（POST …/committee）', 'the organizer names one first (POST …/committee)'),
  ),
  'committee-size': refusal(422, '评委会人数不合规定', 'The committee has a wrong number of members', {
    errors: ({ size, min, max, notMultipleOf, cites }) => [
      {
        pointer: '/members',
        code: 'committee-size',
        zh: `共 ${size} 人；应为 ${min} 至 ${max} 人${notMultipleOf === undefined ? '' : `，且不是 ${notMultipleOf} 的倍数`}${sourceOf(cites).zh}`,
        en: `${size} members; expected ${min} to ${max}${notMultipleOf === undefined ? '' : ` and no multiple of ${notMultipleOf}`}${sourceOf(cites).en}`,
      },
    ],
  }),
  'member-repeated': refusal(422, '委员重复', 'A member is listed twice', {
    detail: ({ accounts }) => named('账号', 'accounts')(accounts),
  }),
  'member-without-role': refusal(
    422,
    '委员须有评选组织的评委角色',
    'A member needs the role committee over the round',
    {
      detail: ({ accounts }) =>
        named('没有此账号、已停用或没有 committee 角色', 'unknown, disabled or without the role')(accounts),
    },
  ),
  'member-unknown': refusal(403, '不是评委会委员', 'Not a member of the committee', {
    detail: ({ accounts }) => named('账号', 'accounts')(accounts),
  }),
};
