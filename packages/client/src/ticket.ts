import { ClientError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import { readRefusal } from './sources/exchange.ts';

/** The same address with a ticket that opens it once (docs/protocol.md, `POST /authbeat/ticket`). */
export async function requestTicket(
  fetch: Fetch,
  mount: string,
  address: URL,
  signal: AbortSignal | undefined,
): Promise<string> {
  // The app's server gives tickets for its own addresses only, and is told of no others.
  if (address.origin !== new URL(mount).origin) throw new ClientError('ticket_refused');
  const response = await fetch(`${mount}/ticket`, {
    method: 'POST',
    body: new URLSearchParams({ url: address.pathname + address.search }),
    signal: signal ?? null,
    referrerPolicy: 'no-referrer',
  });
  const { status } = response;
  if (!response.ok) {
    const refusal = await readRefusal(response);
    throw new ClientError('ticket_refused', refusal === undefined ? { status } : { status, refusal });
  }
  const { url } = Object(await response.json().catch(() => undefined)) as { readonly url?: unknown };
  const ticketed = typeof url === 'string' ? new URL(url, address) : undefined;
  if (ticketed?.origin !== address.origin) throw new ClientError('answer_malformed', { status });
  return ticketed.href;
}
