import type { Client } from './client.ts';
import { inWorld } from './create.ts';
import type { ClientOptions } from './options.ts';

/**
 * Keeps this page signed in. The same `mount` and `source` give the same client, however often this is called; the
 * `origins` of the first call count. On a server the client does nothing.
 *
 * @throws ClientError `options_invalid` if the page names a `mount` that is not a path. Development builds throw it
 *   for all mistakes in the options, production builds throw the browser's TypeError for an invalid `mount`.
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 *
 * const client = createClient();
 * const response = await client.fetch('/api/issues');
 * ```
 */
export const createClient: (options?: ClientOptions) => Client = /* @__PURE__ */ inWorld(globalThis);

export { ace } from './sources/ace.ts';
export type { AceOptions } from './sources/ace.ts';
export { bridge } from './sources/bridge.ts';
export type { BridgeOptions } from './sources/bridge.ts';
export { custom } from './sources/custom.ts';
export type { CustomOptions } from './sources/custom.ts';
export { firstOf } from './sources/first-of.ts';
export { forge } from './sources/forge.ts';
export type { ForgeOptions, RequestRemote } from './sources/forge.ts';
export { heartbeat } from './sources/heartbeat.ts';
export type { HeartbeatOptions } from './sources/heartbeat.ts';
export { hosted } from './sources/hosted.ts';
export type { HostedOptions } from './sources/hosted.ts';
export { springBoot } from './sources/spring-boot.ts';
export type { SpringBootOptions } from './sources/spring-boot.ts';
export type { Effect, Grant, Renewal, Source } from './sources/source.ts';

export { ClientError } from './errors.ts';
export type { ClientErrorCode, ClientErrorData } from './errors.ts';
export type { ClientEvent, Snapshot, Status } from './events.ts';
export type { Client } from './client.ts';
export type { Fetch } from './requests/fetch.ts';
export type { ClientOptions } from './options.ts';
export type { Bridge, Channel, World } from './world.ts';

export { relay } from './relay/relay.ts';
export type { RelayOptions } from './relay/relay.ts';
export { relayed } from './relay/relayed.ts';
export type { RelayedOptions } from './relay/relayed.ts';
