import { Refusal } from '../errors.ts';

const MAX_URL_LENGTH = 16_384;

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
