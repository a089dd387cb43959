import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../command-error.ts';

const PAUSE_MS = 150;
const RESPONSE_TIMEOUT_MS = 5000;

/**
 * Waits until an app responds at one of these addresses, with any status but 503.
 *
 * @returns the address; the last one when the signal aborts first
 * @throws {CommandError} when it does not respond in time. The message names the last address.
 */
export async function waitForApp(
  urls: readonly string[],
  seconds: number,
  signal: AbortSignal,
): Promise<string> {
  const last = urls.at(-1) ?? '';
  const wrong = urls.find((url) => !URL.canParse(url));
  if (wrong !== undefined) throw new CommandError(`"${wrong}" is not a URL. Give the URL of the descriptor.`);
  const timeout = AbortSignal.timeout(seconds * 1000);
  const ended = AbortSignal.any([signal, timeout]);
  while (!ended.aborted) {
    for (const url of urls) if (await isReady(url, ended)) return url;
    await pause(ended);
  }
  if (timeout.aborted)
    throw new CommandError(
      `No app responded at ${last} within ${seconds} s. Start the app, or give the URL of its descriptor: authbeat dev <descriptor>. To wait longer, use --wait.`,
    );
  return last;
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
