import { andThen, type Eventually } from './eventually.ts';
import type { AuthbeatRequest } from './request.ts';
import type { AuthbeatResponse } from './response.ts';
import type { Admission, Guard, Verdict } from './verdict.ts';

/** Lets the scripts of other origins call endpoints and guarded APIs. @see https://fetch.spec.whatwg.org/#http-cors-protocol */
export interface Cors {
  /** Adds preflights, and headers that let a page of a listed origin read the response. */
  readonly endpoints: (handle: Endpoints) => Endpoints;
  /** The same for a guard: for what it refuses, and for what the app's handler responds. */
  readonly guard: <Admitted extends Admission>(guard: Guard<Admitted>) => Guard<Admitted>;
}

type Endpoints = (request: AuthbeatRequest) => Eventually<AuthbeatResponse | undefined>;
type Headers = Readonly<Record<string, string>>;

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** What a session needs; a proof comes in the header `DPoP`. */
const REQUEST_HEADERS = ['authorization', 'content-type', 'dpop'];
/** The longest list of headers that a preflight may ask for, in characters. */
const MAX_REQUESTED = 1024;
/** What a client reads of a refusal. */
const RESPONSE_HEADERS = 'dpop-nonce, retry-after, www-authenticate';
/** How long browsers keep the response to a preflight, in seconds: the most that Chromium accepts. */
const MAX_AGE = '7200';

/**
 * Credentials of the browser are never allowed: a session is in a header. Without origins, nothing is added.
 *
 * @param origins each as browsers send it, or with a star as its first label, such as `https://*.atlassian.net`
 */
export function createCors(origins: readonly string[]): Cors {
  if (origins.length === 0) return { endpoints: (handle) => handle, guard: (guard) => guard };
  const listed = new Set(origins);
  const isListed = (origin: string): boolean =>
    listed.has(origin) || listed.has(origin.replace(/^https:\/\/[a-z\d-]+\./, 'https://*.'));

  const respondToPreflight = (sender: Sender): AuthbeatResponse | undefined =>
    sender.requested !== undefined && isListed(sender.origin)
      ? { status: 204, headers: preflightHeaders(sender.origin, sender.requested), body: '' }
      : undefined;
  const addHeaders = (headers: Headers, { origin }: Sender): Headers => {
    const vary = headers['vary'] === undefined ? 'Origin' : `${headers['vary']}, Origin`;
    if (!isListed(origin)) return { ...headers, vary };
    return {
      ...headers,
      vary,
      'access-control-allow-origin': origin,
      'access-control-expose-headers': RESPONSE_HEADERS,
    };
  };
  const toResponse = (response: AuthbeatResponse, sender: Sender): AuthbeatResponse => ({
    ...response,
    headers: addHeaders(response.headers, sender),
  });

  return {
    endpoints: (handle) => (request) => {
      const sender = readSender(request);
      return (
        respondToPreflight(sender) ??
        andThen(handle(request), (response) => response && toResponse(response, sender))
      );
    },
    guard:
      <Admitted extends Admission>(guard: Guard<Admitted>): Guard<Admitted> =>
      (request) => {
        const sender = readSender(request);
        const response = respondToPreflight(sender);
        if (response) return { admitted: false, response };
        return andThen(guard(request), (verdict): Verdict<Admitted> => {
          if (!verdict.admitted) return { ...verdict, response: toResponse(verdict.response, sender) };
          return { ...verdict, headers: addHeaders(verdict.headers, sender) };
        });
      },
  };
}

/** Which origin a request comes from. */
interface Sender {
  readonly origin: string;
  /** Of a preflight: the headers that it asks for. */
  readonly requested?: string;
}

/** A request that cannot be read comes from no origin: the door behind responds to it. */
function readSender(request: AuthbeatRequest): Sender {
  try {
    const origin = request.header('origin') ?? '';
    const isPreflight =
      request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;
    if (!isPreflight) return { origin };
    return { origin, requested: request.header('access-control-request-headers') ?? '' };
  } catch {
    return { origin: '' };
  }
}

function preflightHeaders(origin: string, requested: string): Headers {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': allowedHeaders(requested),
    'access-control-max-age': MAX_AGE,
    vary: 'Origin, Access-Control-Request-Headers',
  };
}

/** A listed page may send whichever headers the app reads, and the host may add some of its own, such as trace ids. */
function allowedHeaders(requested: string): string {
  const names = requested.length > MAX_REQUESTED ? [] : requested.toLowerCase().split(',');
  const named = names.map((name) => name.trim()).filter((name) => /^[a-z\d_-]+$/.test(name));
  return [...new Set([...REQUEST_HEADERS, ...named])].join(', ');
}
