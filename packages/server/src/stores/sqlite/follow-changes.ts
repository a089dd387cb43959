import type { Change } from '../contract.ts';
import { parseChange } from '../records.ts';
import type { Statements } from './statements.ts';

/** Reads the changes since the last read. */
export interface ChangeReader {
  /**
   * Reads if another connection has written, as a cheap pragma shows. Never throws: changes may be missed from a poll
   * that fails until one succeeds, and it emits that.
   */
  poll(): void;
  /** Reads in any case. */
  read(): void;
}

/** Follows the table of changes from its end on. Emits a gap when changes were deleted before they were read. */
export function followChanges(statements: Statements, emit: (change: Change) => void): ChangeReader {
  let lastId = readNewestId(statements);
  let lastVersion = readDataVersion(statements);
  let isLost = false;

  function read(): void {
    const newestId = readNewestId(statements);
    if (newestId === lastId) return;
    const rows = statements.readChanges.all(lastId);
    const isComplete = rows[0]?.['id'] === lastId + 1;
    lastId = Number(rows.at(-1)?.['id'] ?? newestId);
    if (!isComplete) return emit({ kind: 'gap' });
    for (const row of rows) emit(parseChange(String(row['change'])));
  }

  function readIfChanged(): void {
    const version = readDataVersion(statements);
    if (version === lastVersion) return;
    read();
    lastVersion = version;
  }

  function poll(): void {
    const wasLost = isLost;
    try {
      readIfChanged();
      isLost = false;
    } catch {
      isLost = true;
    }
    if (isLost !== wasLost) emit({ kind: isLost ? 'lost' : 'gap' });
  }

  return { poll, read };
}

function readNewestId(statements: Statements): number {
  return Number(statements.newestChange.get()?.['id'] ?? 0);
}

function readDataVersion(statements: Statements): unknown {
  return statements.dataVersion.get()?.['data_version'];
}
