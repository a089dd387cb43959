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
  const followers = new Set<(tenantId: string, note: Note) => void>();
  let count = 0;
  return {
    list: (tenantId: string): readonly Note[] => byTenant.get(tenantId) ?? [],
    add(tenantId: string, note: Pick<Note, 'issueKey' | 'author' | 'text'>): Note {
      const added = { ...note, id: ++count, writtenAt: new Date().toISOString() };
      byTenant.set(tenantId, [added, ...(byTenant.get(tenantId) ?? [])].slice(0, 100));
      for (const follow of followers) follow(tenantId, added);
      return added;
    },
    /** Calls `listener` for each new note of the tenant, until the returned function is called. */
    follow(tenantId: string, listener: (note: Note) => void): () => void {
      const follower = (of: string, note: Note): void => {
        if (of === tenantId) listener(note);
      };
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

/** The notes for a spreadsheet, which must not take what people have written for formulas. */
export function toCsv(notes: readonly Note[]): string {
  const rows = notes.map(({ issueKey, author, text }) => [issueKey, author, text]);
  return [['Issue', 'Author', 'Note'], ...rows]
    .map((row) => row.map((field) => `"${field.replace(/^[=+@-]/, "'$&").replaceAll('"', '""')}"`).join(','))
    .join('\r\n');
}
