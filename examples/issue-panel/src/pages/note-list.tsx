import type { Note } from '../notes.ts';

export function NoteList({ notes }: { notes: readonly Note[] }) {
  if (notes.length === 0) return <p className="quiet">No notes yet.</p>;
  return (
    <ul>
      {notes.map(({ id, issueKey, author, text, writtenAt }) => (
        <li key={id}>
          {text}
          <br />
          <small>
            {issueKey} · {author} · {new Date(writtenAt).toLocaleTimeString()}
          </small>
        </li>
      ))}
    </ul>
  );
}
