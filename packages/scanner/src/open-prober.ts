import type { ResolvedOptions } from './options.ts';
import type { OriginPolicy } from './probes/origins.ts';
import { createProber, type Prober } from './probes/prober.ts';
import { VERSION } from './version.ts';

/** What sends the requests of a scan. */
export function openProber(
  { timeout, concurrency, headers, proxy, signal }: ResolvedOptions,
  origins: OriginPolicy,
): Prober {
  return createProber({
    timeoutMs: timeout * 1000,
    concurrency,
    userAgent: `authbeat-check/${VERSION} (security test)`,
    headers,
    origins,
    ...(proxy !== undefined && { proxy }),
    ...(signal && { signal }),
  });
}
