import { Refusal } from '../errors.ts';

const MAX_URL_LENGTH = 16_384;

/**
 * Makes sure that a URL is a path and query on the app's own origin, whoever resolves it.
 *
 * @throws {Refusal} `request_malformed`
 */
export function requireLocalUrl(url: string, baseUrl: string): void {
  // What browsers strip or take for a slash would make another host of it.
  const plain = /^\/(?![/\\])[\x21-\x7e]*$/.test(url) && !/[\\#]/.test(url);
  const { origin } = new URL(baseUrl);
  const local =
    plain &&
    url.length <= MAX_URL_LENGTH &&
    URL.canParse(url, origin) &&
    new URL(url, origin).origin === origin;
  if (!local) throw new Refusal('request_malformed');
}
