import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { Store } from '../../src/stores/contract.ts';
import { describeStore } from '../../src/testing/index.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const GUIDE = join(ROOT, 'docs/stores/write-your-own.md');
// Below node_modules, so that its imports resolve as a reader's would.
const FOLDER = join(ROOT, 'node_modules/.cache/authbeat-guide');

interface Guide {
  readonly tableStore: (table: object, now: () => number) => Store;
}

/** The store that the guide shows, as it stands there. */
async function readGuide(): Promise<Guide> {
  const blocks = readFileSync(GUIDE, 'utf8').matchAll(/^```ts\n(.*?)^```/gms);
  const code = [...blocks].map(([, block = '']) => block).find((block) => block.includes('tableStore'));
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, 'table-store.ts');
  writeFileSync(path, code ?? '');
  return (await import(path)) as Guide;
}

/** The simplest table that the guide asks for. */
function memoryTable() {
  const values = new Map<string, string>();
  return {
    get: async (name: string) => values.get(name),
    entries: async function* entries(prefix: string) {
      for (const [name, value] of values) if (name.startsWith(prefix)) yield value;
    },
    setIf: async (name: string, present: string | undefined, value: string) => {
      if (values.get(name) !== present) return false;
      values.set(name, value);
      return true;
    },
  };
}

const { tableStore } = await readGuide();

describeStore(
  'the store of the guide',
  { create: (_place, { now }) => ({ store: tableStore(memoryTable(), now) }), nodes: 'one' },
  { describe, it },
);
