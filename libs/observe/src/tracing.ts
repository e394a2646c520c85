import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Asked, RequestSpan } from './request';

type Resource = NonNullable<NonNullable<ConstructorParameters<typeof NodeTracerProvider>[0]>['resource']>;

/** `key=value,…`, percent-encoded; a list that is not of this form counts for nothing, as the specification has it. */
function attributesIn(text: string): Readonly<Record<string, string>> {
  try {
    const pairs = text.split(',').filter((pair) => pair.trim() !== '');
    const read = pairs.map((pair) => pair.split('=').map((part) => decodeURIComponent(part.trim())));
    const isSound = read.every((parts) => parts.length === 2 && parts[0] !== '');
    return isSound ? (Object.fromEntries(read) as Record<string, string>) : {};
  } catch {
    return {};
  }
}

/** The SDK reads the environment for where and how often, not for who is speaking. */
function resourceOf(version: string): Resource {
  const { OTEL_SERVICE_NAME = '', OTEL_RESOURCE_ATTRIBUTES = '' } = process.env;
  const attributes = {
    'service.name': 'xianfeng',
    'service.version': version,
    ...attributesIn(OTEL_RESOURCE_ATTRIBUTES),
    ...(OTEL_SERVICE_NAME === '' ? {} : { 'service.name': OTEL_SERVICE_NAME }),
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
  };
  const resource: Resource = {
    attributes,
    getRawAttributes: () => Object.entries(attributes),
    merge: () => resource,
  };
  return resource;
}

/**
 * Spans for OTLP over HTTP; where to, how often and how many of them the standard `OTEL_*` variables say. Registers itself
 * with the process. Attributes hold names that stand in the source, counts and positions; of an error only its kind.
 */
export function openTracing(version: string) {
  const provider = new NodeTracerProvider({
    resource: resourceOf(version),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer('xianfeng', version);

  const fail = (span: Span, error: unknown): void => {
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  };

  return {
    /** Begins the span of a request, as part of the caller's trace when the caller sent one. */
    request({ method, route, headers }: Asked): RequestSpan {
      const parent = propagation.extract(ROOT_CONTEXT, headers);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      const own = trace.setSpan(parent, span);
      return {
        trace: span.spanContext().traceId,
        run: (work) => context.with(own, work),
        end: (status) => {
          span.setAttribute('http.response.status_code', status);
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    /** Work that takes its time, as a part of whatever is going on; `told` says what its answer adds. */
    async inside<T>(
      name: string,
      attributes: Attributes,
      work: () => Promise<T>,
      told: (answer: T) => Attributes,
    ): Promise<T> {
      return tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          const answer = await work();
          span.setAttributes(told(answer));
          return answer;
        } catch (error) {
          fail(span, error);
          throw error;
        } finally {
          span.end();
        }
      });
    },
    /** The same for work that is done when it returns. */
    insideNow(name: string, attributes: Attributes, work: () => void): void {
      const span = tracer.startSpan(name, { attributes });
      try {
        work();
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    /** Sends what is waiting and takes itself out of the process. */
    async close(): Promise<void> {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

export type Tracing = ReturnType<typeof openTracing>;
