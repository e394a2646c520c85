import { Injectable, type CanActivate, type ExecutionContext, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { admits, audienceOf, routesOf, type ListedRoute } from './audience';
import { Authority, signInNeeded } from './authority';
import type { Call, CalledRequest } from './call';
import { readParameters } from './parameters';
import { problem } from './problem';
import { parametersOf } from './route';
import { languageOf } from './text';

const idPattern = /^[\w:.-]{1,60}$/;

/** The one guard of all routes: who is asking, whether they may come in at all, and whether the address makes sense. */
@Injectable()
export class Door implements CanActivate, OnApplicationBootstrap {
  /** What there is, for `GET /api/me`. */
  routes: readonly ListedRoute[] = [];

  constructor(
    private readonly modules: ModulesContainer,
    private readonly authority: Authority,
  ) {}

  onApplicationBootstrap(): void {
    this.routes = routesOf(this.modules);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<CalledRequest>();
    const reply = http.getResponse<FastifyReply>();
    const handler = context.getHandler();
    const audience = audienceOf(handler);
    // Another origin's page may read what everybody may read, and nothing else.
    if (audience.kind === 'public' && request.method === 'GET') reply.header('access-control-allow-origin', '*');
    const principal = await this.authority.principalOf(request.headers.authorization);
    if (!admits(audience, principal?.grants)) throw principal === undefined ? signInNeeded() : problem('role-missing');
    for (const id of Object.values(request.params as Readonly<Record<string, string>>)) {
      if (!idPattern.test(id)) throw problem('not-found');
    }
    request.call = {
      language: languageOf(request.headers['accept-language']),
      ...(principal === undefined ? {} : { principal }),
      query: readParameters(request.query as Readonly<Record<string, unknown>>, parametersOf(handler)),
      headers: request.headers,
      address: request.ip,
      url: request.url,
      reply,
    } satisfies Call;
    return true;
  }
}
