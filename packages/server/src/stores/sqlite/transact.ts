import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';

/** The error code of SQLite while another process writes. */
const SQLITE_BUSY = 5;

/** Repeats `work` while another process holds the lock, without blocking this process. */
export async function whenFree<T>(signal: AbortSignal, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      await delay(1 + Math.random() * 9);
      // The call has rejected by now, so its work must not follow.
      if (signal.aborted) throw error;
    }
  }
}

/** Runs `work` in a transaction that takes the write lock at its start: SQLite cannot wait for it half-way. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    tryQuietly(() => database.exec('ROLLBACK'));
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY;
}

/** Ignores an error of `work`, for work that is repeated soon. */
export function tryQuietly(work: () => void): void {
  try {
    work();
  } catch {
    // The next attempt makes up for this one.
  }
}
