import { refusal, type Refusals } from '@xf/nest';
import type { PersonRejection } from './person/command';
import type { TeamRejection } from './team/command';
import type { UnitRejection } from './unit/command';

/** What whoever was refused can do about it. */
const todo = (zh: string, en: string) => ({ detail: () => ({ zh, en }) });

/** How every refusal of this context is told. */
export const registryRefusals: Refusals<UnitRejection | TeamRejection | PersonRejection> = {
  'unit-exists': refusal(
    409,
    '此单位标识已登记为另一单位',
    'This id belongs to another unit',
    todo(
      '请换一个标识；更名、变更上级请记在原单位',
      'choose another id; a new name or parent is recorded on the unit it has',
    ),
  ),
  'unit-unknown': refusal(422, '单位没有登记', 'The unit is not registered', {
    detail: ({ unit }) => ({ zh: `没有单位 ${unit}，请先登记`, en: `there is no unit ${unit}; register it first` }),
  }),
  'unit-merged': refusal(409, '单位已并入另一单位，不再记新的事项', 'The unit was merged; it takes no new facts', {
    detail: ({ unit, into }) => ({
      zh: `单位 ${unit} 已并入 ${into}，请记在 ${into}`,
      en: `unit ${unit} was merged into ${into}; record it there`,
    }),
  }),
  'merged-into-itself': refusal(422, '单位不能并入自己', 'A unit cannot be merged into itself'),
  'organization-unknown': refusal(422, '组织不存在', 'The organisation is not registered', {
    detail: ({ organization }) => ({ zh: `没有组织 ${organization}`, en: `there is no organisation ${organization}` }),
  }),
  'team-exists': refusal(
    409,
    '此班组标识已登记为另一班组',
    'This id belongs to another team',
    todo('请换一个标识；更名请记在原班组', 'choose another id; a new name is recorded on the team it has'),
  ),
  'team-unknown': refusal(404, '没有此班组', 'There is no such team'),
  'team-dissolved': refusal(409, '班组已撤销，不再记新的事项', 'The team was dissolved; it takes no new facts', {
    detail: ({ on }) => ({ zh: `${on} 撤销`, en: `dissolved on ${on}` }),
  }),
  'person-exists': refusal(
    409,
    '此人已登记；单位变动请记调动，更名请记更名',
    'This person is registered already; record a move or a new name instead',
  ),
  'person-unknown': refusal(404, '没有此人', 'There is no such person'),
  'no-such-day': refusal(422, '没有这一天', 'There is no such day', {
    errors: () => [
      { pointer: '/on', code: 'no-such-day', zh: '应为日历上有的日期', en: 'expected a day of the calendar' },
    ],
  }),
  'day-in-future': refusal(422, '日期不能晚于今天', 'The day must not lie in the future', {
    errors: ({ today }) => [
      { pointer: '/on', code: 'day-in-future', zh: `最晚为 ${today}`, en: `expected ${today} at the latest` },
    ],
  }),
  'attribute-invalid': refusal(422, '属性不对', 'There is no such attribute', {
    errors: ({ at, wanted }) => [
      wanted === 'key'
        ? {
            pointer: `/attributes/${at}/attribute`,
            code: 'attribute-invalid',
            zh: '应以小写字母开头，由 1–40 个字母、数字组成',
            en: 'expected 1 to 40 letters and digits, a small letter first',
          }
        : {
            pointer: `/attributes/${at}/value`,
            code: 'attribute-invalid',
            zh: '没有这种单位类别',
            en: 'there is no such kind of unit',
          },
    ],
  }),
  'attribute-repeated': refusal(422, '同一属性写了两次', 'An attribute is stated twice', {
    errors: ({ at, attribute }) => [
      {
        pointer: `/attributes/${at}/attribute`,
        code: 'attribute-repeated',
        zh: `${attribute} 只写一次；单位的类别、所有制、行业、地区另有字段`,
        en: `state ${attribute} once; kind, ownership, industry and region of a unit have fields of their own`,
      },
    ],
  }),
  'number-shown': refusal(422, '文字中不能有身份证号或手机号', 'A text must not hold an ID number or a mobile phone', {
    errors: ({ field }) => [
      {
        pointer: `/${field}`,
        code: 'number-shown',
        zh: '请删去身份证号、手机号；本系统不保存',
        en: 'take out the ID or phone number; it is not kept here',
      },
    ],
  }),
  'bar-exists': refusal(409, '此编号的事项已登记，内容不同', 'A bar with this id is recorded, with other content', {
    detail: ({ bar }) => ({
      zh: `编号 ${bar}；另一事项请换一个编号，更正请先解除原事项`,
      en: `bar ${bar}; use another id for another one, and clear it first to correct it`,
    }),
  }),
  'bar-unknown': refusal(404, '没有此编号的事项', 'There is no such bar'),
  'bar-cleared': refusal(409, '此事项已解除', 'The bar was cleared already', {
    detail: ({ on }) => ({ zh: `${on} 解除`, en: `cleared on ${on}` }),
  }),
  'cleared-before-begun': refusal(422, '解除日期早于事项日期', 'A bar cannot be cleared before its day', {
    errors: ({ on }) => [
      { pointer: '/on', code: 'cleared-before-begun', zh: `最早为 ${on}`, en: `expected ${on} at the earliest` },
    ],
  }),
};
