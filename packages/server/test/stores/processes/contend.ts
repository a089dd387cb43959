/*
 * One of several processes that use one file: waits for the word, then takes as many keys as it can and writes a
 * tenant ten times. Tells which keys it got, and when it has heard of everybody's writes.
 */
import { sqliteStore } from '../../../src/stores/sqlite.ts';

const [, , path = '', keys = '0'] = process.argv;
const store = sqliteStore(path, { timeout: 20 });
await store.open();
const { promise: hasHeardAll, resolve } = Promise.withResolvers<boolean>();
let heard = 0;
store.watch(({ kind }) => {
  if (kind === 'tenant') heard += 1;
  if (heard === 30) resolve(true);
});

process.on('message', (question) => {
  void answer(question === 'go');
});
process.send?.('ready');

async function answer(isFirst: boolean): Promise<void> {
  process.send?.(isFirst ? await contend() : await hasHeardAll);
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
