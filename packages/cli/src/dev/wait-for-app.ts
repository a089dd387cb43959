import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../command-error.ts';

const PAUSE = 150;
const ANSWER_TIMEOUT = 5000;

/**
 * Waits until an app answers for its descriptor, whatever it says: the installation judges that.
 *
 * @throws {CommandError} when it does not in time
 */
export async function waitForApp(descriptorUrl: string, seconds: number, signal: AbortSignal): Promise<void> {
  if (!URL.canParse(descriptorUrl)) throw new CommandError(`"${descriptorUrl}" is not a URL.`);
  const inTime = AbortSignal.timeout(seconds * 1000);
  const either = AbortSignal.any([signal, inTime]);
  while (!either.aborted) {
    if (await answers(descriptorUrl, either)) return;
    await pause(either);
  }
  if (inTime.aborted)
    throw new CommandError(`No app has answered at ${descriptorUrl} within ${seconds} s (see --wait).`);
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT)]),
    });
    await response.body?.cancel();
    // A server that is still starting may say so.
    return response.status !== 503;
  } catch {
    return false;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(PAUSE, undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
