import type { FileProblem } from '@xf/files';
import { refusal, type Refusals } from '@xf/nest';
import type { Column } from '@xf/lists';
import { at } from '../shell.parts';
import type { ListRejection } from './command';

/** What only the making of a file, or a look at who asks, may meet. */
type MakingRejection =
  | { readonly code: 'list-refused'; readonly problems: readonly FileProblem[] }
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
  'no-such-day': refusal(422, '没有这一天', 'There is no such day', {
    errors: () => at('/endsOn', 'no-such-day', '应为日期，如 2026-04-28', 'expected a day such as 2026-04-28'),
  }),
  'term-over': refusal(422, '截止日期早于公布之时', 'The list would end before it is out', {
    errors: () => at('/endsOn', 'term-over', '不能早于今天和解禁之日', 'not before today and the day of its minute'),
  }),
  'list-unknown': refusal(404, '没有此名单或版本', 'There is no such list or version'),
  'list-over': refusal(404, '此名单已过截止日期，不再提供', 'The list has ended and is no longer given out'),
  'decisions-several': refusal(422, '名单上的荣誉不是同一决定授予的', 'The honours were given by several decisions', {
    detail: ({ decisions }) => ({
      zh: `${decisions.slice(0, 5).join('、')}；请按奖项、年度分别生成名单`,
      en: `${decisions.slice(0, 5).join(', ')}; prepare a list for each, by award and year`,
    }),
  }),
  'list-withdrawn': refusal(409, '此版本已撤回，不再提供', 'This version was withdrawn and is no longer given out', {
    detail: () => ({ zh: '请取其他版本，或重新生成名单', en: 'take another version, or prepare the list anew' }),
  }),
  'list-refused': refusal(422, '名单不能印出，请按 errors 修改', 'The list cannot be printed; see errors', {
    errors: ({ problems }) => problems.map(({ code, zh, en }) => ({ pointer: '', code, zh, en })),
  }),
};
