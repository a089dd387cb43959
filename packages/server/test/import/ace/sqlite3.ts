import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

type Parameters = SQLInputValue[] | Record<string, SQLInputValue>;
type Callback = (this: object, error: Error | null, rows?: unknown) => void;

class Database {
  readonly filename: string;
  readonly #database: DatabaseSync;

  constructor(filename: string, _mode: number, opened: Callback) {
    this.filename = filename;
    this.#database = new DatabaseSync(filename);
    queueMicrotask(() => opened.call(this, null));
  }

  serialize(work: () => void): void {
    work();
  }

  run(text: string, parameters: Parameters = [], done?: Callback): void {
    settle(done, () => {
      const { changes, lastInsertRowid } = this.#database.prepare(text).run(...spread(parameters));
      return { context: { changes: Number(changes), lastID: Number(lastInsertRowid) } };
    });
  }

  all(text: string, ...rest: [Callback] | [Parameters, Callback]): void {
    const [parameters, done] = rest.length === 1 ? [[], rest[0]] : rest;
    settle(done, () => ({ context: {}, rows: this.#database.prepare(text).all(...spread(parameters)) }));
  }

  close(done?: Callback): void {
    settle(done, () => {
      this.#database.close();
      return { context: {} };
    });
  }
}

/**
 * What Sequelize uses of the package `sqlite3`, on Node's own SQLite: that package is a native build of several
 * minutes. Statements, file and rows are the same.
 */
export const sqlite3 = { OPEN_READWRITE: 2, OPEN_CREATE: 4, Database };

/** Sequelize passes an array, or an object of named parameters. */
function spread(parameters: Parameters): SQLInputValue[] {
  return Array.isArray(parameters) ? parameters : ([parameters] as unknown as SQLInputValue[]);
}

function settle(done: Callback | undefined, work: () => { context: object; rows?: unknown }): void {
  queueMicrotask(() => {
    try {
      const { context, rows } = work();
      done?.call(context, null, rows);
    } catch (error) {
      done?.call({}, error as Error);
    }
  });
}
