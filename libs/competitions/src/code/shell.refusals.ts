import { refusal, type Refusals } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { CodeRejection, ListProblem } from './command';

const listWords: Readonly<Record<ListProblem['what'], readonly [zh: string, en: string]>> = {
  'number-unknown': ['没有此参赛编号', 'no entry has this number'],
  'number-repeated': ['参赛编号重复', 'the number is listed twice'],
  'code-repeated': ['代码重复', 'the code is listed twice'],
  'code-is-number': ['代码不能是参赛编号', 'a code must not be an entry number'],
  'number-missing': ['此参赛编号没有代码', 'this entry has no code'],
};

/** How refusals about codes are told; none of them says which code is whose. */
export const codeRefusals: Refusals<CodeRejection> & typeof competitionRefusals = {
  ...competitionRefusals,
  'not-anonymous': refusal(409, '此赛项的评分规则不是匿名评审', 'The rules of this contest are not anonymous'),
  'codes-drawn': refusal(409, '代码已经抽定', 'Codes were drawn already'),
  'codes-marked': refusal(409, '已有评委按代码打分，代码不能作废', 'Judges have marked by these codes', {
    detail: ({ marked }) => ({
      zh: `已有 ${marked} 个参赛项得到评委的分数。此后不能再增加参赛项`,
      en: `${marked} entries have marks of judges; nobody can enter any more`,
    }),
  }),
  'codes-missing': refusal(409, '还没有代码，或没有参赛项', 'There are no codes yet, or no entries'),
  'codes-too-many': refusal(422, '参赛项太多，不能匿名评审', 'Too many entries for anonymous judging', {
    detail: ({ entries, max }) => ({
      zh: `有 ${entries} 个参赛项，代码至多 ${max} 个；请分成几个赛项`,
      en: `${entries} entries, and at most ${max} codes: make several contests of them`,
    }),
  }),
  'codes-sealed': refusal(
    409,
    '成绩冻结并登记解密之前，不能查看代码与参赛者的对应',
    'Codes are sealed until the freeze',
    {
      detail: () => ({
        zh: '请先冻结成绩，再登记解密',
        en: 'freeze the scores, then record the opening of the codes',
      }),
    },
  ),
  'codes-list-refused': refusal(422, '代码表有误', 'The list of codes has errors', {
    errors: ({ problems }) =>
      problems.map(({ row, what, text }) => ({
        pointer: row === undefined ? '/codes' : `/codes/${row}`,
        code: what,
        zh: `${listWords[what][0]}：${text}`,
        en: `${listWords[what][1]}: ${text}`,
      })),
  }),
};
