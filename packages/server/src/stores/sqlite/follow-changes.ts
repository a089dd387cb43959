import type { Change } from '../contract.ts';
import { parseChange } from '../records.ts';
import type { Statements } from './statements.ts';

/** Two ways to look for changes that came since the last look. */
export interface ChangeReader {
  /** Looks if another connection has written at all, which one pragma tells. */
  poll(): void;
  /** Looks for certain: after a write of one's own. */
  read(): void;
}

/** Reads the table of changes from here on, and tells of a gap when it was cleared out faster than read. */
export function followChanges(statements: Statements, emit: (change: Change) => void): ChangeReader {
  let lastId = readNewestId(statements);
  let lastVersion = readDataVersion(statements);

  function read(): void {
    const newestId = readNewestId(statements);
    if (newestId === lastId) return;
    const rows = statements.readChanges.all(lastId);
    const isComplete = rows[0]?.['id'] === lastId + 1;
    lastId = Number(rows.at(-1)?.['id'] ?? newestId);
    if (!isComplete) return emit({ kind: 'gap' });
    for (const row of rows) emit(parseChange(String(row['change'])));
  }

  function poll(): void {
    const version = readDataVersion(statements);
    if (version === lastVersion) return;
    read();
    lastVersion = version;
  }

  return { poll, read };
}

function readNewestId(statements: Statements): number {
  return Number(statements.newestChange.get()?.['id'] ?? 0);
}

function readDataVersion(statements: Statements): unknown {
  return statements.dataVersion.get()?.['data_version'];
}
