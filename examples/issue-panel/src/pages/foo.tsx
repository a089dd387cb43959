import type { Note } from '../notes.ts';
import { mount } from './mount.tsx';
import { NoteList } from './note-list.tsx';
import { usePolled } from './use-polled.ts';

/** The panel behind the button "Foo": the notes on the issue of the session. */
function Foo() {
  const { data, problem } = usePolled<{ issueKey?: string; notes: Note[] }>('/api/issue/notes');
  return (
    <main>
      <h1>Foo</h1>
      {problem && <p role="alert">{problem}</p>}
      {data && <p>This panel is signed in. Notes on {data.issueKey ?? 'no issue'}:</p>}
      {data && <NoteList notes={data.notes} />}
    </main>
  );
}

mount(<Foo />);
