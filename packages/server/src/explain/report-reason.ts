import { isLoopbackUrl } from '../http/safe-url.ts';
import type { RefusalDescription } from './describe-refusal.ts';

const TIMEOUT_MS = 2000;
/** What is refused in a storm is reported in part. */
const MAX_REPORTS = 20;

/**
 * Reports refused requests to a local host, which shows them in its timeline. The local host is the only key server with
 * an address on this machine; where no key server has one, nothing is sent.
 */
export function createReporter(keyServers: readonly string[]): (description: RefusalDescription) => void {
  const keyServer = keyServers.find(isLoopbackUrl);
  if (keyServer === undefined) return () => undefined;
  const address = new URL('/reasons', keyServer);
  let open = 0;
  return ({ method, path, status, door, cause, message, help, docs }) => {
    if (open >= MAX_REPORTS) return;
    open += 1;
    fetch(address, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method, path, status, door, cause, message, help, docs }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .then(async (response) => response.body?.cancel())
      // The timeline is for people; the console has the same line.
      .catch(() => undefined)
      .finally(() => {
        open -= 1;
      });
  };
}
