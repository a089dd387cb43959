import type { InvocationClaims } from '@authbeat/core';

/**
 * Whether a page of the app may have sent the request of an invocation token. A page knows its token, and could send it
 * with headers and a body of its own making. What Forge calls by itself, for an event or a schedule, no browser sees.
 */
export function isFromBrowser({ accountId, signedContext }: InvocationClaims): boolean {
  return accountId !== undefined || signedContext !== undefined;
}
