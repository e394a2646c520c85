import { refusal, type Refusals } from '@xf/nest';
import type { UnitBarred } from './rules';

/** How it is told that a unit may not recommend to this round. domain-rules 129. */
export const barRefusals: Refusals<UnitBarred> = {
  'unit-barred': refusal(
    409,
    '推荐单位曾弄虚作假，本届不得推荐',
    'The unit recommended by fraud and loses this round',
    {
      detail: ({ bar: { unit, round, year, decision, reason, foundOn } }) => {
        const by = [decision, reason].filter((one) => one !== undefined);
        return {
          zh: `${unit}：${[`${year}年评选（${round}）`, ...by].join('，')}，${foundOn} 认定；再下一届可以推荐`,
          en: `${unit}: ${[`round ${round} of ${year}`, ...by].join(', ')}, found on ${foundOn}; the round after is open to it`,
        };
      },
    },
  ),
};
