import { browserWorld } from './browser.ts';
import { createClientIn } from './client.ts';
import type { Client } from './client.ts';
import type { ClientOptions } from './options.ts';
import type { World } from './world.ts';

let world: World | undefined;

/**
 * Keeps this page signed in. Clients of one page with the same `mount` and `source` share one session, so it
 * does no harm to call this more than once. On a server it does nothing.
 *
 * @throws ClientError `options_invalid`
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 *
 * const client = createClient();
 * const response = await client.fetch('/api/issues');
 * ```
 */
export function createClient(options?: ClientOptions): Client {
  world ??= browserWorld();
  return createClientIn(world, options);
}

export { bridge } from './sources/bridge.ts';
export type { BridgeOptions } from './sources/bridge.ts';
export { custom } from './sources/custom.ts';
export { firstOf } from './sources/first-of.ts';
export { heartbeat } from './sources/heartbeat.ts';
export type { HeartbeatOptions } from './sources/heartbeat.ts';
export type { Grant, Renewal, Source } from './sources/source.ts';

export { ClientError } from './errors.ts';
export type { ClientErrorCode, ClientErrorData } from './errors.ts';
export type { ClientEvents, Snapshot } from './events.ts';
export type { Client } from './client.ts';
export type { Fetch } from './fetch.ts';
export type { Status } from './machine.ts';
export type { ClientOptions } from './options.ts';
