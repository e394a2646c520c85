import { refusal, type Refusals } from '@xf/nest';
import type { AccountRejection } from './account/command';
import type { OrganizationRejection } from './organization/command';

/** How every refusal of this context is told. */
export const accessRefusals: Refusals<AccountRejection | OrganizationRejection> = {
  'organization-exists': refusal(409, '此组织标识已被另一组织使用', 'This id belongs to another organisation'),
  'parent-unknown': refusal(422, '上级组织不存在', 'The parent organisation is not registered', {
    errors: ({ parent }) => [
      { pointer: '/parent', code: 'parent-unknown', zh: `没有组织 ${parent}`, en: `no organisation ${parent}` },
    ],
  }),
  'level-not-below-parent': refusal(422, '组织层级须低于上级组织', 'The level must be below that of the parent', {
    detail: ({ parent }) => ({ zh: `上级组织的层级是 ${parent}`, en: `the parent is of level ${parent}` }),
  }),
  'account-exists': refusal(409, '此账号已存在', 'This account exists'),
  'account-unknown': refusal(404, '没有此账号', 'There is no such account'),
  'account-disabled': refusal(409, '此账号已停用', 'This account is disabled'),
  'organization-unknown': refusal(422, '组织不存在', 'The organisation is not registered', {
    errors: ({ organization }) => [
      {
        pointer: '/organization',
        code: 'organization-unknown',
        zh: `没有组织 ${organization}`,
        en: `no organisation ${organization}`,
      },
    ],
  }),
  'grant-unknown': refusal(404, '此账号没有这项角色', 'The account does not hold this role there'),
};
