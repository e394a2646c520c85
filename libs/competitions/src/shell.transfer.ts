import { refusal, type Refusals } from '@xf/nest';
import type { TransferRefusal } from './standing/query.transfer';

const exceptWords = {
  unknown: { zh: '晋级者中没有此编号', en: 'nobody who advances has this number' },
  entered: { zh: '已经报名；请改为退赛', en: 'is in already; withdraw the entry instead' },
  repeated: { zh: '重复列出', en: 'is listed twice' },
} as const;

/** How it is told why nothing can be taken from where a contest takes its entries or marks. */
export const transferRefusals: Refusals<TransferRefusal> = {
  'transfer-source-missing': refusal(409, '方案没有写明取自哪里', 'The plan does not say where to take from'),
  'advance-clause-missing': refusal(
    409,
    '来源赛项的评分规则没有晋级条款',
    'The rule document of the source has no clause on who goes on',
  ),
  'source-not-published': refusal(409, '来源赛项的成绩尚未公布', 'The results of the source are not published', {
    detail: ({ sources }) => ({
      zh: `尚未公布：${sources.join('、')}；请先公布，不再举办的请取消`,
      en: `not published: ${sources.join(', ')}; publish them, or cancel what is not held`,
    }),
  }),
  'totals-ambiguous': refusal(409, '同一参赛者多次报名，分不清成绩归谁', 'An entrant entered more than once', {
    errors: ({ entries }) =>
      entries.map(({ number, contest, numbers }) => ({
        ...{ code: 'totals-ambiguous', entry: number, contest },
        zh: `${number}：同一参赛者在 ${contest} 的参赛编号为 ${numbers.join('、')}，编号对不上。请将多报的退赛，来源的须重新公布；确有几项的，两处用相同的编号`,
        en: `${number}: the same entrant has ${numbers.join(', ')} in ${contest}, and no number matches. Withdraw what was entered twice (a source is then published anew), or use the same numbers in both`,
      })),
  }),
  'except-refused': refusal(422, '不接收的名单有误', 'The list of those left out has errors', {
    errors: ({ problems }) =>
      problems.map(({ row, what, number }) => ({
        ...{ pointer: `/except/${row}/number`, code: `except-${what}` },
        zh: `${number}：${exceptWords[what].zh}`,
        en: `${number}: ${exceptWords[what].en}`,
      })),
  }),
  'nothing-stale': refusal(409, '没有可更正的带入积分', 'No entry carries anything that was corrected since', {
    detail: () => ({
      zh: '各参赛项带入的积分与名次，都与来源最近一次公布的相同；来源更正后须先重新公布',
      en: 'every entry carries what its source published last; after a correction the source is published anew first',
    }),
  }),
  'nothing-to-take': refusal(409, '没有可取的参赛项或成绩', 'There is nothing to take', {
    detail: ({ entries, totals }) =>
      entries === undefined
        ? { zh: '来源赛项已公布，无人晋级', en: 'the sources are published, and nobody advances from them' }
        : {
            zh: `本赛项 ${entries} 个参赛项，已公布的来源有 ${totals} 个总分，没有同一参赛者。个人按身份证号认定，两处报名都要填写；班组和单位按单位与名称认定，须写得一样`,
            en: `${entries} entries here, ${totals} totals published there, none of the same entrant. People are known by their ID numbers, which both entries must state; teams and units by unit and name, written alike`,
          },
  }),
};
