import {
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  trace,
  type Counter,
  type Histogram,
  type MetricOptions,
  type Tracer,
} from '@opentelemetry/api';

/** What traces, counts and times requests, by OpenTelemetry. It goes nowhere unless the process registers an SDK. */
export interface Instruments {
  readonly tracer: Tracer;
  readonly requests: Counter;
  /** In seconds. */
  readonly duration: Histogram;
  /** Is there an SDK? Without one, to make a span takes as long as the rest of a guard. */
  readonly isRead: () => boolean;
}

/** A metric: its name, and what it is. */
export type Metric = MetricOptions & { readonly name: string };

/**
 * Makes the instruments of a package when they are first asked for: an SDK may be registered after the package was
 * loaded.
 *
 * @example
 * ```ts
 * import { createInstruments } from '@authbeat/server/telemetry';
 *
 * const instruments = createInstruments('my-proxy', {
 *   requests: { name: 'my_proxy.requests', description: 'Requests, by status.' },
 *   duration: { name: 'my_proxy.duration', description: 'Time until the response began.' },
 * });
 * const { isRead, requests } = instruments();
 * if (isRead()) requests.add(1, { status: 200 });
 * ```
 *
 * @param scope the name of the package
 */
export function createInstruments(
  scope: string,
  described: { readonly requests: Metric; readonly duration: Metric },
): () => Instruments {
  let made: Instruments | undefined;
  return () => (made ??= makeInstruments(scope, described));
}

function makeInstruments(
  scope: string,
  { requests, duration }: { readonly requests: Metric; readonly duration: Metric },
): Instruments {
  const meter = metrics.getMeter(scope);
  const areMetricsRead = meter !== createNoopMeter();
  return {
    tracer: trace.getTracer(scope),
    requests: meter.createCounter(requests.name, requests),
    duration: meter.createHistogram(duration.name, { ...duration, unit: 's' }),
    isRead: () => areMetricsRead || isTraced(scope),
  };
}

/** Is there an SDK for traces? It may be registered at any time. */
function isTraced(scope: string): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(scope) !== undefined;
}
