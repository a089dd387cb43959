/**
 * Seconds that a response asks the client to wait (RFC 9110, section 10.2.3): a number or a date. 0 where there is
 * no such header, or it makes no sense. A date is read by the browser's clock, so that callers have to limit it.
 */
export function readRetryAfter({ headers }: Response): number {
  const value = headers.get('Retry-After') ?? '';
  return Math.max(Number(value) || (Date.parse(value) - Date.now()) / 1_000 || 0, 0);
}
