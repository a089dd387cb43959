import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { Store } from '../../src/stores/contract.ts';
import type { StoreOptions } from '../../src/stores/store-options.ts';
import { describeStore, type Fault } from '../../src/testing/index.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const GUIDE = join(ROOT, 'docs/stores/write-your-own.md');
// Below node_modules, so that its imports resolve as a reader's would.
const FOLDER = join(ROOT, 'node_modules/.cache/authbeat-guide');

interface Guide {
  readonly tableStore: (table: object, options: StoreOptions) => Store;
}

/** Loads the example of the guide, as it is printed there. */
async function loadGuide(): Promise<Guide> {
  const blocks = readFileSync(GUIDE, 'utf8').matchAll(/^```ts\n(.*?)^```/gms);
  const code = [...blocks].map(([, block = '']) => block).find((block) => block.includes('tableStore'));
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, 'table-store.ts');
  writeFileSync(path, code ?? '');
  return (await import(path)) as Guide;
}

/** The simplest table that the guide asks for, shared by every node of one place. */
class MemoryTable {
  state: 'works' | 'fails' | 'hangs' = 'works';
  readonly #values = new Map<string, string>();
  readonly #subscribers = new Set<{
    readonly receive: (message: string) => void;
    readonly lose: () => void;
  }>();

  async #respond<T>(result: () => T): Promise<T> {
    if (this.state === 'fails') throw new Error('The table is away.');
    if (this.state === 'hangs') return new Promise(() => {});
    return result();
  }

  get(name: string) {
    return this.#respond(() => this.#values.get(name));
  }

  entries(prefix: string) {
    return this.#respond(() => [...this.#values].filter(([name]) => name.startsWith(prefix)));
  }

  setIf(name: string, expected: string | undefined, value: string | undefined) {
    return this.#respond(() => {
      if (this.#values.get(name) !== expected) return false;
      if (value === undefined) this.#values.delete(name);
      else this.#values.set(name, value);
      return true;
    });
  }

  publish(message: string) {
    return this.#respond(() => {
      for (const { receive } of this.#subscribers) receive(message);
    });
  }

  subscribe(receive: (message: string) => void, lose: () => void) {
    return this.#respond(() => {
      const subscriber = { receive, lose };
      this.#subscribers.add(subscriber);
      return {
        ping: () => this.#respond(() => undefined),
        end: () => void this.#subscribers.delete(subscriber),
      };
    });
  }

  fail(): void {
    this.state = 'fails';
    for (const subscriber of this.#subscribers) {
      this.#subscribers.delete(subscriber);
      subscriber.lose();
    }
  }
}

const tables = new Map<string, MemoryTable>();

function tableOf(place: string): MemoryTable {
  const table = tables.get(place) ?? new MemoryTable();
  tables.set(place, table);
  return table;
}

/** A fault of every table: the tests run one after the other. */
function faultOf(name: string, keepsConnections: boolean, begin: (table: MemoryTable) => void): Fault {
  return {
    name,
    keepsConnections,
    begin: async () => {
      for (const table of tables.values()) begin(table);
      return async () => {
        for (const table of tables.values()) table.state = 'works';
      };
    },
  };
}

const { tableStore } = await loadGuide();

describeStore(
  'the store of the guide',
  {
    create: (place, options) => ({ store: tableStore(tableOf(place), options) }),
    faults: [
      faultOf('rejects', false, (table) => table.fail()),
      faultOf('stops responding', true, (table) => {
        table.state = 'hangs';
      }),
    ],
  },
  { describe, it },
);
