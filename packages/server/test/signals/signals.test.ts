import { metrics, SpanStatusCode, trace, type Span, type SpanStatus, type Tracer } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSignals } from '../../src/signals/signals.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, startApp } from '../support/app.ts';

const NODE = { nodeName: 'node-1', now: Date.now };

describe('events', () => {
  it('report what happens, in order', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const session = await app.signIn(site);
    await app.get('/api/me', bearer(session));
    await app.get('/api/me');
    await app.post('/authbeat/heartbeat', {}, bearer(session));
    const url = site.iframe('/foo.html');
    app.clock.pass(600);
    await app.get(url);
    await app.post('/authbeat/recovery', { subject_token: site.context(), url });
    await app.get(site.iframe('/foo.html', { secret: 'x'.repeat(64) }));
    const { clientKey } = site;
    expect(app.events).toEqual([
      { type: 'installed', clientKey, changed: true },
      expect.objectContaining({ type: 'audit', action: 'tenant_installed', clientKey }),
      { type: 'answered', door: 'lifecycle' },
      { type: 'session_began', clientKey },
      { type: 'answered', door: 'exchange' },
      { type: 'admitted', door: 'api', kind: 'session' },
      { type: 'refused', door: 'api', code: 'session_missing' },
      { type: 'session_extended', clientKey },
      { type: 'answered', door: 'heartbeat' },
      { type: 'healed', door: 'page', clientKey },
      { type: 'ticket_issued', clientKey, purpose: 'page' },
      { type: 'page_recovered', clientKey, attempt: 0 },
      { type: 'answered', door: 'recovery' },
      { type: 'refused', door: 'page', code: 'host_token_invalid', reason: 'token_signature_invalid' },
    ]);
  });

  it('say whether the tenant of a token is unknown or uninstalled, and responses do not', async () => {
    const app = await startApp();
    const site = app.site('tenant-a');
    const request = async (secret?: string): Promise<string> => {
      const response = await app.get(site.iframe('/foo.html', { ...(secret && { secret }) }));
      return `${response.status} ${await response.text()}`;
    };
    const unknown = await request();
    await site.call('installed');
    expect(await request('x'.repeat(64))).toBe(unknown);
    app.clock.pass(1);
    await site.call('uninstalled');
    expect(await request()).toBe(unknown);
    const reasons = app.events.flatMap((event) => (event.type === 'refused' ? [event.reason] : []));
    expect(reasons).toEqual(['tenant_unknown', 'token_signature_invalid', 'tenant_uninstalled']);
  });

  it('cannot break a response, whatever their listener does', async () => {
    const fail = (): never => {
      throw new Error('listener');
    };
    const app = await startApp({ onEvent: fail, logger: { info: fail, warn: fail, error: fail } });
    const session = await app.signIn(await app.installedSite());
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect((await app.get('/api/me')).status).toBe(401);
  });
});

describe('a listener or a logger that is asynchronous', () => {
  it('may fail without an unhandled rejection, which would end the process', async () => {
    const unhandled: unknown[] = [];
    const record = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', record);
    onTestFinished(() => void process.off('unhandledRejection', record));
    let calls = 0;
    const fail: () => unknown = async () => {
      calls += 1;
      throw new Error('the audit database is away');
    };
    const signals = createSignals({
      ...NODE,
      logger: { info: fail, warn: fail, error: fail },
      onEvent: fail,
    });
    signals.emit({ type: 'session_began', clientKey: 'a' });
    signals.emit({ type: 'refused', door: 'page', code: 'host_token_invalid' });
    signals.emit({ type: 'failed', door: 'page', error: new Error('x') });
    // Node looks for unhandled rejections after the microtasks.
    await new Promise((resolve) => void setImmediate(resolve));
    expect(calls).toBe(6);
    expect(unhandled).toEqual([]);
  });
});

