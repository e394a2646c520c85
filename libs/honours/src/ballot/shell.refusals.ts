import { refusal, type Refusals } from '@xf/nest';
import { sourceOf } from '../cites';
import { committeeRefusals } from '../committee/shell.refusals';
import type { CommitteeRejection } from '../committee/command';
import type { HonoursRejection } from '../shell';
import { at, listed, todo } from '../shell.parts';
import type { ReviewRejection } from './command';
import type { WrongCount } from './rules.count';

const those = ({ nominations }: { readonly nominations: readonly string[] }) => listed(nominations);
const accounts = ({ accounts: all }: { readonly accounts: readonly string[] }) => ({
  zh: `账号：${all.join('、')}`,
  en: `accounts: ${all.join(', ')}`,
});

const countTexts: Readonly<
  Record<WrongCount['what'], (one: WrongCount) => { readonly field: string; readonly zh: string; readonly en: string }>
> = {
  'count-missing': ({ nomination }) => ({
    field: '',
    zh: `缺少 ${nomination} 的计票`,
    en: `the count of ${nomination} is missing`,
  }),
  'count-unasked': ({ nomination }) => ({
    field: '/nomination',
    zh: `${nomination} 不在此次票决中`,
    en: `${nomination} is not on this ballot`,
  }),
  'count-repeated': ({ nomination }) => ({
    field: '/nomination',
    zh: `${nomination} 列了两次`,
    en: `${nomination} is listed twice`,
  }),
  'votes-differ': ({ expected = 0, stated = 0 }) => ({
    field: '/in',
    zh: `赞成、反对、弃权、无效共 ${stated} 票，收回 ${expected} 张，应相等`,
    en: `yes, no, abstain and invalid are ${stated}, papers taken in ${expected}; they must be equal`,
  }),
  'papers-back': ({ expected = 0, stated = 0 }) => ({
    field: '/in',
    zh: `收回 ${stated} 张，多于发出的 ${expected} 张`,
    en: `${stated} papers taken in, more than the ${expected} handed out`,
  }),
  'papers-out': ({ expected = 0, stated = 0 }) => ({
    field: '/out',
    zh: `发出 ${stated} 张，多于在场且不回避的 ${expected} 人`,
    en: `${stated} papers handed out, more than the ${expected} who are present and not recused`,
  }),
};

const fieldNames = { out: '发出', in: '收回', yes: '赞成', no: '反对', abstain: '弃权', invalid: '无效' } as const;

