import type { FastifyRequest } from 'fastify';

const traceparent = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

/** The trace a caller says the request belongs to (W3C `traceparent`); undefined when there is none or it makes no sense. */
export function traceOf({ traceparent: header }: FastifyRequest['headers']): string | undefined {
  return typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
}
