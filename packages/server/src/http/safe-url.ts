const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A URL's host may be `a;sandbox` or `*`, which have a meaning of their own in a content security policy. */
const PLAIN_HOST = /^([a-z\d.-]+|\[[\da-f:]+\])$/;

/** Is this an https URL (or http on a loopback host) without credentials, query and fragment? */
export function isSafeUrl(value: unknown): value is string {
  if (typeof value !== 'string' || safeOriginOf(value) === undefined) return false;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].every((part) => part === '');
}

/** The origin of a URL if it is https, or http on a loopback host: fit for a content security policy. */
export function safeOriginOf(url: string): string | undefined {
  if (url.length > 2048 || !URL.canParse(url)) return undefined;
  const { protocol, hostname, origin } = new URL(url);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return safe && PLAIN_HOST.test(hostname) ? origin : undefined;
}
