import { randomBytes } from 'node:crypto';
import type { Subscribe } from '../driver.ts';
import { StoreError } from '../errors.ts';
import { pause } from '../wait.ts';
import { lease, withClient, type PostgresClient, type PostgresPool } from './lease.ts';

/** How long a notification may take to arrive on a client that listens, in milliseconds. */
const ARRIVES_WITHIN_MS = 1000;

/** Listens to a channel on a client of its own, which is destroyed at the end. */
export function listenTo(pool: PostgresPool, channel: string): Subscribe {
  return async ({ receive, lose }, signal) => {
    const { client, release } = await lease(pool, signal);
    client.on('error', lose);
    client.on('end', lose);
    try {
      await requireDelivery(pool, client, signal);
      client.on('notification', ({ payload }) => receive(payload ?? ''));
      await client.query(`LISTEN "${channel}"`);
    } catch (error) {
      release(true);
      throw error;
    }
    return { probe: () => client.query('SELECT 1'), end: () => release(true) };
  };
}

/**
 * Sends a notification from one client to another, on a channel of its own. A pooler in transaction mode accepts
 * `LISTEN`, but gives the connection that listens to whichever client comes next.
 *
 * @throws {StoreError} `store_pooled`
 */
async function requireDelivery(
  pool: PostgresPool,
  client: PostgresClient,
  signal: AbortSignal,
): Promise<void> {
  const channel = `authbeat_test_${randomBytes(12).toString('hex')}`;
  const arrival = new AbortController();
  client.on('notification', (message) => {
    if (message.channel === channel) arrival.abort();
  });
  await client.query(`LISTEN ${channel}`);
  await withClient(pool, signal, (other) => other.query(`NOTIFY ${channel}`));
  await pause(ARRIVES_WITHIN_MS, AbortSignal.any([arrival.signal, signal]));
  if (!arrival.signal.aborted) throw new StoreError('store_pooled', { store: 'postgres', operation: 'open' });
  await client.query(`UNLISTEN ${channel}`);
}
