import { ClientError } from './errors.ts';
import { send } from './sources/exchange.ts';
import type { Fetch } from './fetch.ts';

/** Gives addresses a ticket that opens them once (docs/protocol.md, `POST /authbeat/ticket`). */
export const createTicketing =
  (fetch: Fetch, mount: string) =>
  async (path: string | URL): Promise<string> => {
    const { origin, pathname, search } = new URL(path, mount);
    // Nobody else's server knows our tickets.
    if (origin !== new URL(mount).origin) throw new ClientError('refused');
    const body = new URLSearchParams({ url: pathname + search });
    const response = await send({ fetch }, `${mount}/ticket`, { body });
    const { url } = (await response.json()) as { readonly url: string };
    return new URL(url, mount).href;
  };
