import type { IncomingMessage } from 'node:http';
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
} from '@opentelemetry/api';
import { createInstruments, type Instruments } from '@authbeat/server/telemetry';
import type { Route } from './routes/route.ts';

/**
 * What became of a request: the upstream's response was passed on, the gateway responded itself (an endpoint, the
 * recovery document, a refusal), it failed, or the caller was gone before there was a response.
 */
export type RequestOutcome = 'forwarded' | 'answered' | 'failed' | 'aborted';

/** One request in spans and metrics. */
export interface RequestTrace {
  /** Runs work in the span of the request. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Sends the request to the upstream, in a span of its own that ends when the response begins.
   *
   * @param send takes headers that tell the upstream of this span
   */
  forward(
    send: (headers: Readonly<Record<string, string>>) => Promise<IncomingMessage>,
  ): Promise<IncomingMessage>;
  /** Says what became of the request, when it is not the response of the upstream or of the gateway itself. */
  mark(outcome: RequestOutcome): void;
  /** Ends the span, and counts the request. */
  end(status?: number): void;
}

/** Spans and metrics by OpenTelemetry. They go nowhere unless the process registers an SDK. */
export type Telemetry = (request: IncomingMessage, route: Route | undefined) => RequestTrace;

export function createTelemetry(): Telemetry {
  const readInstruments = createInstruments('@authbeat/gateway', {
    requests: {
      name: 'authbeat.gateway.requests',
      description: 'Requests to the gateway, by route, outcome and status.',
    },
    duration: {
      name: 'authbeat.gateway.upstream.duration',
      description: 'Time until the response of the upstream began, by route and status.',
    },
  });
  return (request, route) => {
    const instruments = readInstruments();
    return instruments.isRead() ? traceRequest(request, route, instruments) : UNTRACED;
  };
}

/** Of a request that nothing traces or counts. */
const UNTRACED: RequestTrace = {
  run: (work) => work(),
  forward: (send) => send({}),
  mark: () => undefined,
  end: () => undefined,
};

function traceRequest(
  request: IncomingMessage,
  route: Route | undefined,
  { tracer, requests, duration }: Instruments,
): RequestTrace {
  const named = attributesOf(route);
  const span = tracer.startSpan(
    `authbeat gateway ${named['authbeat.gateway.door']}`,
    { attributes: named },
    callerOf(request),
  );
  const own = trace.setSpan(context.active(), span);
  let outcome: RequestOutcome = 'answered';
  return {
    run: async (work) => context.with(own, work),
    async forward(send) {
      const start = performance.now();
      const child = tracer.startSpan('authbeat upstream', { kind: SpanKind.CLIENT, attributes: named }, own);
      const carrier: Record<string, string> = {};
      propagation.inject(trace.setSpan(own, child), carrier);
      try {
        const response = await send(carrier);
        const status = { 'http.response.status_code': response.statusCode ?? 0 };
        duration.record((performance.now() - start) / 1000, { ...named, ...status });
        child.setAttributes(status);
        outcome = 'forwarded';
        return response;
      } catch (error) {
        child.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        child.end();
      }
    },
    mark(known) {
      outcome = known;
    },
    end(status) {
      const attributes = {
        'authbeat.gateway.outcome': outcome,
        ...(status !== undefined && { 'http.response.status_code': status }),
      };
      requests.add(1, { ...named, ...attributes });
      if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttributes(attributes).end();
    },
  };
}

/** Patterns, and no paths: a path may hold ids, and each value makes a time series of its own. */
function attributesOf(route: Route | undefined): Attributes & { readonly 'authbeat.gateway.door': string } {
  return {
    'authbeat.gateway.door': route?.door ?? 'unnamed',
    ...(route && { 'http.route': route.pattern.text }),
  };
}

/** The span in which the request arrived: that of the process's own instrumentation, or the caller's. */
function callerOf({ headers }: IncomingMessage): Context {
  const active = context.active();
  return trace.getSpan(active) ? active : propagation.extract(active, headers);
}
