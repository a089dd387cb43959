import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens a file. Write-ahead logging lets readers work beside a writer in another process; with `FULL`, committed
 * data survives a power cut.
 */
export function connect(path: string): DatabaseSync {
  if (path !== ':memory:') createForOwner(path);
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Creates a file that only its owner can read, because it holds secrets. SQLite gives its -wal and -shm files the same mode. */
function createForOwner(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}
