import type { Subscribe } from '../driver.ts';
import { lease, type PostgresPool } from './lease.ts';

/** Listens to a channel on a client of its own, which is destroyed at the end. */
export function listenTo(pool: PostgresPool, channel: string): Subscribe {
  return async ({ receive, lose }, signal) => {
    const { client, release } = await lease(pool, signal);
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => receive(payload ?? ''));
    try {
      await client.query(`LISTEN "${channel}"`);
    } catch (error) {
      release(true);
      throw error;
    }
    return { probe: () => client.query('SELECT 1'), end: () => release(true) };
  };
}
