import { Refusal } from '../errors.ts';
import type { AuthbeatRequest, RequestBody } from '../request.ts';

/**
 * Reads method and URL of a request once, so that every check sees the same values.
 *
 * @throws {TypeError} when an adapter passes something else than text
 */
export function readOnce(request: AuthbeatRequest): AuthbeatRequest {
  const { method, url }: { readonly method: unknown; readonly url: unknown } = request;
  if (typeof method !== 'string' || typeof url !== 'string')
    throw new TypeError('The adapter passed a request whose `method` or `url` is not a string.');
  return new ReadRequest(method, url, request);
}

/** A class, so that a request costs one small object and no function of its own. */
class ReadRequest implements AuthbeatRequest {
  readonly method: string;
  readonly url: string;
  readonly #source: AuthbeatRequest;

  constructor(method: string, url: string, source: AuthbeatRequest) {
    this.method = method;
    this.url = url;
    this.#source = source;
  }

  get address(): string | undefined {
    return this.#source.address;
  }

  header(name: string): string | undefined {
    return this.#source.header(name);
  }

  async body(limit: number): Promise<RequestBody> {
    return this.#source.body(limit);
  }
}

/**
 * Is this a request target in origin form that every parser reads alike? It begins with exactly one slash, has no
 * fragment, which no signature covers and some frameworks read, no backslash in its path, which some parsers take for
 * a slash, and nothing that a browser would encode, which some parsers trim. Absolute forms and `*` are none.
 *
 * @see RFC 9112, section 3.2
 */
export function isTarget(url: string): boolean {
  return /^\/(?!\/)[\x21\x22\x24-\x3e\x40-\x5b\x5d-\x7e]*(\?[\x21\x22\x24-\x7e]*)?$/.test(url);
}

/**
 * Methods are case-sensitive, but some routers and the hosts' signatures read `post` as `POST`.
 *
 * @throws {Refusal} `request_malformed` for a target or a method that two parsers may read differently
 */
export function requireTarget({ method, url }: AuthbeatRequest): void {
  if (!isTarget(url) || method !== method.toUpperCase()) throw new Refusal('request_malformed');
}
