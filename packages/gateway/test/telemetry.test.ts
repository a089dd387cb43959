import {
  metrics,
  propagation,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  type TextMapSetter,
  type Tracer,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, it, onTestFinished } from 'vitest';
import { startGateway } from './support/start.ts';

/** A tracer that notes each span when it ends: the SDK's does not take this version of the API yet. */
function recordingTracer(ended: [string, Attributes][]): Tracer {
  const startSpan = (name: string, { attributes = {} }: SpanOptions = {}): Span => {
    const all: Attributes = { ...attributes };
    const span = {
      setAttributes: (more: Attributes) => Object.assign(all, more) && span,
      setStatus: () => span,
      end: () => void ended.push([name, all]),
      name,
    };
    return span as unknown as Span;
  };
  const startActiveSpan = (name: string, work: (span: Span) => unknown): unknown => work(startSpan(name));
  return { startSpan, startActiveSpan } as unknown as Tracer;
}

it('counts, times and traces every request by its route and outcome', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const spans: [string, Attributes][] = [];
  trace.setGlobalTracerProvider({ getTracer: () => recordingTracer(spans) });
  propagation.setGlobalPropagator({
    inject(within: Context, carrier: unknown, setter: TextMapSetter) {
      setter.set(carrier, 'traceparent', `of ${String(Reflect.get(trace.getSpan(within) ?? {}, 'name'))}`);
    },
    extract: (within) => within,
    fields: () => ['traceparent'],
  });
  onTestFinished(() => {
    metrics.disable();
    trace.disable();
    propagation.disable();
  });
  const { app, get, installedSite, clock } = await startGateway({
    apis: [{ path: '/api/*' }],
    respond(request, response) {
      if (request.url?.startsWith('/down') === true) request.socket.destroy();
      else app.listener(request, response);
    },
  });
  const site = await installedSite();
  const page = site.iframe('/foo.html');
  await (await get(page, { traceparent: 'of the browser' })).text();
  expect(app.seen.at(-1)?.headers['traceparent']).toBe('of authbeat upstream');
  clock.pass(900);
  for (const url of [page, '/api/me', '/down']) await (await get(url)).text();

  await expect.poll(() => spans.filter(([name]) => name.startsWith('authbeat gateway')).length).toBe(5);
  const [door, route, outcome, status] = [
    'authbeat.gateway.door',
    'http.route',
    'authbeat.gateway.outcome',
    'http.response.status_code',
  ];
  const expected = [
    { [door]: 'lifecycle', [route]: '/installed', [outcome]: 'forwarded', [status]: 204 },
    { [door]: 'page', [route]: '/foo.html', [outcome]: 'forwarded', [status]: 200 },
    { [door]: 'page', [route]: '/foo.html', [outcome]: 'answered', [status]: 401 },
    { [door]: 'api', [route]: '/api/*', [outcome]: 'forwarded', [status]: 401 },
    { [door]: 'unnamed', [outcome]: 'failed', [status]: 502 },
  ];
  expect(spans.filter(([name]) => name.startsWith('authbeat gateway'))).toEqual(
    expected.map((attributes) => [`authbeat gateway ${attributes[door]}`, attributes]),
  );
  await reader.forceFlush();
  const scope = exporter
    .getMetrics()
    .at(-1)
    ?.scopeMetrics.find(({ scope: { name } }) => name === '@authbeat/gateway');
  const pointsOf = (metric: string) =>
    scope?.metrics.find(({ descriptor }) => descriptor.name === metric)?.dataPoints ?? [];
  expect(pointsOf('authbeat.gateway.requests').map(({ attributes, value }) => [attributes, value])).toEqual(
    expected.map((attributes) => [attributes, 1]),
  );
  expect(pointsOf('authbeat.gateway.upstream.duration').map(({ attributes }) => attributes)).toEqual([
    { [door]: 'lifecycle', [route]: '/installed', [status]: 204 },
    { [door]: 'page', [route]: '/foo.html', [status]: 200 },
    { [door]: 'api', [route]: '/api/*', [status]: 401 },
  ]);
});
