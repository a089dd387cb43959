import type { Store } from '../stores/contract.ts';

/** The most entries that one call of a store reads. */
const MAX_KEYS = 64;

interface Batch {
  readonly keys: string[];
  readonly values: Promise<readonly (string | undefined)[]>;
}

/** Reads entries one by one, with one call of the store for all that are asked for in the same moment. */
export function readTogether(store: Store): (key: string) => Promise<string | undefined> {
  let open: Batch | undefined;

  const begin = (): Batch => {
    const keys: string[] = [];
    const values = Promise.resolve().then(async () => {
      if (open === batch) open = undefined;
      return store.readEntries(keys);
    });
    const batch = { keys, values };
    return batch;
  };

  return async (key) => {
    if (!open || open.keys.length === MAX_KEYS) open = begin();
    const { keys, values } = open;
    const index = keys.push(key) - 1;
    return (await values)[index];
  };
}
