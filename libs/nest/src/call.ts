import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Grant } from '@xf/access';
import type { Asked } from './parameters';

/** Who is asking, as the bearer token says and the log confirms. */
export type Principal = { readonly account: string; readonly grants: readonly Grant[] };

/** What a route may know of its request: an argument, never an ambient. */
export type Call = {
  readonly principal?: Principal;
  readonly query: Asked;
  readonly headers: FastifyRequest['headers'];
  readonly address: string;
  readonly url: string;
  readonly reply: FastifyReply;
  /** Overrides the route's own status (a dry run, 304). */
  status?: number;
};

export type CalledRequest = FastifyRequest & { call?: Call };

/** Injects the `Call` of this request. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Call => {
  const { call } = context.switchToHttp().getRequest<CalledRequest>();
  if (call === undefined) throw new Error('the door has not seen this request');
  return call;
});
