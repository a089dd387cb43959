import type { Counter, Histogram, Span, Tracer } from '@opentelemetry/api';
import type { RefusalCode } from '../errors.ts';
import type { Door } from './events.ts';

/** How a request at a door ended. */
export type Outcome = 'ok' | RefusalCode;

/** Metrics and spans by OpenTelemetry, for apps that have its API installed; nothing for all others. */
export interface Telemetry {
  /** Looks for `@opentelemetry/api`. */
  open(): Promise<void>;
  /** Runs the work of one request at one door, which notes its outcome. */
  measure<Result>(door: Door, work: (note: (outcome: Outcome) => void) => Promise<Result>): Promise<Result>;
}

interface Instruments {
  readonly tracer: Tracer;
  readonly requests: Counter;
  readonly duration: Histogram;
}

const SCOPE = '@authbeat/server';

export function createTelemetry(): Telemetry {
  let instruments: Instruments | undefined;
  return {
    async open() {
      instruments ??= await findInstruments();
    },
    async measure(door, work) {
      if (!instruments) return work(() => undefined);
      const { tracer, requests, duration } = instruments;
      const begun = performance.now();
      return tracer.startActiveSpan(`authbeat ${door}`, async (span: Span) => {
        let outcome: Outcome = 'unavailable';
        try {
          return await work((noted) => {
            outcome = noted;
          });
        } finally {
          const attributes = { 'authbeat.door': door, 'authbeat.outcome': outcome };
          requests.add(1, attributes);
          duration.record((performance.now() - begun) / 1000, attributes);
          span.setAttributes(attributes).end();
        }
      });
    },
  };
}

async function findInstruments(): Promise<Instruments | undefined> {
  const api = await import('@opentelemetry/api').catch(() => undefined);
  if (!api) return undefined;
  const meter = api.metrics.getMeter(SCOPE);
  return {
    tracer: api.trace.getTracer(SCOPE),
    requests: meter.createCounter('authbeat.requests', {
      description: 'Requests at the doors of Authbeat, by door and outcome.',
    }),
    duration: meter.createHistogram('authbeat.duration', {
      description: 'What Authbeat itself took for a request.',
      unit: 's',
    }),
  };
}
