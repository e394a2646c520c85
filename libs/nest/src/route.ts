import { applyDecorators, Get, HttpCode, Post, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { describeParameter, nameInQuery, type ParameterName } from './parameters';
import { csvType, workbookType, type Uploaded } from './upload';

type Described = {
  /** One line in Chinese, as it stands in the API's document. */
  readonly zh: string;
  readonly description?: string;
  /** JSON schema of the answer. */
  readonly answer?: object;
  /** What it gives out may have had its day. */
  readonly ends?: boolean;
};

/** JSON schema of what a batch answers beside its own ids: it writes to many streams, so it has no revision to name. */
export const batchAnswer = {
  type: 'object',
  properties: { position: { type: 'integer', description: '日志位置；读取时作为 minPosition 可读到本次提交' } },
  required: ['position'],
};

const parametersKey = 'xf:parameters';
export const parametersOf = (handler: object): readonly ParameterName[] =>
  (Reflect.getMetadata(parametersKey, handler) as readonly ParameterName[] | undefined) ?? [];

const queries = (names: readonly ParameterName[]) => [
  SetMetadata(parametersKey, names),
  ...names.map((name) => ApiQuery({ name: nameInQuery(name), required: false, ...describeParameter(name) })),
];

const problems = (...statuses: readonly number[]) =>
  statuses.map((status) =>
    ApiResponse({
      status,
      description: problemText[status] ?? '问题',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );

const problemText: Readonly<Record<number, string>> = {
  400: '请求有误，errors 指明位置',
  401: '未登录或登录已失效',
  403: '角色不允许',
  404: '没有找到，或不在您的管辖范围内',
  409: '与当前状态冲突',
  410: '已过期，不再提供',
  412: '内容已变，附当前 ETag',
  422: '内容不被接受',
  428: '缺少 If-Match',
  429: '尝试次数或连接过多',
  503: '暂时不可用，附 Retry-After',
};

const operation = ({ zh, description }: Described) =>
  ApiOperation({ summary: zh, ...(description === undefined ? {} : { description }) });

const binary = { type: 'string', format: 'binary' } as const;

/** A GET. Its method's name is the operationId. */
export function Read(
  path: string,
  route: Described & {
    readonly query?: readonly ParameterName[];
    /** Of a file; the answer is JSON without it. */
    readonly type?: string;
  },
) {
  const { type = 'application/json', answer = { type: 'object' } } = route;
  const schema = route.type === undefined ? answer : binary;
  return applyDecorators(
    Get(path),
    operation(route),
    ...queries(route.query ?? []),
    ApiResponse({ status: 200, description: '成功', content: { [type]: { schema } } }),
    ...problems(400, 401, 403, 404, ...(route.ends === true ? [410] : []), 503),
  );
}

/** A GET that is answered text by text, as long as there is something to tell. */
export function Stream(
  path: string,
  route: Omit<Described, 'answer'> & {
    readonly query?: readonly ParameterName[];
    readonly type: string;
    /** One text of the answer. */
    readonly text: string;
    /** Whether the reader says by `Last-Event-ID` where it stopped. */
    readonly resumable?: boolean;
  },
) {
  const content = { [route.type]: { schema: { type: 'string' as const, description: route.text } } };
  return applyDecorators(
    Get(path),
    operation(route),
    ...queries(route.query ?? []),
    ...(route.resumable === true
      ? [ApiHeader({ name: 'Last-Event-ID', required: false, description: '最后收到的 id；只告知其后的变化' })]
      : []),
    ApiResponse({ status: 200, description: '成功', content }),
    ...problems(400, 401, 403, 404, 429, 503),
  );
}

/** What every recorded command answers beside its own ids. */
const recordedSchema = {
  type: 'object',
  properties: {
    stream: { type: 'string', description: '事件流' },
    revision: { type: 'integer', description: '流的版本，即新的 ETag' },
    position: { type: 'integer', description: '日志位置；读取时作为 minPosition 可读到本次提交' },
  },
  required: ['revision', 'position'],
};

const uploads = (upload: Uploaded) => [
  RouteConfig({ upload }),
  ApiConsumes(workbookType, ...(upload === 'table' ? [csvType] : [])),
  ApiBody({ required: true, schema: binary }),
];

/** A POST that records something: needs an Idempotency-Key, and If-Match where it changes what somebody may have read. */
export function Command(
  path: string,
  route: Described & {
    readonly ifMatch?: boolean | 'when-present';
    readonly status?: 200 | 201;
    /** Its body is a workbook, of the class `Upload`, or a table, of the class `TableUpload`. */
    readonly upload?: Uploaded;
    /** In place of `dryRun`. */
    readonly query?: readonly ParameterName[];
    /** Of a file that is answered; JSON without it. */
    readonly type?: string;
  },
) {
  const { ifMatch = false, status = 201, type = 'application/json' } = route;
  const schema = route.type === undefined ? (route.answer ?? recordedSchema) : binary;
  return applyDecorators(
    Post(path),
    HttpCode(status),
    operation(route),
    ...queries(route.query ?? ['dryRun']),
    ...(route.upload === undefined ? [] : uploads(route.upload)),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: '1–128 个可见 ASCII 字符；相同的键重复提交只记录一次',
    }),
    ...(ifMatch === false
      ? []
      : [ApiHeader({ name: 'If-Match', required: ifMatch === true, description: '先前收到的 ETag' })]),
    ApiResponse({ status, description: '已记录', content: { [type]: { schema } } }),
    ...problems(
      400,
      401,
      403,
      404,
      409,
      ...(route.ends === true ? [410] : []),
      422,
      503,
      ...(ifMatch === false ? [] : [412, 428]),
    ),
  );
}

/** A POST that records nothing (a check, a sign-in). */
export function Check(
  path: string,
  route: Described & {
    readonly problems?: readonly number[];
    /** 202 where the work goes on behind the answer. */
    readonly status?: 200 | 202;
  },
) {
  const { status = 200, answer = { type: 'object' } } = route;
  return applyDecorators(
    Post(path),
    HttpCode(status),
    operation(route),
    ApiResponse({ status, description: status === 200 ? '成功' : '已开始', schema: answer }),
    ...problems(400, ...(route.problems ?? [])),
  );
}
