import { TokenError } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Door } from './events.ts';
import type { Principal } from '../verdict.ts';

/** How one request at one door ends: by being judged, or by an answer to its refusal. */
export interface Attendance<Result> {
  readonly judge: () => Result | Promise<Result>;
  readonly refuse: (refusal: Refusal) => Result;
}

/**
 * Attends to a request at a door. Whatever goes wrong becomes a refusal, and is told; what cannot be judged
 * is never admitted.
 */
export async function attend<Result>(
  door: Door,
  { signals, telemetry }: Services,
  { judge, refuse }: Attendance<Result>,
): Promise<Result> {
  return telemetry.measure(door, async (note) => {
    try {
      const result = await judge();
      note('ok');
      return result;
    } catch (error) {
      if (!(error instanceof Refusal)) signals.emit({ type: 'failed', door, error });
      const refusal = error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
      const reason = refusal.cause instanceof TokenError ? { reason: refusal.cause.code } : {};
      signals.emit({ type: 'refused', door, code: refusal.code, ...reason });
      note(refusal.code);
      return refuse(refusal);
    }
  });
}

/** Tells that a guard admits somebody. */
export function tellAdmitted(door: Door, { kind }: Principal, { signals }: Services): void {
  signals.emit({ type: 'admitted', door, kind });
}
