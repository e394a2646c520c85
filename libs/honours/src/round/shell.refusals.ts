import { refusal, type Refusals } from '@xf/nest';
import { listed, todo } from '../shell.parts';
import type { HeldRejection } from './command';

const each = (nominations: readonly string[], pointer: string, code: string, zh: string, en: string) =>
  nominations.map((nomination) => {
    return { pointer, code, zh: `${nomination}：${zh}`, en: `${nomination}: ${en}` };
  });
const waiting = {
  held: () => ({ zh: '有未办结的异议', en: 'an objection is open' }),
  'not-passed': (level: string) => ({ zh: `尚未通过 ${level} 级公示`, en: `not through the notice of level ${level}` }),
} as const;

/** How it is told that a list is not what the round's document asks for: everything that stands in its way at once. */
export const heldRefusals: Refusals<HeldRejection> = {
  'quota-missing': refusal(
    409,
    '尚未分配名额',
    'No quota has been allocated yet',
    todo(
      '请先分配名额（POST …/quota），再为各单位列正选（POST …/quota/candidates）',
      'allocate it (POST …/quota) and rank the candidates of units (POST …/quota/candidates) first',
    ),
  ),
  'seats-not-held': refusal(409, '名单上有人不占名额', 'Somebody on the list holds no seat', {
    errors: ({ nominations }) =>
      nominations.map(({ nomination, unit, seats }) => ({
        pointer: '/nominations',
        code: 'seat-not-held',
        zh:
          unit === undefined ? `${nomination} 未列入任何单位的正选` : `${nomination} 是 ${unit} 的递补，名额 ${seats}`,
        en:
          unit === undefined
            ? `${nomination} is ranked by no unit`
            : `${nomination} is a substitute of ${unit}, which has ${seats} seats`,
      })),
  }),
  'shortlist-rules-missing': refusal(409, '评选办法没有此奖项的名单规则', 'The round has no rules for this list', {
    detail: () => ({ zh: '偏离与变动只对规则而言', en: 'deviations and changes are from rules' }),
  }),
  'merits-missing': refusal(409, '有提名尚未填写成绩与类别', 'Nothing is stated yet of some nominations', {
    detail: ({ nominations }) => listed(nominations),
  }),
  'shortlist-seats-unknown': refusal(409, '名额未定', 'The number of seats is not known', {
    detail: () => ({
      zh: '请先分配名额，或在评选办法中写明 seats',
      en: 'allocate a quota, or state seats in the document',
    }),
  }),
  'shortlist-inputs-refused': refusal(422, '候选人不符合名单规则', 'The candidates do not fit the rules of the list', {
    errors: ({ problems }) =>
      problems.map(({ nomination, code, zh, en }) => ({
        pointer: '/nominations',
        code,
        zh: nomination === undefined ? zh : `${nomination}：${zh}`,
        en: nomination === undefined ? en : `${nomination}: ${en}`,
      })),
  }),
  'clauses-broken': refusal(409, '名单不符合结构比例等条款', 'The list breaks clauses', {
    detail: () => ({
      zh: '请改名单，或逐条以 deviations 说明理由；超过名额不能例外',
      en: 'change the list, or give a reason for each clause in deviations; seats allow of none',
    }),
    errors: ({ broken }) =>
      broken.map(({ clause, zh, en }) => ({
        pointer: '/deviations',
        code: 'clause-broken',
        zh: `${clause}：${zh}`,
        en: `${clause}: ${en}`,
      })),
  }),
  'tie-undecided': refusal(409, '成绩并列者尚未重新票决', 'The tied have not been balloted on again', {
    detail: ({ nominations }) => ({
      zh: `${nominations.join('、')}：请就且仅就这些提名票决并结束会议，或在 deviations 中以 ties 说明理由`,
      en: `${nominations.join(', ')}: ballot on exactly these and close the session, or give a reason in deviations as ties`,
    }),
  }),
  'deviation-idle': refusal(422, '所列条款并未违反', 'The list keeps to a clause it is said to break', {
    errors: ({ clauses }) => each(clauses, '/deviations', 'deviation-idle', '名单符合此条款，请删去', 'leave it out'),
  }),
  'change-unexplained': refusal(422, '未经建议而列入的须说明理由', 'Whoever was not proposed needs a reason', {
    errors: ({ nominations }) =>
      each(
        nominations,
        '/changes',
        'reason-missing',
        '不在建议名单上，请说明理由',
        'not on the proposed list; state why',
      ),
  }),
  'change-idle': refusal(422, '所列变动并不存在', 'No such change was made', {
    errors: ({ nominations }) =>
      each(
        nominations,
        '/changes',
        'change-idle',
        '未因变动列入，请删去',
        'not put in against a proposal; leave it out',
      ),
  }),
  'not-on-shortlist': refusal(409, '此提名不在名单上', 'The nomination is not on the list', {
    detail: ({ nomination }) => listed([nomination]),
  }),
  'notices-not-passed': refusal(409, '名单上有人尚未通过公示', 'Somebody on the list is not through the notices', {
    detail: ({ level }) => ({
      zh: `最后一级：${level}；可先确定不含这些人的名单`,
      en: `last level: ${level}; a list without them may be confirmed`,
    }),
    errors: ({ waiting: all }) =>
      all.map(({ nomination, why, level }) => ({
        pointer: '/nominations',
        code: why,
        zh: `${nomination}：${waiting[why](level).zh}`,
        en: `${nomination}: ${waiting[why](level).en}`,
      })),
  }),
};
