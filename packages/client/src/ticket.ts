import { ClientError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import { send } from './sources/exchange.ts';

/** The same address with a ticket that opens it once (docs/protocol.md, `POST /authbeat/ticket`). */
export async function requestTicket(fetch: Fetch, mount: string, path: string | URL): Promise<string> {
  const { origin, pathname, search } = new URL(path, mount);
  // Nobody else's server knows our tickets.
  if (!`${mount}/`.startsWith(`${origin}/`)) throw new ClientError('refused');
  const body = new URLSearchParams({ url: pathname + search });
  const response = await send({ fetch }, `${mount}/ticket`, { body });
  const { url } = (await response.json()) as { readonly url: string };
  return new URL(url, mount).href;
}
