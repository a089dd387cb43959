import { explain } from './development/explain.ts';
import { checkBridge } from './development/check-bridge.ts';
import { checkOptions } from './development/check-options.ts';
import type { Client } from './client.ts';
import type { ClientOptions } from './options.ts';
import { createClient as create } from './index.ts';

export * from './index.ts';

/** `createClient` of development builds: checks options and page, and explains failures on the console. */
export function createClient(options: ClientOptions = {}): Client {
  checkOptions(options);
  checkBridge(globalThis, options.source?.key ?? 'bridge');
  const client = create(options);
  explain(client);
  return client;
}
