import { request } from 'node:http';
import { bearer, exchangeForm, refusalOf, type TestApp } from './app.ts';

/** Shows a token at the exchange, as a host's context token. */
export async function exchangeWith(app: TestApp, token: string): Promise<string> {
  const response = await app.post('/authbeat/session', exchangeForm(token));
  return response.status === 200 ? 'admitted' : refusalOf(response);
}

/** Shows a token at a guarded API, as a session. */
export async function callWith(app: TestApp, token: string): Promise<string> {
  const response = await app.get('/api/me', bearer(token));
  return response.status === 200 ? 'admitted' : refusalOf(response);
}

/** Shows a token at `installed`, as the host's, with this body. */
export async function installWith(app: TestApp, token: string, body: object): Promise<string> {
  const response = await fetch(`${app.baseUrl}/authbeat/installed`, {
    method: 'POST',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status === 204 ? 'admitted' : refusalOf(response);
}

/** A compact JWS of any header and claims, with any signature. */
export function compact(header: unknown, claims: unknown, signature = ''): string {
  return `${encodePart(header)}.${encodePart(claims)}.${signature}`;
}

export function encodePart(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** Asks for a target byte for byte. `fetch` and browsers would normalize it, and keep a fragment to themselves. */
export async function ask(
  { baseUrl }: TestApp,
  path: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const { hostname, port } = new URL(baseUrl);
  request({ hostname, port, path, method, headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}
