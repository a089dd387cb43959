import { readMount } from './mount.ts';
import { openSession } from './open-session.ts';
import { bridge } from './sources/bridge.ts';
import type { Client } from './client.ts';
import type { ClientOptions } from './options.ts';
import type { World } from './world.ts';

/** `createClient` of a given world. The same mount and source give the same client. */
export function inWorld(world: World): (options?: ClientOptions) => Client {
  const clients = new Map<string, Client>();
  return ({ baseUrl, mount = readMount(world), source = bridge(), origins = [] } = {}) => {
    // A server has no address, and makes no request either.
    const base = baseUrl ?? world.location?.href ?? 'http://a';
    const { href, origin } = new URL(mount, base);
    const address = href.replace(/\/+$/, '');
    const key = `${address} ${source.key}`;
    const allowed = [new URL(base).origin, origin, ...origins];
    const client =
      clients.get(key) ?? openSession(world, address, source, allowed, () => clients.delete(key), baseUrl);
    clients.set(key, client);
    return client;
  };
}
