import { explain } from './development/explain.ts';
import { checkOptions } from './development/check-options.ts';
import type { Client } from './client.ts';
import type { ClientOptions } from './options.ts';
import { createClient as create } from './index.ts';

export * from './index.ts';

/** `createClient` of development builds: checks the options and says in plain words what goes wrong. */
export function createClient(options: ClientOptions = {}): Client {
  checkOptions(options);
  const client = create(options);
  explain(client);
  return client;
}
