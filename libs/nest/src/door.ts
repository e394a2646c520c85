import { Injectable, type CanActivate, type ExecutionContext, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { admits, audienceOf, routesOf, type Audience, type ListedRoute } from './audience';
import { Authority, signInNeeded } from './authority';
import type { Call, CalledRequest } from './call';
import { readParameters, type ParameterName } from './parameters';
import { problem } from './problem';
import { parametersOf } from './route';

const idPattern = /^[\w:.-]{1,60}$/;

/** What a handler's decorators say of it. */
type Sign = { readonly audience: Audience; readonly parameters: readonly ParameterName[] };

/** The one guard of all routes: who is asking, whether they may come in at all, and whether the address makes sense. */
@Injectable()
export class Door implements CanActivate, OnApplicationBootstrap {
  /** What there is, for `GET /api/me`. */
  routes: readonly ListedRoute[] = [];
  /** Decorators never change, so they are read once. */
  private readonly signs = new Map<object, Sign>();

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
    const { audience, parameters } = this.signOf(context.getHandler());
    // Another origin's page may read what everybody may read, and nothing else.
    if (audience.kind === 'public' && request.method === 'GET') reply.header('access-control-allow-origin', '*');
    const principal = await this.authority.principalOf(request.headers.authorization);
    if (!admits(audience, principal?.grants)) throw principal === undefined ? signInNeeded() : problem('role-missing');
    const ids = request.params as Readonly<Record<string, string>>;
    for (const name in ids) if (!idPattern.test(ids[name] ?? '')) throw problem('not-found');
    request.call = {
      ...(principal === undefined ? {} : { principal }),
      query: readParameters(request.query as Readonly<Record<string, unknown>>, parameters),
      headers: request.headers,
      address: request.ip,
      url: request.url,
      reply,
    } satisfies Call;
    return true;
  }

  private signOf(handler: object): Sign {
    let sign = this.signs.get(handler);
    if (sign === undefined) {
      sign = { audience: audienceOf(handler), parameters: parametersOf(handler) };
      this.signs.set(handler, sign);
    }
    return sign;
  }
}
