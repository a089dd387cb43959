import { Refusal } from '../errors.ts';

const MAX_URL_LENGTH = 16_384;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A URL's host may be `a;sandbox` or `*`, which have a meaning of their own in a content security policy. */
const PLAIN_HOST = /^([a-z\d.-]+|\[[\da-f:]+\])$/;

/** Is this an https URL (or http on a loopback host) without credentials, query and fragment? */
export function isSafeUrl(value: unknown): value is string {
  if (typeof value !== 'string' || safeOriginOf(value) === undefined) return false;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].every((part) => part === '');
}

/** Is this a URL as above, on a loopback host? */
export function isLoopbackUrl(value: string): boolean {
  return isSafeUrl(value) && LOOPBACK.test(new URL(value).hostname);
}

/** The origin of a URL if it is https, or http on a loopback host: fit for a content security policy. */
export function safeOriginOf(url: string): string | undefined {
  if (url.length > 2048 || !URL.canParse(url)) return undefined;
  const { protocol, hostname, origin } = new URL(url);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return safe && PLAIN_HOST.test(hostname) ? origin : undefined;
}

/**
 * Checks that a URL is a path and query, and stays on the app's own origin in every browser.
 *
 * @throws {Refusal} `request_malformed`
 */
export function requireLocalUrl(url: string, baseUrl: string): void {
  // Browsers strip some characters and read a backslash as a slash, which could make another host of the path.
  const plain = /^\/(?![/\\])[\x21-\x7e]*$/.test(url) && !/[\\#]/.test(url);
  const { origin } = new URL(baseUrl);
  const local =
    plain &&
    url.length <= MAX_URL_LENGTH &&
    URL.canParse(url, origin) &&
    new URL(url, origin).origin === origin;
  if (!local) throw new Refusal('request_malformed');
}
