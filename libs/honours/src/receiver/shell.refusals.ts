import { refusal, type Refusals } from '@xf/nest';
import type { PersonalRejection } from '../personal';
import { at } from '../shell.parts';

const personalForms = {
  ethnicity: { zh: '应为民族名称，如 回族', en: 'expected an ethnic group such as 回族' },
  gender: { zh: '应为 男 或 女', en: 'expected 男 or 女' },
  birthYear: { zh: '应为年份，如 1980', en: 'expected a year such as 1980' },
} as const;

export const personalRefusals: Refusals<PersonalRejection> = {
  'personal-misplaced': refusal(422, '民族、性别、出生年份只填个人', 'Only people have these', {
    errors: ({ fields }) =>
      fields.flatMap((field) => at(`/${field}`, 'personal-misplaced', '班组、单位不填此项', 'not of a team or a unit')),
  }),
  'personal-unreadable': refusal(422, '民族、性别或出生年份写法不对', 'Ethnicity, gender or birth year is unreadable', {
    errors: ({ fields }) =>
      fields.flatMap((field) =>
        at(`/${field}`, 'personal-unreadable', personalForms[field].zh, personalForms[field].en),
      ),
  }),
};
