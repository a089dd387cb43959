import type { Client } from './client.ts';
import { readOptions } from './options.ts';
import type { ClientOptions } from './options.ts';
import { openSession } from './session.ts';
import type { World } from './world.ts';

/** `createClient` of a given world: whoever asks for the same session gets the same client. */
export function inWorld(world: World): (options?: ClientOptions) => Client {
  const clients = new Map<string, Client>();
  return (options = {}) => {
    const settings = readOptions(options, world.document?.baseURI ?? 'http://localhost');
    const key = `${settings.mount} ${settings.source.key}`;
    const client = clients.get(key) ?? openSession(world, settings, () => clients.delete(key));
    clients.set(key, client);
    return client;
  };
}
