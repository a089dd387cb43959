import {
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  SpanStatusCode,
  trace,
  type Attributes,
} from '@opentelemetry/api';
import { andThen, type Eventually } from '../eventually.ts';
import type { Door, OutcomeEvent } from './events.ts';

/** Spans and metrics by OpenTelemetry. They go nowhere unless the app registers an SDK. */
export interface Telemetry {
  /** Runs the work of one request at a door in a span, then counts and times it by its outcome. */
  measure<Handled extends { readonly event: OutcomeEvent }>(
    door: Door,
    work: () => Eventually<Handled>,
  ): Eventually<Handled>;
}

const SCOPE = '@authbeat/server';

export function createTelemetry(): Telemetry {
  let instruments: ReturnType<typeof createInstruments> | undefined;
  return {
    measure(door, work) {
      // Not before the first request: an SDK that is registered after `createAuthbeat` gets these, too.
      instruments ??= createInstruments();
      const { tracer, requests, duration, areRead } = instruments;
      // Without an SDK, a span takes as long as the rest of a guard.
      if (!areRead && !isTraced()) return work();
      const start = performance.now();
      return tracer.startActiveSpan(`authbeat ${door}`, (span) =>
        andThen(work(), (handled) => {
          const attributes = attributesOf(handled.event);
          requests.add(1, attributes);
          duration.record((performance.now() - start) / 1000, attributes);
          if (handled.event.type === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttributes(attributes).end();
          return handled;
        }),
      );
    },
  };
}

function createInstruments() {
  const meter = metrics.getMeter(SCOPE);
  return {
    tracer: trace.getTracer(SCOPE),
    requests: meter.createCounter('authbeat.requests', {
      description: 'Requests at the doors of Authbeat, by door, outcome and refusal code.',
    }),
    duration: meter.createHistogram('authbeat.duration', {
      description: 'Time that Authbeat itself took for a request.',
      unit: 's',
    }),
    /** Is there an SDK for metrics? */
    areRead: meter !== createNoopMeter(),
  };
}

/** Is there an SDK for traces? It may be registered at any time. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(SCOPE) !== undefined;
}

function attributesOf(event: OutcomeEvent): Attributes {
  return {
    'authbeat.door': event.door,
    'authbeat.outcome': event.type,
    ...(event.type === 'refused' && { 'authbeat.code': event.code }),
  };
}
