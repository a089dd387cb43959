import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from './call.ts';
import type { Deadline } from './deadline.ts';
import { HostCallError } from './errors.ts';
import { followRedirect } from './redirect.ts';
import { retryDelayMs } from './retry.ts';

/** How calls are authorized, as the app or as a user. */
export interface Authorization {
  /** The header `Authorization` for one request. */
  readonly header: (call: Call) => Promise<string>;
  /** Drops a token that the host has refused. Returns whether another one may be accepted. */
  readonly renew: () => boolean;
}

export interface SendContext {
  readonly baseUrl: string;
  readonly authorization: Authorization;
  readonly deadline: Deadline;
}

const MAX_REDIRECTS = 5;

/**
 * Sends a call and follows its redirects.
 *
 * @throws {HostCallError} when there is no response, or a redirect must not be followed
 */
export async function send(call: Call, context: SendContext): Promise<Response> {
  let current = call;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await sendWithRetries(current, context);
    const next = followRedirect(response, current, context.baseUrl);
    if (!next) return response;
    await response.body?.cancel();
    current = next;
  }
  throw new HostCallError('host_redirect_refused', nameOf(call));
}

async function sendWithRetries(call: Call, context: SendContext): Promise<Response> {
  const { authorization, deadline } = context;
  let isRenewed = false;
  for (let retries = 0; ;) {
    const response = await sendOnce(call, context);
    if (!call.isRepeatable) return response;
    if (call.isSigned && response.status === 401 && !isRenewed && authorization.renew()) {
      isRenewed = true;
    } else {
      const delayMs = retryDelayMs(response, call.method, retries, Date.now());
      // A response that the caller can read is better than a deadline that passes.
      if (delayMs === undefined || delayMs >= deadline.remainingMs()) return response;
      retries += 1;
      await wait(delayMs, undefined, { signal: deadline.signal });
    }
    await response.body?.cancel();
  }
}

async function sendOnce(call: Call, { authorization, deadline }: SendContext): Promise<Response> {
  const { method, url, body, isSigned, isRepeatable } = call;
  const headers = new Headers(call.headers);
  if (isSigned) headers.set('authorization', await authorization.header(call));
  deadline.signal.throwIfAborted();
  try {
    return await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      ...(!isRepeatable && { duplex: 'half' }),
      redirect: 'manual',
      signal: deadline.signal,
    });
  } catch (error) {
    deadline.signal.throwIfAborted();
    throw new HostCallError('host_unreachable', { ...nameOf(call), ...networkCodeOf(error) });
  }
}

function nameOf({ method, url }: Call): { readonly method: string; readonly path: string } {
  return { method, path: new URL(url).pathname };
}

/** The messages of network errors may hold addresses and headers: only the code is kept. */
function networkCodeOf(error: unknown): { readonly networkCode?: string } {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? { networkCode: code } : {};
}
