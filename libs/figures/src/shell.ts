import { refusal, type Refusals } from '@xf/nest';
import type { StatementRejection } from './statement/command';

/** How every refusal of this context is told. */
export const figureRefusals: Refusals<StatementRejection> = {
  'figure-invalid': refusal(422, '数值不对', 'There is no such figure', {
    errors: ({ field, whole }) => [
      {
        pointer: `/${field}`,
        code: 'figure-invalid',
        ...(field === 'growthPercent'
          ? { zh: '应为 -100 至 10000 的百分数', en: 'expected per cent from -100 to 10000' }
          : whole
            ? { zh: '应为从 0 起的整数', en: 'expected a whole number from 0' }
            : {
                zh: '应为从 0 起、最多六位小数的数（万元）',
                en: 'expected a decimal from 0 (10 000 yuan), six digits at most',
              }),
      },
    ],
  }),
  'target-unclear': refusal(422, '目标不明确', 'The target is unclear', {
    errors: () => [
      {
        pointer: '/growthPercent',
        code: 'target-unclear',
        zh: '须写 growthPercent 或 atLeast，只写一项',
        en: 'state growthPercent or atLeast, one of them',
      },
    ],
  }),
  'reason-missing': refusal(422, '与此前所报不同，须说明理由', 'Something else was stated before; a reason is needed', {
    errors: () => [{ pointer: '/reason', code: 'field-missing', zh: '请填写理由', en: 'state the reason' }],
  }),
};
