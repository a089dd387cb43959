/** How often a call is repeated. */
export const MAX_RETRIES = 4;

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * How long to wait before a request is repeated, in milliseconds; `undefined` when it must not be. After 429 the host
 * has done nothing. After 503 it may have, so that only idempotent methods are repeated.
 *
 * @param retries how often it was repeated already
 * @see RFC 9110, section 10.2.3
 */
export function retryDelayMs(
  { status, headers }: Response,
  method: string,
  retries: number,
  nowMs: number,
): number | undefined {
  const mayRepeat = status === 429 || (status === 503 && IDEMPOTENT.has(method));
  if (!mayRepeat || retries >= MAX_RETRIES) return undefined;
  const backoffMs = 1000 * 2 ** retries * (0.5 + Math.random() / 2);
  return readRetryAfter(headers.get('retry-after'), nowMs) ?? backoffMs;
}

/** `Retry-After` in milliseconds: a number of seconds, or a date. */
function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const delayMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
