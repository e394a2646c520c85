import type { FileProblem } from '@xf/files';
import { formatInstant, refusal, type Refusals } from '@xf/nest';
import type { HonoursRejection } from '../shell';
import { honoursRefusals } from '../shell';
import { at, listed, todo } from '../shell.parts';
import type { NoticeRejection } from './command';

/** What only the reading of a notice may meet. */
type ReadingRejection =
  | { readonly code: 'objections-open'; readonly count: number }
  | { readonly code: 'nobody-through' }
  | { readonly code: 'document-refused'; readonly problems: readonly FileProblem[] };

const missingText: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  name: { zh: '请填写真实姓名或单位名称', en: 'state the true name' },
  contact: { zh: '请填写联系方式', en: 'state how the person is reached' },
  sealed: { zh: '单位异议须加盖公章', en: 'the paper of a unit bears its seal' },
};

/** How refusals of notices and objections are told, and those of what they bring along. */
export const noticeRefusals: Refusals<NoticeRejection | ReadingRejection | HonoursRejection> = {
  ...honoursRefusals,
  'notice-rules-refused': refusal(422, '公示办法有误', 'The notice document has errors', {
    errors: ({ problems }) => problems.map((one) => ({ ...one, pointer: `/document${one.pointer}` })),
  }),
  'document-refused': refusal(422, '公示件不能印出，请按 errors 修改', 'The notice cannot be printed; see errors', {
    errors: ({ problems }) => problems.map(({ code, zh, en }) => ({ pointer: '', code, zh, en })),
  }),
  'notice-rules-of-round': refusal(409, '公示办法已随评选办法确定', 'The round document has the rules for notices', {
    detail: () => ({ zh: '不能另行确定；见本批次的 document', en: 'they cannot be pinned apart; see its document' }),
  }),
  'notices-begun': refusal(
    409,
    '已有公示，不能再改公示办法',
    'Notices have begun; their rules stay',
    todo(
      '已有的公示照原办法办完；新办法请用于下一批次',
      'those go on by their rules; use the new ones in the next round',
    ),
  ),
  'notice-rules-missing': refusal(
    409,
    '尚未确定公示办法',
    'The round has no rules for notices yet',
    todo('请先确定公示办法（POST …/notice-rules）', 'pin them first (POST …/notice-rules)'),
  ),
  'notice-exists': refusal(
    409,
    '此公示标识已被使用',
    'This notice id is taken',
    todo(
      '请换一个标识；要再次公示同一名单，请重新公示（POST …/reopening）',
      'choose another id; to post the same list anew, reopen its notice (POST …/reopening)',
    ),
  ),
  'notice-unknown': refusal(404, '没有此公示', 'There is no such notice'),
  'level-unknown': refusal(422, '公示办法没有这一级', 'The rules have no such level', {
    errors: ({ level, levels }) =>
      at(
        '/level',
        'level-unknown',
        `没有 ${level}；各级依次为 ${levels.join('、')}`,
        `no ${level}; the levels are ${levels.join(', ')}`,
      ),
  }),
  'level-not-passed': refusal(409, '上一级公示尚未无异议结束', 'The level before is not over without objection', {
    detail: ({ level, nominations }) => ({
      zh: `${level}：${nominations.join('、')}`,
      en: `${level}: ${nominations.join(', ')}`,
    }),
  }),
  'level-of-others': refusal(403, '这一级公示不由该组织张贴', 'This organisation does not post this level', {
    detail: ({ level, nominations }) => ({
      zh: `${level}：${nominations.join('、')}；由逐级推荐中该级的组织张贴；未定逐级推荐的，由推荐单位及其上级依次张贴，末级由评选组织张贴`,
      en: `${level}: ${nominations.join(', ')}; its seat in the chain posts it; without a chain the recommending organisation and those above it in turn, and the round's the last level`,
    }),
  }),
  'reopened-early': refusal(422, '重新张贴之日过早', 'It is posted anew too early', {
    errors: ({ until }) =>
      at(
        '/postedOn',
        'reopened-early',
        `不早于上次公示的末日 ${until}`,
        `not before ${until}, the last day of the notice`,
      ),
  }),
  'notice-empty': refusal(422, '公示名单为空', 'The notice lists nobody', {
    errors: () => at('/nominees', 'field-missing', '请列出提名', 'list nominations'),
  }),
  'nomination-listed': refusal(409, '此级公示已列有该提名', 'A notice of this level lists it already', {
    detail: ({ nominations }) => listed(nominations),
  }),
  'nomination-not-listed': refusal(422, '公示名单没有该提名', 'The notice does not list this nomination', {
    errors: ({ nomination }) =>
      at('/nomination', 'nomination-not-listed', `名单上没有 ${nomination}`, `${nomination} is not listed`),
  }),
  'field-not-shown': refusal(422, '公示办法不允许公示此项', 'The rules do not let a notice show this', {
    detail: ({ field, fields }) => ({
      zh: `${field}；每人每项一次，可填：${fields.join('、')}`,
      en: `${field}; once for each nominee, allowed: ${fields.join(', ')}`,
    }),
  }),
  'text-holds-id': refusal(422, '公示内容含身份证号，已阻止', 'The notice holds an identity number and is blocked', {
    errors: ({ pointers }) =>
      pointers.flatMap((pointer) => at(pointer, 'text-holds-id', '请删除身份证号', 'remove the identity number')),
  }),
  'no-such-notice-day': refusal(422, '没有这一天', 'There is no such day', {
    errors: ({ field }) =>
      at(`/${field}`, 'no-such-day', '应为日期，如 2026-04-28', 'expected a day such as 2026-04-28'),
  }),
  'notice-day-ahead': refusal(422, '日期过晚', 'The day is too late', {
    errors: ({ field }) =>
      at(`/${field}`, 'day-ahead', '不能晚于今天或收到之日', 'not after today or the day of receipt'),
  }),
  'calendar-year-unknown': refusal(422, '不知该年的工作日', 'The working days of that year are not known', {
    detail: ({ year }) => ({
      zh: `请补充 ${year} 年的节假日与调休（POST …/notice-years）`,
      en: `add the holidays and working weekends of ${year} (POST …/notice-years)`,
    }),
  }),
  'calendar-year-refused': refusal(422, '年度节假日表有误', 'The table of the year has errors', {
    errors: ({ problems }) => problems.map((one) => ({ ...one, pointer: `/year${one.pointer}` })),
  }),
  'calendar-year-known': refusal(409, '该年的节假日已确定', 'The working days of that year are settled', {
    detail: ({ year }) => ({
      zh: `${year} 年已另有一表，不能更改；新表请用于下一批次`,
      en: `there is another table for ${year}, which stays; use this one in the next round`,
    }),
  }),
  'notice-running': refusal(409, '公示尚未期满', 'The notice is still running', {
    detail: ({ until }) => ({ zh: `截止于 ${formatInstant(until)}`, en: `it ends at ${formatInstant(until)}` }),
  }),
  'notice-not-open': refusal(
    409,
    '此公示已结束',
    'The notice is closed',
    todo('如须再次公示，请重新公示（POST …/reopening）', 'reopen it (POST …/reopening) to post it again'),
  ),
  'notice-not-closed': refusal(
    409,
    '此公示尚未结束',
    'The notice is not closed',
    todo('请在期满后先结束公示（POST …/closing）', 'close it (POST …/closing) when it is over'),
  ),
  'objection-exists': refusal(
    409,
    '此编号已登记另一异议',
    'This number is taken by another objection',
    todo('请换一个编号登记', 'file it under another number'),
  ),
  'objection-unknown': refusal(404, '没有此异议', 'There is no such objection'),
  'objection-closed': refusal(409, '此异议已办结', 'The objection is settled', {
    detail: ({ status }) => ({ zh: `现状：${status}`, en: `its status: ${status}` }),
  }),
  'objection-early': refusal(422, '早于公示之日', 'It is from before the posting', {
    detail: ({ postedOn }) => ({ zh: `公示始于 ${postedOn}`, en: `posted on ${postedOn}` }),
  }),
  'objector-incomplete': refusal(
    422,
    '异议形式不全，可按匿名登记',
    'The form is incomplete; it may be filed as anonymous',
    {
      errors: ({ missing }) =>
        missing.map((field) => ({
          pointer: `/${field}`,
          code: 'field-missing',
          ...(missingText[field] ?? { zh: '', en: '' }),
        })),
    },
  ),
  'postmark-misplaced': refusal(422, '只有信件有邮戳', 'Only a letter has a postmark', {
    errors: () => at('/postmark', 'postmark-misplaced', '仅 way 为 letter 时填写', 'only where way is letter'),
  }),
  'objection-verified': refusal(
    409,
    '已有签署的核实结论',
    'There is a signed answer already',
    todo('结论以已签署的为准，请评委会据以处理', 'that one holds; let the committee decide by it'),
  ),
  'objection-unverified': refusal(
    409,
    '须先有签署的核实结论',
    'A signed answer comes first',
    todo('请先登记经签署的核实结论，再作处理', 'record the signed answer, then decide'),
  ),
  'answer-early': refusal(422, '签署早于收到异议之日', 'The answer was signed before the objection came', {
    errors: ({ receivedOn }) =>
      at(
        '/signedOn',
        'answer-early',
        `异议收到于 ${receivedOn}，签署之日不得早于此日：请核对签署之日`,
        `the objection was received on ${receivedOn} and is not answered before: check the day of signing`,
      ),
  }),
  'answer-late': refusal(422, '签署已逾期', 'The answer was signed too late', {
    detail: ({ until }) => ({ zh: `截止于 ${formatInstant(until)}`, en: `until ${formatInstant(until)}` }),
  }),
  'answer-not-due': refusal(409, '核实尚未到期', 'The answer is not due yet'),
  'own-verification': refusal(
    403,
    '登记核实结论的人不能作出处理',
    'Who recorded the answer cannot decide',
    todo('请由另一账号作出处理', 'let another account decide'),
  ),
  'nobody-through': refusal(
    409,
    '名单上无人通过此公示，不出具证明',
    'Nobody on the list is through this notice, so nothing is certified',
    todo('调整的须另行公示；其余见各人的现状', 'whoever was adjusted needs a new notice; see how each one stands'),
  ),
  'objections-open': refusal(409, '尚有未办结的异议，不出具证明', 'An objection is open, so nothing is certified', {
    detail: ({ count }) => ({
      zh: `未办结 ${count} 件，请先核实并处理`,
      en: `${count} open; verify and decide them first`,
    }),
  }),
};
