import { useEffect, useState } from 'react';
import { useAuthbeat } from '@authbeat/client/react';
import type { Note } from '../notes.ts';

/** What cannot send a header: a download, and a stream of new notes. Each gets an address with a ticket. */
export function NoteTools() {
  const client = useAuthbeat();
  const [following, setFollowing] = useState(false);
  const [latest, setLatest] = useState<Note>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    if (!following) return undefined;
    let stop = (): void => {};
    let left = false;
    const follow = async (): Promise<void> => {
      const stream = new EventSource(await client.fetchTicketUrl('/api/notes/events'));
      stop = () => stream.close();
      stream.addEventListener('message', ({ data }) => setLatest(JSON.parse(String(data)) as Note));
      // A ticket opens its address once, so the browser cannot connect again by itself.
      stream.addEventListener('error', () => {
        stop();
        if (!left) setFollowing(false);
      });
      if (left) stop();
    };
    follow().catch(() => setProblem('New notes cannot be followed.'));
    return () => {
      left = true;
      stop();
    };
  }, [client, following]);

  const download = (): void => {
    client.fetchTicketUrl('/api/notes.csv').then(
      (url) => location.assign(url),
      () => setProblem('The notes cannot be downloaded.'),
    );
  };

  return (
    <p>
      <button type="button" onClick={download}>
        Download
      </button>{' '}
      <button type="button" aria-pressed={following} onClick={() => setFollowing(!following)}>
        Follow
      </button>{' '}
      {latest && <output>New: {latest.text}</output>}
      {problem && <span role="alert">{problem}</span>}
    </p>
  );
}
