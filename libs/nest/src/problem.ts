import type { Rejection } from '@xf/es';
import type { Text } from './text';

/** One thing that is wrong in a request: where (a JSON pointer into the body, or a query parameter) and what. */
export type FieldProblem = {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly code: string;
  /** Of a file: the row and the cell as Excel names them, and the column by its header. */
  readonly row?: number;
  readonly column?: string;
  readonly cell?: string;
  /** Of a score sheet: whose the cell is, and where two things disagree, both. */
  readonly entry?: string;
  readonly criterion?: string;
  readonly there?: string | null;
  readonly here?: string | null;
} & Text;

export type ProblemOptions = {
  readonly detail?: Text | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** An answer that is not a success. Thrown at the edge only; the filter renders it as RFC 9457. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: Text,
    readonly options: ProblemOptions = {},
  ) {
    super(`${status} ${code}`);
  }
}

/** How one rejection is told: the HTTP status, a title that never changes, and what this case needs said. */
export type Refusal<R> = {
  readonly status: 403 | 404 | 409 | 410 | 422;
  readonly title: Text;
  readonly detail?: (rejection: R) => Text;
  readonly errors?: (rejection: R) => readonly FieldProblem[];
};

/** Every rejection code of a context: a new code does not compile until it has its line. */
export type Refusals<R extends Rejection> = {
  readonly [C in R['code']]: Refusal<Extract<R, { readonly code: C }>>;
};

/** Shorter to write in a table. */
export const refusal = <R>(
  status: Refusal<R>['status'],
  zh: string,
  en: string,
  more: Pick<Refusal<R>, 'detail' | 'errors'> = {},
): Refusal<R> => ({ status, title: { zh, en }, ...more });

export function problemOf<R extends Rejection>(refusals: Refusals<R>, rejection: R): Problem {
  const { status, title, detail, errors } = refusals[rejection.code as R['code']] as Refusal<R>;
  return new Problem(status, rejection.code, title, { detail: detail?.(rejection), errors: errors?.(rejection) });
}

/** Problems of the edge itself, which every route may answer with. */
const edge = {
  'request-invalid': [400, '请求不符合要求', 'The request is not valid'],
  'body-not-json': [400, '请求体不是有效的 JSON', 'The body is not valid JSON'],
  'body-invalid': [400, '请求体有误，请按 errors 逐项修改', 'The body has errors; see errors'],
  'query-invalid': [400, '查询参数有误，请按 errors 逐项修改', 'Query parameters have errors; see errors'],
  'cursor-invalid': [400, '翻页游标无效，请从第一页重新开始', 'The cursor is not valid; start from the first page'],
  'idempotency-key-missing': [400, '缺少请求头 Idempotency-Key', 'The header Idempotency-Key is missing'],
  'idempotency-key-invalid': [
    400,
    'Idempotency-Key 须为 1–128 个可见 ASCII 字符',
    'Idempotency-Key must be 1 to 128 visible ASCII characters',
  ],
  'if-match-invalid': [400, 'If-Match 须为先前收到的 ETag', 'If-Match must be an ETag received before'],
  'sign-in-needed': [401, '请先登录', 'Please sign in'],
  'sign-in-refused': [401, '账号或密码不正确', 'The account or the password is wrong'],
  'token-refused': [401, '登录已失效，请重新登录', 'The sign-in is no longer valid; please sign in again'],
  'role-missing': [403, '您的角色不能进行此操作', 'Your role does not allow this'],
  'not-found': [404, '没有找到', 'Not found'],
  'subject-erased': [
    409,
    '该人员的个人信息已依申请删除，不能再登记',
    'The personal data of this person was erased on request; nothing new can be recorded',
  ],
  stale: [412, '内容已被他人修改，请刷新后再试', 'The resource has changed since you read it; read it again'],
  'body-too-large': [413, '请求体过大', 'The body is too large'],
  'event-too-large': [
    413,
    '一次登记的内容过多（超过约 1 MB），未记录任何内容。请分成几次提交',
    'This is more than can be recorded at once (about 1 MB); nothing was recorded. Send it in parts',
  ],
  'media-type-unknown': [415, '请求体须为 application/json', 'The body must be application/json'],
  'command-reused': [422, '此 Idempotency-Key 已用于另一请求', 'This Idempotency-Key was used for another request'],
  'valid-at-in-future': [422, '发生时间不能晚于现在', 'validAt must not lie in the future'],
  'if-match-missing': [
    428,
    '修改须带请求头 If-Match（先前收到的 ETag）',
    'A change needs the header If-Match with the ETag you received',
  ],
  'too-many-attempts': [429, '尝试次数过多，请稍后再试', 'Too many attempts; please try again later'],
  bug: [500, '系统内部错误，请凭请求编号联系管理员', 'Internal error; contact the operator with the request id'],
  busy: [503, '系统繁忙，请稍后再试', 'Too many changes at once; please try again'],
  'cut-short': [
    503,
    '写入中断：已写入的部分已保存；请以相同的 Idempotency-Key 原样重发，以续完其余部分，不会重复',
    'The writing was cut short; what was written is kept. Send the same again with the same Idempotency-Key to finish it: nothing is doubled',
  ],
  'store-unavailable': [
    503,
    '数据暂时无法写入或读取，未记录任何内容，请稍后再试',
    'The data cannot be written or read now; nothing was recorded; please try again later',
  ],
  'view-behind': [
    503,
    '数据尚未更新到所要求的位置，请稍后再试',
    'The view has not reached the asked position yet; please try again',
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

export type EdgeCode = keyof typeof edge;

export function problem(code: EdgeCode, options: ProblemOptions = {}): Problem {
  const [status, zh, en] = edge[code];
  return new Problem(status, code, { zh, en }, options);
}
