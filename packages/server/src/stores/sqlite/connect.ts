import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens a file of one's own. Write-ahead logging lets readers and a writer of several processes work at the
 * same time; `FULL` keeps what was committed through a power cut.
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

/** A file of secrets is its owner's alone; SQLite gives its companion files the same mode. */
function createForOwner(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}
