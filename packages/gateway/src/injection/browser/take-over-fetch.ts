import type { Client } from '@authbeat/client';
import { isStaleToken, withoutStaleTokens, type IsGuarded } from './paths.ts';

/** Puts the session on the page's own calls of `fetch`. Without a session they go out as they came. */
export function takeOverFetch(client: Client, isGuarded: IsGuarded): void {
  const native = window.fetch;
  window.fetch = async function fetchWithSession(input: RequestInfo | URL, init?: RequestInit) {
    const request = input instanceof Request ? input : undefined;
    // Only the headers are looked at: a new `Request` would use up the body of this one.
    const headers = new Headers(init?.headers ?? request?.headers);
    const authorization = headers.get('authorization');
    const isOwn = authorization !== null && !isStaleToken('authorization', authorization);
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    if (isOwn || !isGuarded(url) || !(await hasSession(client))) return native.call(window, input, init);
    for (const name of ['authorization', 'x-acpt']) headers.delete(name);
    const target = withoutStaleTokens(url);
    if (!request) return client.fetch(target, { ...init, headers });
    // The client reads the address from the request, so a request for another address is needed only if that differs.
    return client.fetch(target === url.href ? request : new Request(target, request), { ...init, headers });
  };
}

/** Waits for the session. Without a bridge there is none. */
export async function hasSession(client: Client): Promise<boolean> {
  try {
    await client.getToken();
    return true;
  } catch {
    return false;
  }
}
