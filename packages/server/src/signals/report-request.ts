import { TokenError } from '@authbeat/core';
import { SpanStatusCode, type Attributes } from '@opentelemetry/api';
import { Refusal, TenantError } from '../errors.ts';
import { andThen, attempt, type Eventually } from '../eventually.ts';
import type { Door, OutcomeEvent } from './events.ts';
import { createInstruments } from './instruments.ts';
import type { Signals } from './signals.ts';

/** What becomes of a request at a door: the event that says so, and the result for the caller. */
export interface Handled<Result> {
  readonly event: OutcomeEvent;
  readonly result: Result;
}

/** How a door handles its requests. */
export interface Handling<Result, Request> {
  /** Throws a `Refusal` to refuse the request. Any other error counts as a failure. */
  readonly handle: (request: Request) => Eventually<Handled<Result>>;
  /** The result for a request that is refused, or could not be handled. */
  readonly refuse: (refusal: Refusal, request: Request) => Result;
}

/** Handles the requests at a door and reports the outcome of each, with exactly one event. Never rejects. */
export function createHandler<Result, Request>(
  door: Door,
  { signals, telemetry }: { readonly signals: Signals; readonly telemetry: Telemetry },
  { handle, refuse }: Handling<Result, Request>,
): (request: Request) => Eventually<Result> {
  const fail = (error: unknown, request: Request): Handled<Result> => {
    const refusal = error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
    return { event: describeRefusal(door, refusal), result: refuse(refusal, request) };
  };
  const work = (request: Request): Eventually<Handled<Result>> => attempt(handle, fail, request);
  const report = ({ event, result }: Handled<Result>): Result => {
    signals.emit(event);
    return result;
  };
  return (request) => andThen(telemetry.measure(door, work, request), report);
}

/** Handles one request at a door, as `createHandler` does. */
export function reportRequest<Result>(
  door: Door,
  services: { readonly signals: Signals; readonly telemetry: Telemetry },
  handling: Handling<Result, undefined>,
): Eventually<Result> {
  return createHandler(door, services, handling)(undefined);
}

/** The event about a request that is refused, or could not be handled. */
export function describeRefusal(door: Door, refusal: Refusal): OutcomeEvent {
  const { code, cause } = refusal;
  if (code === 'unavailable') return { type: 'failed', door, error: cause ?? refusal };
  const isExplained = cause instanceof TokenError || cause instanceof TenantError;
  return { type: 'refused', door, code, ...(isExplained && { reason: cause.code }) };
}

/** Spans and metrics by OpenTelemetry. They go nowhere unless the app registers an SDK. */
export interface Telemetry {
  /** Runs the work of one request at a door in a span, then counts and times it by its outcome. */
  measure<Result, Request>(
    door: Door,
    work: (request: Request) => Eventually<Handled<Result>>,
    request: Request,
  ): Eventually<Handled<Result>>;
}

export function createTelemetry(): Telemetry {
  const readInstruments = createInstruments('@authbeat/server', {
    requests: {
      name: 'authbeat.requests',
      description: 'Requests at the doors of Authbeat, by door, outcome and refusal code.',
    },
    duration: { name: 'authbeat.duration', description: 'Time that Authbeat itself took for a request.' },
  });
  return {
    measure(door, work, request) {
      const { tracer, requests, duration, isRead } = readInstruments();
      if (!isRead()) return work(request);
      const start = performance.now();
      return tracer.startActiveSpan(`authbeat ${door}`, (span) =>
        andThen(work(request), (handled) => {
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

function attributesOf(event: OutcomeEvent): Attributes {
  return {
    'authbeat.door': event.door,
    'authbeat.outcome': event.type,
    ...(event.type === 'refused' && { 'authbeat.code': event.code }),
  };
}
