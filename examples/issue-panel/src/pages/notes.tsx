import { useState, type SyntheticEvent } from 'react';
import { useAuthbeatFetch } from '@authbeat/client/react';
import type { Note } from '../notes.ts';
import { mount } from './mount.tsx';
import { NoteList } from './note-list.tsx';
import { NoteTools } from './note-tools.tsx';
import { usePolled } from './use-polled.ts';

/** The page that stays open for hours: a form, and a list that it polls. */
function Notes() {
  const { data, problem } = usePolled<Note[]>('/api/notes');
  return (
    <main>
      <h1>Notes</h1>
      <NoteForm />
      {problem && <p role="alert">{problem}</p>}
      {data && <NoteList notes={data} />}
      <NoteTools />
    </main>
  );
}

function NoteForm() {
  const fetch = useAuthbeatFetch();
  const [issueKey, setIssueKey] = useState('AB-1');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();

  const send = async (): Promise<void> => {
    const response = await fetch('/api/notes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ issueKey, text }),
    });
    if (!response.ok) throw new Error(`The app responded with ${response.status}.`);
    setText('');
    setProblem(undefined);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send().catch((error: unknown) => setProblem(error instanceof Error ? error.message : 'Unknown'));
  };

  return (
    <form onSubmit={submit}>
      <label>
        Issue
        <input value={issueKey} onChange={(event) => setIssueKey(event.target.value)} required />
      </label>
      <label>
        Note
        <textarea value={text} onChange={(event) => setText(event.target.value)} rows={3} required />
      </label>
      {problem && <p role="alert">The note is not written: {problem}</p>}
      <button type="submit">Write note</button>
    </form>
  );
}

mount(<Notes />);
