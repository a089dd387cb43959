import type { HostRequestInit } from '../host-api.ts';
import { resolveTarget } from './target.ts';

/** One request to a host, ready to be sent, and sent again. */
export interface Call {
  /** Upper case. */
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: NonNullable<RequestInit['body']> | undefined;
  readonly redirect: NonNullable<RequestInit['redirect']>;
  /** Whether it carries a token of the app or of a user. */
  readonly isSigned: boolean;
  /** Whether its body can be sent again: a stream cannot. */
  readonly isRepeatable: boolean;
}

/**
 * Reads the arguments of `fetch`. The body of a `Request` is read into memory.
 *
 * @throws {HostCallError} `host_target_refused`
 */
export async function readCall(
  input: string | URL | Request,
  init: HostRequestInit,
  { appKey, baseUrl }: { readonly appKey: string; readonly baseUrl: string },
): Promise<Call> {
  const request = input instanceof Request ? input : undefined;
  const url = resolveTarget(targetOf(input), baseUrl);
  const headers = new Headers(init.headers ?? request?.headers);
  if (!headers.has('user-agent')) headers.set('user-agent', `${appKey} (authbeat)`);
  const body = init.body ?? (request?.body ? await request.blob() : undefined);
  return {
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    url,
    headers,
    body: body ?? undefined,
    redirect: init.redirect ?? request?.redirect ?? 'follow',
    isSigned: true,
    isRepeatable: !isStream(body),
  };
}

/** The same call below another base URL. */
export function moveCall(call: Call, from: string, to: string): Call {
  const { pathname, search } = new URL(call.url);
  const basePath = new URL(from).pathname.replace(/\/+$/, '');
  return { ...call, url: to + pathname.slice(basePath.length) + search };
}

/** The URL of a request, as text. */
export function targetOf(input: string | URL | Request): string {
  if (typeof input === 'string') return input;
  return input instanceof Request ? input.url : input.href;
}

function isStream(body: RequestInit['body']): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    (body instanceof ReadableStream || Symbol.asyncIterator in body)
  );
}
