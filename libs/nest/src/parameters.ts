import { organizationLevels, type OrganizationLevel } from '@xf/access';
import { isDay, type Day } from '@xf/calendar';
import type { Instant, JobState, Position } from '@xf/es';
import { readCursor, type PinnedCursor } from './cursor';
import { parseInstant } from './instants';
import { problem, type FieldProblem } from './problem';
import type { Text } from './text';

type Parameter<T> = {
  /** What it is called in an address, where another parameter has the same name on other routes. */
  readonly called?: string;
  readonly about: string;
  readonly expected: Text;
  readonly schema: object;
  readonly parse: (text: string) => T | undefined;
};

export const limitMax = 200;
const linesMax = 100_000;
const jobStates = ['waiting', 'active', 'delayed', 'failed', 'done'] as const satisfies readonly JobState[];
const whole = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
const instant = {
  expected: { zh: 'RFC 3339 时间，如 2026-05-01T09:00:00+08:00', en: 'an RFC 3339 time with its zone' },
  schema: { type: 'string', format: 'date-time' },
  parse: parseInstant,
};
const place = {
  expected: { zh: '非负整数', en: 'a whole number from 0' },
  schema: { type: 'integer', minimum: 0 },
  parse: whole,
};
const day = {
  expected: { zh: '日期，如 2026-04-28', en: 'a day such as 2026-04-28' },
  schema: { type: 'string', format: 'date' },
  parse: (text: string) => (isDay(text) ? text : undefined),
};
const words = {
  expected: { zh: '1 到 100 个字符的文字', en: 'a text of 1 to 100 characters' },
  schema: { type: 'string', minLength: 1, maxLength: 100 },
  parse: (text: string) => (text.trim() !== '' && text.length <= 100 && !/\p{C}/u.test(text) ? text : undefined),
};
const id = { schema: { type: 'string' }, parse: (text: string) => (/^[\w:-]{1,60}$/.test(text) ? text : undefined) };

