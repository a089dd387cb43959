import { ClientError } from '../errors.ts';
import { readClaims } from '../token.ts';
import { sleep, within } from '../world.ts';
import type { Bridge, World } from '../world.ts';

/** Seconds between two looks whether the bridge has loaded. */
const POLL = 0.05;
/** A host token with fewer seconds left than this is asked for again. */
const DYING = 10;

/** A context token of the host. Waits for the bridge to load, and for its token, `timeout` seconds each. */
export async function askHost(world: World, timeout: number): Promise<string> {
  for (let waited = 0; !world.AP?.context; waited += POLL) {
    // The bridge may load after the app's script, but never outside of a host's frame.
    if (world.parent === world || waited > timeout) throw new ClientError('host_missing');
    await sleep(world, POLL);
  }
  return within(world, timeout, 'host_silent', askTwice(world, world.AP.context));
}

/**
 * Hosts cache the token, so that it may be about to expire. Then they are asked once more, and the second token is
 * used even if it is the same. A wrong clock of the browser costs no more than the second question.
 */
async function askTwice(world: World, host: Bridge): Promise<string> {
  const token = await ask(host);
  return Number(readClaims(token).exp) - world.Date.now() / 1_000 < DYING ? ask(host) : token;
}

/**
 * Hosts return a promise or call the callback, without arguments when they have no token. What they say about the
 * reason is a string or nothing, and is left out.
 */
async function ask(host: Bridge): Promise<string> {
  const token = await new Promise((resolve) => {
    void host.getToken(resolve)?.then(resolve, () => resolve(null));
  });
  if (typeof token === 'string') return token;
  throw new ClientError('host_refused');
}