describe('a logger of pino’s shape', () => {
  it('gets what an operator reads, without tenants', async () => {
    const lines: { level: number; msg: string }[] = [];
    const logger = pino(
      {},
      { write: (line: string) => lines.push(JSON.parse(line) as { level: number; msg: string }) },
    );
    const app = await startApp({ logger });
    const session = await app.signIn(await app.installedSite('tenant-of-the-log'));
    await app.get('/api/me', bearer(session));
    await app.get('/api/me');
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [30, 'authbeat: installed'],
      [30, 'authbeat: session began'],
      [40, 'authbeat: refused'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('tenant-of-the-log');
  });
});

describe('a failure', () => {
  it('is passed to the app as it is, and to the log by its name and code only', () => {
    const lines: unknown[] = [];
    const received: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
    const { emit } = createSignals({
      ...NODE,
      logger: { info: log, warn: log, error: log },
      onEvent: (event) => received.push(event),
    });
    const error = Object.assign(new Error('postgres://admin:hunter2@10.0.0.1'), { code: 'ECONNREFUSED' });
    emit({ type: 'failed', door: 'exchange', error });
    expect(received).toEqual([{ type: 'failed', door: 'exchange', error }]);
    expect(lines).toEqual([
      [
        { type: 'failed', door: 'exchange', error: { name: 'Error', code: 'ECONNREFUSED' } },
        'authbeat: failed',
      ],
    ]);
  });
});

describe('OpenTelemetry', () => {
  it('counts, times and traces every request at a door by its outcome', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const spans: [string, unknown][] = [];
    const errors: string[] = [];
    // The SDK's tracer does not take this version of the API yet.
    trace.setGlobalTracerProvider({ getTracer: () => recordingTracer(spans, errors) });
    onTestFinished(() => {
      metrics.disable();
      trace.disable();
    });
    const store = memoryStore();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const session = await app.signIn(site);
    await app.get('/api/me', bearer(session));
    await app.get('/api/me');
    const url = site.iframe('/foo.html');
    app.clock.pass(600);
    await app.get(url);
    store.readTenant = async () => Promise.reject(new Error('away'));
    await app.post('/authbeat/session', exchangeForm(app.site('never-installed').context()));
    await reader.forceFlush();
    const [scope] = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    const counted =
      scope?.metrics.find(({ descriptor }) => descriptor.name === 'authbeat.requests')?.dataPoints ?? [];
    const expected = [
      { 'authbeat.door': 'lifecycle', 'authbeat.outcome': 'answered' },
      { 'authbeat.door': 'exchange', 'authbeat.outcome': 'answered' },
      { 'authbeat.door': 'api', 'authbeat.outcome': 'admitted' },
      { 'authbeat.door': 'api', 'authbeat.outcome': 'refused', 'authbeat.code': 'session_missing' },
      { 'authbeat.door': 'page', 'authbeat.outcome': 'healed' },
      { 'authbeat.door': 'exchange', 'authbeat.outcome': 'failed' },
    ];
    expect(counted.map(({ attributes }) => attributes)).toEqual(expected);
    expect(counted.map(({ value }) => value)).toEqual(expected.map(() => 1));
    expect(scope?.metrics.map(({ descriptor }) => descriptor.name)).toContain('authbeat.duration');
    expect(spans).toEqual(
      expected.map((attributes) => [`authbeat ${attributes['authbeat.door']}`, attributes]),
    );
    expect(errors).toEqual(['authbeat exchange']);
  });

  it('traces requests as soon as an SDK is registered, with or without metrics', async () => {
    const app = await startApp();
    await app.get('/api/me');
    const spans: [string, unknown][] = [];
    trace.setGlobalTracerProvider({ getTracer: () => recordingTracer(spans, []) });
    onTestFinished(() => {
      trace.disable();
    });
    await app.get('/api/me');
    expect(spans.map(([name]) => name)).toEqual(['authbeat api']);
  });
});

function recordingTracer(spans: [string, unknown][], errors: string[]): Tracer {
  const tracer = {
    startActiveSpan(name: string, work: (span: Span) => unknown) {
      const span = {
        setAttributes(attributes: unknown) {
          spans.push([name, attributes]);
          return span;
        },
        setStatus({ code }: SpanStatus) {
          if (code === SpanStatusCode.ERROR) errors.push(name);
          return span;
        },
        end: () => undefined,
      };
      return work(span as unknown as Span);
    },
  };
  return tracer as unknown as Tracer;
}
