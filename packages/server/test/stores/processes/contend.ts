/*
 * One of several processes that share a file. On `go` it uses as many keys as it can, writes a tenant ten times, and
 * reports the keys that it got. On the next message it reports when it has received the changes of all processes.
 */
import { sqliteStore } from '../../../src/stores/sqlite.ts';

const [, , path = '', keys = '0'] = process.argv;
const store = sqliteStore(path, { timeout: 20 });
await store.open();
const { promise: hasReceivedAll, resolve } = Promise.withResolvers<boolean>();
let received = 0;
store.watch(({ kind }) => {
  if (kind === 'tenant') received += 1;
  if (received === 30) resolve(true);
});

process.on('message', (command) => {
  void respond(command === 'go');
});
process.send?.('ready');

async function respond(isFirst: boolean): Promise<void> {
  process.send?.(isFirst ? await contend() : await hasReceivedAll);
  if (isFirst) return;
  await store.close();
  process.disconnect();
}

async function contend(): Promise<{ won: number[] }> {
  const won: number[] = [];
  for (let key = 0; key < Number(keys); key++) {
    if (await store.consumeOnce(`key ${key}`, Date.now() + 60_000)) won.push(key);
  }
  for (let count = 0; count < 10; count++) await increment();
  return { won };
}

async function increment(): Promise<void> {
  for (;;) {
    const tenant = await store.readTenant('tenant');
    if (!tenant) throw new Error('The tenant is missing.');
    const version = tenant.version + 1;
    if (await store.writeTenant({ ...tenant, version }, tenant.version)) return;
  }
}
