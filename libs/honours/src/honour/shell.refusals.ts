import { refusal, type Refusals } from '@xf/nest';
import { personalRefusals } from '../receiver/shell.refusals';
import { todo } from '../shell.parts';
import type { KeepingRejection } from './command.keeping';

const at = (field: string, code: string, zh: string, en: string) => [{ pointer: `/${field}`, code, zh, en }];

/** How it is told that something cannot be done of an honour. */
export const keepingRefusals: Refusals<Exclude<KeepingRejection, { code: 'name-missing' | 'reason-missing' }>> = {
  ...personalRefusals,
  'honour-unknown': refusal(404, '没有此荣誉', 'There is no such honour'),
  'honour-revoked': refusal(409, '此荣誉已撤销', 'The honour was revoked', {
    detail: ({ id, revocation, revokedOn }) => ({
      zh: `荣誉 ${id}：撤销决定 ${revocation}，${revokedOn}；不再办理，名单中请去掉`,
      en: `honour ${id}: by ${revocation} on ${revokedOn}; nothing more is done of it, take it off a list`,
    }),
  }),
  'honour-not-revoked': refusal(
    409,
    '此荣誉未由该决定撤销',
    'The honour was not revoked by this decision',
    todo('请从荣誉台账查明撤销它的决定', 'look up in the register by which decision it was'),
  ),
  'rules-not-adopted': refusal(409, '尚无当日有效的奖项办法', 'No wording of the award holds on the day', {
    detail: ({ award, day }) => ({
      zh: `奖项 ${award}，${day}；请先通过 POST /api/award-rules 登记奖项办法`,
      en: `award ${award}, ${day}; adopt its document with POST /api/award-rules first`,
    }),
  }),
  'instant-not-allowed': refusal(
    422,
    '奖项办法没有即时授予',
    'The award is not given outside a round',
    todo('请按批次评选，或先登记写有 instant 的奖项办法', 'give it in a round, or adopt a wording with instant first'),
  ),
  'cause-unknown': refusal(422, '撤销事由不在奖项办法之内', 'The cause is not in the award document', {
    errors: ({ cause, known }) => {
      const [zh, en] = [known.join('、') || '（无）', known.join(', ') || 'none'];
      return at('cause', 'cause-unknown', `没有事由 ${cause}；可用：${zh}`, `no cause ${cause}; there are: ${en}`);
    },
  }),
  'removal-not-due': refusal(
    409,
    '尚未到自动摘牌之时',
    'Nothing is due that would remove it automatically',
    todo('请待到期，或以责令摘牌的事由作出决定', 'wait until it is due, or decide by a cause that is ordered'),
  ),
  'keeping-day-unknown': refusal(422, '没有这一天', 'There is no such day', {
    errors: ({ field }) => at(field, 'no-such-day', '应为日期，如 2026-04-28', 'expected a day such as 2026-04-28'),
  }),
  'keeping-day-ahead': refusal(422, '日期不能晚于今天', 'The day must not lie in the future', {
    errors: ({ field }) => at(field, 'day-ahead', '不能晚于今天', 'must not lie in the future'),
  }),
  'keeping-day-early': refusal(422, '日期过早', 'The day is too early', {
    errors: ({ field, earliest }) => at(field, 'day-early', `不能早于 ${earliest}`, `must not be before ${earliest}`),
  }),
  'plaque-returned': refusal(409, '奖牌已于另一日交回', 'The plaque came back on another day', {
    detail: ({ returnedOn }) => ({ zh: returnedOn, en: returnedOn }),
  }),
  'rectification-missing': refusal(
    409,
    '没有待整改的复查',
    'There is no failed re-check to put right',
    todo('请先登记不合格的复查', 'record the failed re-check first'),
  ),
  'rectification-late': refusal(409, '整改期限已过', 'The term to put it right is over', {
    detail: ({ rectifyBy }) => ({ zh: `最后一日 ${rectifyBy}`, en: `the last day was ${rectifyBy}` }),
  }),
  'place-settled': refusal(409, '没有待处理的名次变动', 'No changed place is open'),
  'correction-empty': refusal(
    422,
    '更正没有内容',
    'The correction changes nothing',
    todo(
      '请填写更正后的姓名（名称）、单位，或民族、性别、出生年份',
      'state the name, the unit, or what stands beside the name',
    ),
  ),
  'correction-not-asked': refusal(409, '没有待确认的此项更正', 'No such correction waits for confirmation', {
    detail: ({ asked }) =>
      asked === undefined
        ? { zh: '请先提出更正', en: 'ask for the correction first' }
        : { zh: `待确认的是第 ${asked} 次更正`, en: `correction ${asked} is the one that waits` },
  }),
  'second-person-needed': refusal(
    403,
    '更正须由另一人确认',
    'Another person must confirm the correction',
    todo('请由提出更正者以外的人确认', 'let somebody confirm it who did not ask for it'),
  ),
};
