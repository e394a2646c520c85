import { refusal, type Refusals } from '@xf/nest';
import { barText, type NominationsBarred, type UnitBarred } from './rules';

/** How it is told that a unit may not recommend to this round. domain-rules 129. */
export const barRefusals: Refusals<UnitBarred> = {
  'unit-barred': refusal(
    409,
    '推荐单位曾弄虚作假，本届不得推荐',
    'The unit recommended by fraud and loses this round',
    { detail: ({ bar }) => barText(bar) },
  ),
};

const unsaid = { zh: '其推荐单位本届不得推荐', en: 'the unit behind it loses this round' };

export const listBarRefusals: Refusals<NominationsBarred> = {
  'nominations-barred': refusal(
    409,
    '名单上有人的推荐单位曾弄虚作假，本届不得推荐',
    'Units behind some on the list recommended by fraud and lose this round',
    {
      errors: ({ barred }) =>
        barred.map(({ nomination, bar }) => {
          const { zh, en } = bar === undefined ? unsaid : barText(bar);
          return {
            pointer: '/nominations',
            code: 'unit-barred',
            zh: `${nomination}：${zh}`,
            en: `${nomination}: ${en}`,
          };
        }),
    },
  ),
};
