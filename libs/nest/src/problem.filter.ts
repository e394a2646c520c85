import { EventTooLarge, Outage } from '@xf/es';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, Problem, type EdgeCode } from './problem';
import { languageOf } from './text';

const byStatus: Readonly<Record<number, EdgeCode>> = {
  400: 'body-not-json',
  404: 'not-found',
  413: 'body-too-large',
  415: 'media-type-unknown',
};

/** Answers with a problem document in the language of the request. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, found: Problem): void {
  const language = languageOf(request.headers['accept-language']);
  const { detail, errors, headers } = found.options;
  const body = {
    type: `/problems/${found.code}`,
    title: found.title[language],
    status: found.status,
    code: found.code,
    instance: request.url.split('?')[0],
    request: request.id,
    ...(detail === undefined ? {} : { detail: detail[language] }),
    ...(errors === undefined ? {} : { errors }),
  };
  void reply
    .status(found.status)
    .headers({ ...headers, 'content-language': language })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** Everything that is thrown ends here. Only a `Problem` says what it is; a bug says no more than its request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logBug: (request: FastifyRequest, error: unknown) => void) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendProblem(request, reply, this.asProblem(thrown, request));
  }

  private asProblem(thrown: unknown, request: FastifyRequest): Problem {
    if (thrown instanceof Problem) return thrown;
    if (thrown instanceof HttpException && thrown.getStatus() < 500) {
      return problem(byStatus[thrown.getStatus()] ?? 'request-invalid');
    }
    if (thrown instanceof EventTooLarge) return problem('event-too-large');
    this.logBug(request, thrown);
    if (thrown instanceof Outage) return problem('store-unavailable', { headers: { 'retry-after': '10' } });
    return problem('bug');
  }
}
