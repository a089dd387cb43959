/** A note on an issue. */
export interface Note {
  readonly id: number;
  readonly issueKey: string;
  readonly author: string;
  readonly text: string;
  readonly writtenAt: string;
}

/** Keeps the notes of every tenant apart, in memory. */
export function createNotes() {
  const byTenant = new Map<string, Note[]>();
  let count = 0;
  return {
    list: (clientKey: string): readonly Note[] => byTenant.get(clientKey) ?? [],
    add(clientKey: string, note: Pick<Note, 'issueKey' | 'author' | 'text'>): Note {
      const added = { ...note, id: ++count, writtenAt: new Date().toISOString() };
      byTenant.set(clientKey, [added, ...(byTenant.get(clientKey) ?? [])].slice(0, 100));
      return added;
    },
  };
}
