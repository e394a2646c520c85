import { Outage } from '@xf/es';
import type { LogLine, RequestSpan, Watch } from '@xf/observe';
import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CalledRequest } from './call';
import { problem } from './problem';
import { sendProblem } from './problem.filter';
import { traceOf } from './trace';
import { takeUploads } from './upload';

export type ServerOptions = {
  /** @defaultValue 1 MiB */
  readonly bodyLimit?: number | undefined;
  /** Whether X-Forwarded-For is believed. Only behind a proxy that sets it. @defaultValue false */
  readonly trustProxy?: boolean | undefined;
  /** Takes one line per request. Absent: silent. */
  readonly log?: ((line: LogLine) => void) | undefined;
  /** Is told of every request. Absent: nobody looks. */
  readonly watch?: Watch | undefined;
};

type SpannedRequest = FastifyRequest & { span?: RequestSpan };

const headers = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'cross-origin'],
  ['cache-control', 'no-store'],
  ['vary', 'Authorization, Accept-Language'],
] as const;
const closedPolicy = "default-src 'none'; frame-ancestors 'none'";
/** The documentation page brings its own scripts and styles, from here and nowhere else. */
const docsPolicy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const isDocs = (url: string): boolean => /^\/docs([/?]|$)/.test(url);

/** One by one into the reply: an object of them for each request costs as much as the routing does. */
function addHeaders({ url, id }: Pick<FastifyRequest, 'url' | 'id'>, reply: FastifyReply): void {
  for (const [name, value] of headers) reply.header(name, value);
  reply.header('content-security-policy', isDocs(url) ? docsPolicy : closedPolicy);
  reply.header('x-request-id', id);
}

/** A Fastify server with limits, security headers and a line of log per request. It reads JSON, and workbooks (see `Upload`). */
export function serverAdapter({
  bodyLimit = 1024 * 1024,
  trustProxy = false,
  log,
  watch,
}: ServerOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit,
    trustProxy,
    genReqId: () => randomUUID(),
    // An address that cannot be read, or is too long, names nothing. Neither hooks nor filters see such a request.
    frameworkErrors(_error: unknown, request: FastifyRequest, reply: FastifyReply) {
      addHeaders(request, reply);
      sendProblem(request, reply, problem('not-found'));
    },
  });
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  takeUploads(server);
  server.addHook('onRequest', (request, reply, done) => {
    addHeaders(request, reply);
    done();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    const status = (request as CalledRequest).call?.status;
    if (status !== undefined && reply.statusCode < 300) reply.status(status);
    done(null, payload);
  });
  if (watch !== undefined) watchRequests(server, watch);
  if (log !== undefined) {
    server.addHook('onResponse', (request, reply, done) => {
      log(lineOf(request, reply));
      done();
    });
  }
  return adapter;
}

function watchRequests(server: FastifyInstance, watch: Watch): void {
  const { request: begin } = watch;
  if (begin !== undefined) {
    server.addHook('onRequest', (request: SpannedRequest, _reply, done) => {
      request.span = begin({ method: request.method, route: routeOf(request), headers: request.headers });
      done();
    });
    // A body arrives on events of the connection, so what runs within the span begins after it.
    server.addHook('preHandler', (request: SpannedRequest, _reply, done) => {
      if (request.span === undefined) done();
      else request.span.run(done);
    });
  }
  server.addHook('onResponse', (request: SpannedRequest, reply, done) => {
    watch.answered({ method: request.method, route: routeOf(request) }, reply.statusCode, reply.elapsedTime / 1_000);
    request.span?.end(reply.statusCode);
    done();
  });
}

/** The route's pattern, not its address: ids in addresses may be account names. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

/** A trace of the service's own, else the caller's. */
const tracesOf = (request: SpannedRequest): string | undefined => request.span?.trace ?? traceOf(request.headers);

const lineOf = (request: FastifyRequest, reply: FastifyReply): LogLine => ({
  level: reply.statusCode >= 500 ? 'error' : 'info',
  request: request.id,
  trace: tracesOf(request),
  method: request.method,
  route: routeOf(request),
  status: reply.statusCode,
  ms: Math.round(reply.elapsedTime * 10) / 10,
});

/** A bug as the operator reads it: where it happened, never what the request held. */
export const bugLine = (request: FastifyRequest, error: unknown): LogLine => ({
  level: 'error',
  request: request.id,
  trace: tracesOf(request),
  method: request.method,
  route: routeOf(request),
  status: error instanceof Outage ? 503 : 500,
  error: error instanceof Error ? error.name : typeof error,
  // An outage is told in words made for operators; any other message may hold what somebody typed.
  outage: error instanceof Outage ? error.message : undefined,
  stack: error instanceof Error ? error.stack?.split('\n').slice(1, 8).join('\n') : undefined,
});
