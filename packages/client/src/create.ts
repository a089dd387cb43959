import { openSession } from './session.ts';
import { bridge } from './sources/bridge.ts';
import type { Client } from './client.ts';
import type { ClientOptions } from './options.ts';
import type { World } from './world.ts';

/** `createClient` of a given world: whoever asks for the same session gets the same client. */
export function inWorld(world: World): (options?: ClientOptions) => Client {
  const clients = new Map<string, Client>();
  return ({ mount = '/authbeat', source = bridge(), origins = [] } = {}) => {
    // On a server there is no address, and no request either.
    const { href, origin } = new URL(mount, world.document?.baseURI ?? 'http://a');
    const address = href.replace(/\/+$/, '');
    const key = `${address} ${source.key}`;
    const allowed = new Set([world.origin, origin, ...origins]);
    const client =
      clients.get(key) ?? openSession(world, address, source, allowed, () => clients.delete(key));
    clients.set(key, client);
    return client;
  };
}
