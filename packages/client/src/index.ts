import type { Client } from './client.ts';
import { inWorld } from './create.ts';
import type { ClientOptions } from './options.ts';

/**
 * Keeps this page signed in. Whoever asks with the same `mount` and `source` gets the same client, so it does no
 * harm to call this more than once; the first call's `origins` count. On a server it does nothing.
 *
 * @throws ClientError `options_invalid` in development builds, with every mistake in its message; a production
 *   build throws the browser's TypeError for a `mount` that is no address
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
export { firstOf } from './sources/first-of.ts';
export { heartbeat } from './sources/heartbeat.ts';
export type { HeartbeatOptions } from './sources/heartbeat.ts';
export { springBoot } from './sources/spring-boot.ts';
export type { SpringBootOptions } from './sources/spring-boot.ts';
export type { Grant, Renewal, Source, Verdict } from './sources/source.ts';

export { ClientError } from './errors.ts';
export type { ClientErrorCode, ClientErrorData } from './errors.ts';
export type { ClientEvent, Snapshot, Status } from './events.ts';
export type { Client } from './client.ts';
export type { Fetch } from './fetch.ts';
export type { ClientOptions } from './options.ts';
