import type { FileProblem } from '@xf/files';
import { refusal, type Refusals } from '@xf/nest';
import type { Column } from '@xf/lists';
import { at } from '../shell.parts';
import type { ListRejection } from './command';

/** What only the making of a file, or a look at who asks, may meet. */
type MakingRejection =
  | { readonly code: 'list-refused'; readonly problems: readonly FileProblem[] }
  | { readonly code: 'list-long'; readonly total: number; readonly most: number }
  | { readonly code: 'export-unknown' | 'preparation-unknown' }
  | { readonly code: 'export-unready'; readonly done: number; readonly total: number }
  | { readonly code: 'decisions-several'; readonly decisions: readonly string[] }
  | { readonly code: 'column-denied'; readonly columns: readonly Column[] };

const atColumns = (code: string, columns: readonly Column[], zh: string, en: string) =>
  at('/columns', code, `${zh}：${columns.join('、')}`, `${en}: ${columns.join(', ')}`);

/** How refusals of lists are told. */
export const listRefusals: Refusals<ListRejection | MakingRejection> = {
  'list-empty': refusal(422, '没有符合条件的荣誉，未生成名单', 'No honour matches; no list was made'),
  'count-differs': refusal(422, '写明的数目与名单不符，未生成名单', 'The stated counts differ; no list was made', {
    errors: ({ differing }) =>
      differing.flatMap(({ award, stated, listed }) =>
        at(
          '/stated',
          'count-differs',
          `${award} 写明 ${stated} 个，名单有 ${listed} 个`,
          `${award}: ${stated} stated, ${listed} listed`,
        ),
      ),
  }),
  'column-denied': refusal(
    403,
    '您的角色不得取用所列栏目，此次请求已记录',
    'Your role may not have these columns; this was recorded',
    {
      errors: ({ columns }) => atColumns('column-denied', columns, '不得取用', 'not for your role'),
    },
  ),
  'column-not-held': refusal(422, '名册没有所列栏目', 'The roll does not hold these columns', {
    errors: ({ columns }) => atColumns('column-not-held', columns, '名册没有', 'not on the roll'),
  }),
  'column-not-printed': refusal(422, '评选办法未写明公布所列栏目', 'No round document publishes these columns', {
    errors: ({ columns }) =>
      atColumns(
        'column-not-printed',
        columns,
        '须由名单上每项荣誉的评选办法 lists.personal 写明，内部工作表不受此限',
        'every round on the list has to allow it in lists.personal; lists for work inside may have it',
      ),
  }),
  'no-such-day': refusal(422, '没有这一天', 'There is no such day', {
    errors: () => at('/endsOn', 'no-such-day', '应为日期，如 2026-04-28', 'expected a day such as 2026-04-28'),
  }),
  'term-over': refusal(422, '截止日期早于公布之时', 'The list would end before it is out', {
    errors: () => at('/endsOn', 'term-over', '不能早于今天和解禁之日', 'not before today and the day of its minute'),
  }),
  'end-missing': refusal(422, '公布的名单须有截止日期', 'What is published needs an end', {
    errors: () =>
      at(
        '/endsOn',
        'end-missing',
        '请写明最后提供之日；评选办法写明 lists.shownDays 的可以不填',
        'state the last day; it may be left out where the round document has lists.shownDays',
      ),
  }),
  'term-long': refusal(422, '截止日期晚于评选办法所定', 'The list would stay out longer than the rules allow', {
    errors: ({ last }) => at('/endsOn', 'term-long', `最晚 ${last}`, `${last} at the latest`),
  }),
  'list-unknown': refusal(404, '没有此名单或版本', 'There is no such list or version'),
  'list-over': refusal(410, '此名单已过截止日期，不再提供', 'The list has ended and is no longer given out', {
    detail: ({ endsOn = '' }) => ({
      zh: `截止日期：${endsOn}；荣誉本身可查荣誉名册 GET /api/honours`,
      en: `it ended on ${endsOn}; the honours themselves are on the roll, GET /api/honours`,
    }),
  }),
  'decisions-several': refusal(422, '名单上的荣誉不是同一决定授予的', 'The honours were given by several decisions', {
    detail: ({ decisions }) => ({
      zh: `${decisions.slice(0, 5).join('、')}；请按奖项、年度分别生成名单`,
      en: `${decisions.slice(0, 5).join(', ')}; prepare a list for each, by award and year`,
    }),
  }),
  'list-withdrawn': refusal(409, '此版本已撤回，不再提供', 'This version was withdrawn and is no longer given out', {
    detail: () => ({ zh: '请取其他版本，或重新生成名单', en: 'take another version, or prepare the list anew' }),
  }),
  'list-long': refusal(409, '名单较长，请以导出方式取得', 'The list is long; ask for it as an export', {
    detail: ({ total, most }) => ({
      zh: `名单有 ${total} 行，直接下载最多 ${most} 行：请 POST 到同一版本的 exports，看到 ready 后再取文件`,
      en: `the list has ${total} rows, a download takes ${most}: POST to exports of the version, and take the file when it is ready`,
    }),
  }),
  'export-unknown': refusal(404, '没有此导出，或已过期', 'There is no such export, or no longer', {
    detail: () => ({ zh: '请重新申请导出', en: 'ask for the export again' }),
  }),
  'preparation-unknown': refusal(404, '您没有正在生成此名单', 'You are not preparing this list', {
    detail: () => ({ zh: '生成完毕的见版本目录', en: 'what is ready is among the versions' }),
  }),
  'export-unready': refusal(409, '导出尚未备妥', 'The export is not ready', {
    detail: ({ done, total }) => ({
      zh: `已完成 ${done}/${total}，请稍后再取`,
      en: `${done} of ${total} done; ask later`,
    }),
  }),
  'list-refused': refusal(422, '名单不能印出，请按 errors 修改', 'The list cannot be printed; see errors', {
    errors: ({ problems }) => problems.map(({ code, zh, en }) => ({ pointer: '', code, zh, en })),
  }),
};
