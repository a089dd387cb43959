import type { Descriptor, Module } from '@authbeat/core';
import type { ModuleUrlOptions } from './module-url.ts';

/** For how long past its expiry a token is tried, in seconds: just beyond what apps and frameworks usually accept. */
const AGES = [1, 6, 11, 16, 31, 61, 121, 301, 901];
const TIMEOUT_MS = 5000;

/** An installed app. */
interface ProbedApp {
  readonly descriptor: Descriptor;
  readonly modules: readonly Module[];
  moduleUrl(key: string, options: ModuleUrlOptions): string;
}

/** What a probe needs besides the app. */
interface ProbeOptions {
  readonly now: () => number;
  /** Of the app's iframe tokens, in seconds. */
  readonly lifetime: number;
  /** Names a frame in the timeline for the requests of the probe. */
  readonly openFrame: (module: Module) => string;
}

/**
 * Finds out for how long an app accepts a token after its expiry, by requests for a page of its own with tokens that
 * expired some time ago.
 *
 * @returns seconds, at most as much too long as the app's leeway is below the next of the usual ones; `Infinity` when
 *   it accepts a token that expired a quarter of an hour ago; `undefined` when it has no page that needs a token, or
 *   the page does not respond
 */
export async function probeLeeway(
  installation: ProbedApp,
  { now, lifetime, openFrame }: ProbeOptions,
): Promise<number | undefined> {
  const page = installation.modules.find(({ url, target, cacheable }) => (target?.url ?? url) && !cacheable);
  if (!page || installation.descriptor.authentication === 'none') return undefined;
  const frame = openFrame(page);
  const isAccepted = async (age: number): Promise<boolean | undefined> => {
    const issuedAt = now() / 1000 - lifetime - age;
    return isShown(installation.moduleUrl(page.key, { issuedAt, lifetime, issue: 'AB-1', frame }));
  };
  if ((await isAccepted(-lifetime)) !== true) return undefined;
  for (const age of AGES) {
    const accepted = await isAccepted(age);
    if (accepted !== true) return accepted === undefined ? undefined : age - 1;
  }
  return Infinity;
}

/** Is the page shown? `undefined` when there is no response. */
async function isShown(url: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return undefined;
  }
}