/** How refusals of sessions and counts are told. */
export const reviewRefusals: Refusals<ReviewRejection | CommitteeRejection | HonoursRejection> = {
  ...committeeRefusals,
  'session-exists': refusal(
    409,
    '此会议标识已被使用',
    'This session id is taken',
    todo('请换一个标识', 'choose another id'),
  ),
  'session-unknown': refusal(404, '没有此次会议', 'There is no such session'),
  'session-closed': refusal(
    409,
    '此次会议已结束',
    'The session is closed',
    todo(
      '未决的议项请另开会议；纪要可以更换（POST …/minutes）',
      'open another session for what is undecided; its minutes can be replaced (POST …/minutes)',
    ),
  ),
  'session-open': refusal(
    409,
    '会议尚未结束，还没有纪要',
    'The session is open and has no minutes yet',
    todo('请先散会（POST …/closing），同时登记纪要', 'close it (POST …/closing), which records the minutes'),
  ),
  'session-of-another-kind': refusal(409, '此次会议不作此事', 'The session is of another kind', {
    detail: ({ kind }) => ({ zh: `会议种类：${kind}`, en: `its kind: ${kind}` }),
  }),
  'step-unknown': refusal(422, '评选办法没有这一步', 'The rules have no such step', {
    errors: ({ steps, cites }) => {
      const source = sourceOf(cites);
      const zh = `各步依次为：${steps.join('、')}${source.zh}`;
      return at('/kind', 'step-unknown', zh, `the steps are: ${steps.join(', ')}${source.en}`);
    },
  }),
  'session-empty': refusal(422, '会议没有议项', 'The session has no items', {
    errors: () => at('/nominations', 'field-missing', '请列出提名', 'list nominations'),
  }),
  'items-repeated': refusal(422, '同一提名列了两次', 'A nomination is listed twice', { detail: those }),
  'items-not-open': refusal(409, '没有此提名，或已撤回、不予评选', 'Unknown, withdrawn or ruled out', {
    detail: those,
  }),
  'items-in-session': refusal(
    409,
    '另一未结束的会议已有此提名，请先散会',
    'Another open session has it; close that first',
    {
      detail: those,
    },
  ),
  'items-not-in-session': refusal(422, '此次会议没有该提名', 'The session does not have it', { detail: those }),
  'not-members': refusal(422, '不是在场委员，或列了两次', 'Not a member who is present, or listed twice', {
    detail: accounts,
  }),
  'quorum-missed': refusal(409, '不足法定人数', 'There is no quorum', {
    detail: ({ items, cites }) => {
      const source = sourceOf(cites);
      const zh = items.map((one) => `${one.nomination}：在场 ${one.present} 人，须 ${one.quorum} 人`).join('；');
      const en = items.map((one) => `${one.nomination}: ${one.present} present, ${one.quorum} needed`).join('; ');
      return { zh: `${zh}${source.zh}`, en: `${en}${source.en}` };
    },
  }),
  'tellers-wrong': refusal(422, '计票人、监票人有误', 'The tellers are wrong', {
    errors: () =>
      at(
        '/tellers',
        'tellers-wrong',
        '票决须有两个不同的账号，其他会议不填',
        'two different accounts for a ballot, none else',
      ),
  }),
  'tellers-recused': refusal(409, '计票人、监票人须回避，请另选', 'A teller is recused from an item; choose another', {
    detail: accounts,
  }),
  'awards-mixed': refusal(422, '一次票决只能有一个奖项', 'A ballot is on one award', {
    detail: ({ awards }) => ({ zh: `奖项：${awards.join('、')}`, en: `awards: ${awards.join(', ')}` }),
  }),
  'seats-taken': refusal(409, '名额已满', 'Every seat is taken', {
    detail: ({ seats, cites }) => ({
      zh: `名额 ${seats}${sourceOf(cites).zh}`,
      en: `${seats} seats${sourceOf(cites).en}`,
    }),
  }),
  'not-contested': refusal(422, '差额评选的候选人不足', 'A contested ballot needs more candidates', {
    detail: ({ candidates, seats, more, cites }) => ({
      zh: `候选 ${candidates}，名额 ${seats}，至少须多 ${more}${sourceOf(cites).zh}`,
      en: `${candidates} candidates for ${seats} seats, at least ${more} more are needed${sourceOf(cites).en}`,
    }),
  }),
  'reasons-missing': refusal(422, '每项须说明理由', 'Every decision needs a reason', { detail: those }),
  'member-recused': refusal(403, '应回避的议项不能评分', 'A recused member gives no score', {
    detail: ({ numbers }) => ({ zh: `第 ${numbers.join('、')} 项`, en: `items ${numbers.join(', ')}` }),
  }),
  'scores-off-scale': refusal(422, '评分不在量程内', 'A score is off the scale', {
    errors: ({ indexes, min, max, digits, cites }) =>
      indexes.flatMap((index) =>
        at(
          `/scores/${index}/score`,
          'score-off-scale',
          `应为 ${min} 至 ${max}，小数不超过 ${digits} 位${sourceOf(cites).zh}`,
          `expected ${min} to ${max} with at most ${digits} digits after the point${sourceOf(cites).en}`,
        ),
      ),
  }),
  'scores-exist': refusal(409, '您已评过不同的分，评分不能更改', 'You gave another score already, and it stands', {
    detail: those,
  }),
  'not-a-teller': refusal(
    403,
    '不是此次票决的计票人或监票人',
    'Not a teller of this ballot',
    todo('只有开会时指定的两人可以登记票数', 'only the two named when it was opened tell the counts'),
  ),
  'ballot-not-running': refusal(409, '此轮票决不在进行', 'This ballot is not running', {
    detail: ({ running }) =>
      running === undefined
        ? { zh: '计票已完成', en: 'all papers are counted' }
        : { zh: `进行中的是第 ${running} 轮`, en: `ballot ${running} is running` },
  }),
  'counts-wrong': refusal(422, '票数不符', 'The counts do not add up', {
    errors: ({ problems }) =>
      problems.flatMap((one) => {
        const { field, zh, en } = countTexts[one.what](one);
        return at(field === '' ? '/counts' : `/counts/${one.index}${field}`, one.what, zh, en);
      }),
  }),
  'counts-differ': refusal(409, '两人计票不一致，请重新清点', 'The two counts differ; count the papers again', {
    detail: ({ differences }) => ({
      zh: differences
        .map((one) => `${one.nomination} ${fieldNames[one.field]}：先计 ${one.first}，后计 ${one.second}`)
        .join('；'),
      en: differences
        .map((one) => `${one.nomination} ${one.field}: first ${one.first}, second ${one.second}`)
        .join('; '),
    }),
  }),
  'signers-recused': refusal(409, '签署人对有的议项须回避', 'A signer is recused from an item', {
    errors: ({ signers }) =>
      signers.flatMap(({ account, numbers }) =>
        at(
          '/signers',
          'signer-recused',
          `${account} 对第 ${numbers.join('、')} 项须回避：请由另一名各项均不回避的在场委员签署；在场的不足两名时，可由其他各项均不回避的委员签署`,
          `${account} is recused from items ${numbers.join(', ')}: let another member who was there and is recused from none sign; where fewer than two are, any other such member may`,
        ),
      ),
  }),
  'signers-wrong': refusal(422, '纪要须由两名不同的在场委员签署', 'Two different members who were there sign', {
    errors: () =>
      at('/signers', 'signers-wrong', '应为两名在场委员的账号', 'expected the accounts of two members present'),
  }),
};
