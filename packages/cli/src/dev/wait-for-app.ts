import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../command-error.ts';

const PAUSE_MS = 150;
const RESPONSE_TIMEOUT_MS = 5000;

/**
 * Waits until an app responds to the request for its descriptor, with any status but 503.
 *
 * @throws {CommandError} when it does not respond in time
 */
export async function waitForApp(descriptorUrl: string, seconds: number, signal: AbortSignal): Promise<void> {
  if (!URL.canParse(descriptorUrl))
    throw new CommandError(`"${descriptorUrl}" is not a URL. Give the URL of the descriptor.`);
  const timeout = AbortSignal.timeout(seconds * 1000);
  const ended = AbortSignal.any([signal, timeout]);
  while (!ended.aborted) {
    if (await isReady(descriptorUrl, ended)) return;
    await pause(ended);
  }
  if (timeout.aborted)
    throw new CommandError(
      `No app responded at ${descriptorUrl} within ${seconds} s. Start the app, or wait longer with --wait.`,
    );
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    // A server that is still starting may respond with 503.
    return response.status !== 503;
  } catch {
    return false;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(PAUSE_MS, undefined, { signal });
  } catch {
    // Aborted: the caller checks the signal.
  }
}
