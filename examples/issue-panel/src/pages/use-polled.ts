import { useEffect, useState } from 'react';
import { useAuthbeatFetch, useSession } from '@authbeat/client/react';

const INTERVAL = 2000;

/** Polls an API every two seconds while there is a session. */
export function usePolled<Data>(path: string): {
  data: Data | undefined;
  problem: string | undefined;
} {
  const fetch = useAuthbeatFetch();
  const { status } = useSession();
  const paused = status === 'signedout' || status === 'failed';
  const [data, setData] = useState<Data>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    if (paused) return undefined;
    const leaving = new AbortController();
    const load = async (): Promise<void> => {
      const response = await fetch(path, { signal: leaving.signal });
      if (!response.ok) throw new Error(`The app responded with ${response.status}.`);
      setData((await response.json()) as Data);
      setProblem(undefined);
    };
    const poll = (): void => {
      load().catch((error: unknown) => {
        if (!leaving.signal.aborted) setProblem(error instanceof Error ? error.message : 'Unknown');
      });
    };
    poll();
    const timer = setInterval(poll, INTERVAL);
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [fetch, path, paused]);

  return { data, problem: paused ? undefined : problem };
}
