/** A response may have several of these headers: the ones that are already set stay. */
export function isAdditive(header: string): boolean {
  return header === 'vary' || header === 'set-cookie';
}

/** Headers that stay beside the guard's when they were set before the guard ran. Browsers apply every policy. */
export function staysInFront(header: string): boolean {
  return isAdditive(header) || header === 'content-security-policy';
}

/** A guard's headers for a response of the app with this status: an error must not be cached as the page is. */
export function headersFor(
  status: number,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return isPublic(headers) && status >= 400 ? { ...headers, 'cache-control': 'no-store' } : headers;
}

/** Do these headers let shared caches keep the response? */
export function isPublic(headers: Readonly<Record<string, string>>): boolean {
  return headers['cache-control']?.startsWith('public') === true;
}
