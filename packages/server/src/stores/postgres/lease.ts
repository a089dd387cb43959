import { quieten } from '../quieten.ts';

/** The result of a query. */
export interface PostgresResult {
  readonly rows: readonly unknown[];
}

/** A message of a channel. */
export interface PostgresNotification {
  readonly channel: string;
  readonly payload?: string | undefined;
}

/** What the store needs of a client of `pg`. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  release(destroy?: boolean): void;
  on(event: 'error' | 'end', listener: () => void): unknown;
  on(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  removeListener(event: 'error', listener: () => void): unknown;
}

/** What the store needs of a `pg.Pool`. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  on(event: 'error', listener: () => void): unknown;
  readonly options?: { readonly max?: number | undefined };
}

/** A client that is taken out of the pool. */
export interface Lease {
  readonly client: PostgresClient;
  /** Gives the client back, once. `destroy` it if its state is not known. */
  readonly release: (destroy: boolean) => void;
}

const ignore = (): void => {};

/** Takes a client out of the pool. It is destroyed when `signal` fires, because it may never respond. */
export async function lease(pool: PostgresPool, signal: AbortSignal): Promise<Lease> {
  quieten(pool);
  const client = await pool.connect();
  let isReleased = false;
  // A client that is lost while it is idle emits an error, which would end the process.
  client.on('error', ignore);
  const release = (destroy: boolean): void => {
    if (isReleased) return;
    isReleased = true;
    client.release(destroy);
    client.removeListener('error', ignore);
  };
  if (signal.aborted) {
    release(false);
    throw new Error('The pool gave a client too late.');
  }
  signal.addEventListener('abort', () => release(true), { once: true });
  return { client, release };
}

/** Runs `work` with a client of the pool. */
export async function withClient<T>(
  pool: PostgresPool,
  signal: AbortSignal,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  const { client, release } = await lease(pool, signal);
  let hasFailed = true;
  try {
    const result = await work(client);
    hasFailed = false;
    return result;
  } finally {
    release(hasFailed);
  }
}
