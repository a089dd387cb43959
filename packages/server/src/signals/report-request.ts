import { TokenError } from '@authbeat/core';
import { Refusal, TenantError } from '../errors.ts';
import { andThen, attempt, type Eventually } from '../eventually.ts';
import type { Door, OutcomeEvent } from './events.ts';
import type { Signals } from './signals.ts';
import type { Telemetry } from './telemetry.ts';

/** What becomes of a request at a door: the event that says so, and the result for the caller. */
export interface Handled<Result> {
  readonly event: OutcomeEvent;
  readonly result: Result;
}

/** How a door handles one request. */
export interface Handling<Result> {
  /** Throws a `Refusal` to refuse the request. Any other error counts as a failure. */
  readonly handle: () => Eventually<Handled<Result>>;
  /** The result for a request that is refused, or could not be handled. */
  readonly refuse: (refusal: Refusal) => Result;
}

/** Handles one request at a door and reports its outcome, with exactly one event. Never rejects. */
export function reportRequest<Result>(
  door: Door,
  { signals, telemetry }: { readonly signals: Signals; readonly telemetry: Telemetry },
  { handle, refuse }: Handling<Result>,
): Eventually<Result> {
  const handled = telemetry.measure(door, () =>
    attempt(handle, (error) => {
      const refusal = error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
      return { event: describeRefusal(door, refusal), result: refuse(refusal) };
    }),
  );
  return andThen(handled, ({ event, result }) => {
    signals.emit(event);
    return result;
  });
}

function describeRefusal(door: Door, refusal: Refusal): OutcomeEvent {
  const { code, cause } = refusal;
  if (code === 'unavailable') return { type: 'failed', door, error: cause ?? refusal };
  const isExplained = cause instanceof TokenError || cause instanceof TenantError;
  return { type: 'refused', door, code, ...(isExplained && { reason: cause.code }) };
}
