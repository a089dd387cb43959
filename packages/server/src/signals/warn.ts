import type { Clock } from '@authbeat/core';
import type { Signals } from './signals.ts';

/** The least difference of clocks that is reported: reading the store's clock takes a moment. */
const LEAST_SKEW_MS = 1000;

/** Reports that the clock of this node differs from that of the store by more than the leeway, in seconds. */
export function warnOfClock(
  storeMs: number,
  { now, leeway }: { readonly now: Clock; readonly leeway: number },
  signals: Signals,
): void {
  const aheadMs = Math.round(now() - storeMs);
  if (Math.abs(aheadMs) > Math.max(leeway * 1000, LEAST_SKEW_MS)) {
    signals.emit({ type: 'clock_skewed', aheadMs });
  }
}

/** Reports that an app in production stores secrets as hosts sent them. */
export function warnOfPlainSecrets(
  { encryptionKeys }: { readonly encryptionKeys: readonly string[] },
  signals: Signals,
): void {
  if (process.env['NODE_ENV'] === 'production' && encryptionKeys.length === 0) {
    signals.emit({ type: 'encryption_keys_missing' });
  }
}
