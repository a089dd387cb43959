import type { Subscribe } from '../keep-subscribed.ts';
import { lease, type PostgresPool } from './lease.ts';

/** Listens to a channel on a client that the pool gets back only to be destroyed. */
export function listenTo(pool: PostgresPool, channel: string): Subscribe {
  return async ({ tell, lose }, signal) => {
    const { client, release } = await lease(pool, signal);
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => tell(payload ?? ''));
    try {
      await client.query(`LISTEN "${channel}"`);
    } catch (error) {
      release(true);
      throw error;
    }
    return { probe: () => client.query('SELECT 1'), end: () => release(true) };
  };
}
