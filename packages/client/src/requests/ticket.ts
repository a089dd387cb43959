import { ClientError } from '../errors.ts';
import { send } from '../sources/exchange.ts';
import type { Fetch } from './fetch.ts';

/**
 * Fetches addresses with a ticket that opens them once (docs/protocol.md, `POST /authbeat/ticket`). The server's
 * response adds the query alone, so that it cannot send the page to another origin.
 */
export const createTicketing =
  (fetch: Fetch, mount: string) =>
  async (path: string | URL): Promise<string> => {
    const target = new URL(path, mount);
    // No other server knows the app's tickets.
    if (target.origin !== new URL(mount).origin) throw new ClientError('refused');
    const body = new URLSearchParams({ url: target.pathname + target.search });
    const response = await send({ fetch }, `${mount}/ticket`, { body });
    const { url } = (await response.json()) as { readonly url: string };
    target.search = new URL(url, mount).search;
    return target.href;
  };
