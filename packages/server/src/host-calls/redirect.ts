import { safeOriginOf } from '../http/safe-url.ts';
import type { Call } from './call.ts';
import { HostCallError } from './errors.ts';
import { isBelow } from './target.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What another origin may see of the request's headers. */
const SHARED_HEADERS = ['accept', 'range', 'user-agent'];

/**
 * The call that a redirect asks for; `undefined` when the response is none, or the caller wants it as it is. A call that
 * leaves the tenant's base URL carries no token, no body and no headers of the app, and never gets them back.
 *
 * @throws {HostCallError} `host_redirect_refused`
 */
export function followRedirect(response: Response, call: Call, baseUrl: string): Call | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null || call.redirect === 'manual') return undefined;
  if (call.redirect === 'error' || !URL.canParse(location, call.url)) throw refused(call);
  const next = withMethod(call, response.status);
  const url = new URL(location, call.url);
  if (call.isSigned && isBelow(url, baseUrl) && !url.searchParams.has('jwt')) {
    if (!next.isRepeatable) throw refused(call);
    return { ...next, url: url.href };
  }
  const isRead = next.method === 'GET' || next.method === 'HEAD';
  if (!isRead || !isAllowed(url, baseUrl)) throw refused(call);
  const shared = SHARED_HEADERS.flatMap((name) => {
    const value = call.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    ...next,
    url: url.href,
    headers: new Headers(shared.map(([name, value]) => [name, value])),
    isSigned: false,
  };
}

/** As browsers do: 303 always becomes a GET, 301 and 302 do after a POST. */
function withMethod(call: Call, status: number): Call {
  const becomesGet = (status === 303 && call.method !== 'HEAD') || (status < 303 && call.method === 'POST');
  if (!becomesGet) return call;
  const headers = new Headers(call.headers);
  for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
  return { ...call, method: 'GET', body: undefined, headers, isRepeatable: true };
}

/** https; loopback only from a host that is on this machine itself. */
function isAllowed(url: URL, baseUrl: string): boolean {
  const isPlainText = url.protocol === 'http:';
  return safeOriginOf(url.origin) !== undefined && (!isPlainText || baseUrl.startsWith('http:'));
}

function refused({ method, url }: Call): HostCallError {
  return new HostCallError('host_redirect_refused', { method, path: new URL(url).pathname });
}