/** Every query parameter of the API: what it means, what it must look like, how it is read. */
const parameters = {
  limit: {
    about: '每页行数，默认 50，最多 200',
    expected: { zh: '1 到 200 的整数', en: 'a whole number from 1 to 200' },
    schema: { type: 'integer', minimum: 1, maximum: limitMax, default: 50 },
    parse: (text: string) => {
      const value = whole(text);
      return value !== undefined && value >= 1 && value <= limitMax ? value : undefined;
    },
  } satisfies Parameter<number>,
  lines: {
    called: 'limit',
    about: '最多行数，1 到 100000；不填则到末尾',
    expected: { zh: '1 到 100000 的整数', en: 'a whole number from 1 to 100000' },
    schema: { type: 'integer', minimum: 1, maximum: linesMax },
    parse: (text: string) => {
      const value = whole(text);
      return value !== undefined && value >= 1 && value <= linesMax ? value : undefined;
    },
  } satisfies Parameter<number>,
  after: { about: '从日志此位置之后开始，默认 0（从头）', ...place } satisfies Parameter<Position>,
  follow: {
    about: '为 true 时到末尾后继续等待新的内容',
    expected: { zh: 'true 或 false', en: 'true or false' },
    schema: { type: 'boolean', default: false },
    parse: (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined),
  } satisfies Parameter<boolean>,
  cursor: {
    about: '上一页返回的游标；翻页期间内容固定在第一页的时刻',
    expected: { zh: '上一页返回的游标', en: 'the cursor of the page before' },
    schema: { type: 'string' },
    parse: readCursor,
  } satisfies Parameter<PinnedCursor>,
  around: {
    about: '显示此参赛编号前后的行',
    expected: { zh: '参赛项标识', en: 'the id of an entry' },
    ...id,
  } satisfies Parameter<string>,
  group: {
    about: '只看此组别',
    expected: { zh: '组别标识', en: 'the id of a group' },
    ...id,
  } satisfies Parameter<string>,
  award: {
    about: '只看此奖项',
    expected: { zh: '奖项标识', en: 'the id of an award' },
    ...id,
  } satisfies Parameter<string>,
  name: { about: '只看此姓名或名称，须与印出的一致；工作人员可只填一部分', ...words } satisfies Parameter<string>,
  unitName: { about: '只看单位名称含此文字的', ...words } satisfies Parameter<string>,
  area: {
    about: '只看此组织及其下级推荐（无推荐的，授予）的',
    expected: { zh: '组织标识', en: 'the id of an organisation' },
    ...id,
  } satisfies Parameter<string>,
  organization: {
    about: '只看此组织',
    expected: { zh: '组织标识', en: 'the id of an organisation' },
    ...id,
  } satisfies Parameter<string>,
  unit: {
    about: '只看此单位',
    expected: { zh: '单位标识', en: 'the id of a unit' },
    ...id,
  } satisfies Parameter<string>,
  region: {
    about: '只看此地区',
    ...words,
  } satisfies Parameter<string>,
  industry: {
    about: '只看此行业',
    ...words,
  } satisfies Parameter<string>,
  prefix: {
    about: '只看名称以此开头的',
    ...words,
  } satisfies Parameter<string>,
  day: {
    about: '按此日的情况，默认今天',
    ...day,
  } satisfies Parameter<Day>,
  series: {
    about: '只看此系列的竞赛，如安康杯',
    expected: { zh: '系列标识', en: 'the id of a series' },
    ...id,
  } satisfies Parameter<string>,
  level: {
    about: '只看此层级',
    expected: { zh: organizationLevels.join('、'), en: `one of ${organizationLevels.join(', ')}` },
    schema: { type: 'string', enum: organizationLevels },
    parse: (text: string) => organizationLevels.find((level) => level === text),
  } satisfies Parameter<OrganizationLevel>,
  year: {
    about: '只看此年度',
    expected: { zh: '年份', en: 'a year' },
    schema: { type: 'integer' },
    parse: (text: string) => (/^\d{4}$/.test(text) ? Number(text) : undefined),
  } satisfies Parameter<number>,
  asOf: { about: '截至此记录时间系统所知的内容', ...instant } satisfies Parameter<Instant>,
  validAt: { about: '只计此时间（含）以前发生的事', ...instant } satisfies Parameter<Instant>,
  heldOn: { about: '此日持有荣誉的名单，含其后被撤销的', ...day } satisfies Parameter<Day>,
  on: { about: '按此日计算，默认今天', ...day } satisfies Parameter<Day>,
  position: { about: '截至日志此位置的内容', ...place } satisfies Parameter<Position>,
  version: {
    about: '第几版的内容（竞赛为第几次公布）；刚公布的最多等待 2 秒',
    expected: { zh: '从 1 起的整数', en: 'a whole number from 1' },
    schema: { type: 'integer', minimum: 1 },
    parse: (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
  } satisfies Parameter<number>,
  minPosition: { about: '至少包含日志此位置（刚提交的内容）；最多等待 2 秒', ...place } satisfies Parameter<Position>,
  view: {
    about: '工作人员查看公众所见内容',
    expected: { zh: 'live 或 published', en: 'live or published' },
    schema: { type: 'string', enum: ['live', 'published'] },
    parse: (text: string) => (text === 'live' || text === 'published' ? text : undefined),
  } satisfies Parameter<'live' | 'published'>,
  state: {
    about: '任务的状态，默认 failed（多次失败、等待处理的任务）',
    expected: { zh: jobStates.join('、'), en: `one of ${jobStates.join(', ')}` },
    schema: { type: 'string', enum: jobStates, default: 'failed' },
    parse: (text: string) => jobStates.find((state) => state === text),
  } satisfies Parameter<JobState>,
  dryRun: {
    about: '为 true 时只演算、不记录',
    expected: { zh: 'true 或 false', en: 'true or false' },
    schema: { type: 'boolean' },
    parse: (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined),
  } satisfies Parameter<boolean>,
} as const;

export type ParameterName = keyof typeof parameters;
export type Asked = { readonly [P in ParameterName]?: Exclude<ReturnType<(typeof parameters)[P]['parse']>, undefined> };

/** A parameter as it is written in an address. */
export const nameInQuery = (name: ParameterName): string => {
  const parameter: Parameter<unknown> = parameters[name];
  return parameter.called ?? name;
};

export const describeParameter = (name: ParameterName): { readonly description: string; readonly schema: object } => ({
  description: parameters[name].about,
  schema: parameters[name].schema,
});

/** Reads the query of a request. A parameter the route does not know is refused, not ignored. */
export function readParameters(query: Readonly<Record<string, unknown>>, known: readonly ParameterName[]): Asked {
  const errors: FieldProblem[] = [];
  const asked: Record<string, unknown> = {};
  for (const [parameter, content] of Object.entries(query)) {
    const name = known.find((one) => nameInQuery(one) === parameter);
    if (name === undefined) {
      const zh = `此接口没有参数 ${parameter}`;
      errors.push({ parameter, code: 'parameter-unknown', zh, en: `this route has no parameter ${parameter}` });
      continue;
    }
    const { expected, parse } = parameters[name];
    const value = typeof content === 'string' ? parse(content) : undefined;
    if (value === undefined) {
      errors.push({ parameter, code: 'parameter-invalid', zh: `应为${expected.zh}`, en: `expected ${expected.en}` });
    }
    asked[name] = value;
  }
  if (errors.length > 0) throw problem('query-invalid', { errors });
  return asked;
}
