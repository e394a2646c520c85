import { refusal, type Refusals } from '@xf/nest';
import type { SeatRejection } from './command';

/** How it is told that somebody has entered as often as the rules allow. */
export const seatRefusals: Refusals<SeatRejection> = {
  'unit-full': refusal(409, '此单位的报名数已满', 'The unit has as many entries as the rules allow', {
    detail: ({ seats, entries }) => ({
      zh: `每个单位至多 ${seats} 个；已报名：${entries.join('、')}。其中一个退赛后方可再报`,
      en: `at most ${seats}; entered: ${entries.join(', ')}. Withdraw one of them to enter another`,
    }),
  }),
  'person-full': refusal(409, '同一人已报名此赛项', 'The person has entered this contest already', {
    detail: ({ seats, entries }) => ({
      zh: `一人至多 ${seats} 个参赛项，不论由哪个单位报名；已报名：${entries.join('、')}。报错单位的请先将其退赛`,
      en: `at most ${seats} of one person, whichever unit enters them; entered: ${entries.join(', ')}. If that was under the wrong unit, withdraw it first`,
    }),
  }),
  'member-elsewhere': refusal(409, '有成员已在另一支队伍中', 'A member is in another team already', {
    errors: ({ member, number }) => [
      {
        pointer: `/members/${member}`,
        code: 'member-elsewhere',
        zh: `第 ${member + 1} 名成员已在参赛编号为 ${number} 的队伍中；一人只能参加一队`,
        en: `member ${member + 1} is in the team numbered ${number}; a person competes in one team`,
      },
    ],
  }),
};
