import { setTimeout as wait } from 'node:timers/promises';
import type { Host } from '@authbeat/host';
import type { AppPlace } from './app-place.ts';
import { readListeningPorts } from './listening-ports.ts';
import type { DevelopOptions } from './options.ts';
import type { App } from './start-app.ts';
import { waitForApp } from './wait-for-app.ts';

/** An app may open several ports, one after the other: only those count that were open at two looks in a row. */
const LOOK_INTERVAL_MS = 1000;
const RESPONSE_TIMEOUT_MS = 2000;

/**
 * Waits for the app. It may listen at the port in `PORT` or at one of its own: then a proxy at its address leads there. A
 * port of its own is found by the descriptor; if no port that the app has opened has the descriptor, a note names these
 * ports. An app that listens at its address itself needs no proxy.
 *
 * @returns the address at which the app itself responds
 */
export async function findApp(
  options: DevelopOptions,
  host: Host,
  place: AppPlace,
  app: App | undefined,
  signal: AbortSignal,
): Promise<string> {
  const { appPort, reporter } = options;
  const { waitUrl, listensAt } = place;
  const hasProxy = listensAt !== appPort;
  const behind = atPort(waitUrl, listensAt);
  const found = await waitForAny(options, place, hasProxy ? [behind, waitUrl] : [waitUrl], app, signal);
  if (signal.aborted || !hasProxy) return found;
  if (found === waitUrl) {
    reporter.report(
      { event: 'note', ignores: 'PORT' },
      `The app listens on port ${appPort} itself, and not on the one in PORT: the faults of the network are not available.`,
    );
    return found;
  }
  await host.startProxy({ upstream: new URL(found).origin, port: appPort });
  if (found !== behind) {
    const { port } = new URL(found);
    reporter.report(
      { event: 'note', ignores: 'PORT', port: Number(port) },
      `The app listens on port ${port}, and not on the one in PORT (${listensAt}). A proxy on port ${appPort} leads there.`,
    );
  }
  return found;
}

/** Waits for the app where it is expected, and meanwhile looks where else it listens. */
async function waitForAny(
  options: DevelopOptions,
  place: AppPlace,
  expected: readonly string[],
  app: App | undefined,
  signal: AbortSignal,
): Promise<string> {
  const found = new AbortController();
  const searching = AbortSignal.any([signal, found.signal]);
  try {
    return await Promise.race([
      waitForApp(expected, options.wait, searching),
      ...(app ? [lookElsewhere(options, place, expected, app, searching)] : []),
    ]);
  } finally {
    found.abort();
  }
}

/** Looks for the app on the ports that its processes have opened. Settles only when it has found the app. */
async function lookElsewhere(
  { appPort, reporter }: DevelopOptions,
  { waitUrl, listensAt, file }: AppPlace,
  expected: readonly string[],
  { group }: App,
  signal: AbortSignal,
): Promise<string> {
  const known = new Set(expected.map((url) => Number(new URL(url).port)));
  const hasProxy = listensAt !== appPort;
  let before: readonly number[] = [];
  let reported = '';
  while (!signal.aborted) {
    await wait(LOOK_INTERVAL_MS, undefined, { ref: false });
    const ports = (group === undefined ? [] : await readListeningPorts(group)).filter(
      (port) => !known.has(port),
    );
    const settled = ports.filter((port) => before.includes(port));
    before = ports;
    if (signal.aborted || settled.length === 0) continue;
    if (hasProxy && file === undefined)
      for (const port of settled) {
        const url = atPort(waitUrl, port);
        if (await hasDescriptor(url, signal)) return url;
      }
    const words = settled.join(', ');
    if (signal.aborted || words === reported) continue;
    reported = words;
    reporter.report(
      { event: 'note', listens: settled },
      `The app listens on ${settled.length === 1 ? 'port' : 'the ports'} ${words}, but is expected at ${expected.join(' or ')}. ` +
        (hasProxy
          ? 'Let it listen on the port in PORT, or give its own with --app-port.'
          : 'Give the address of its descriptor.'),
    );
  }
  return new Promise<never>(() => {});
}

async function hasDescriptor(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      // It may lead off this machine.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
    });
    const body: unknown = response.ok ? await response.json() : undefined;
    return typeof body === 'object' && body !== null && 'key' in body;
  } catch {
    return false;
  }
}

/** The same address behind the proxy. `localhost`, because some apps listen on `::1` only. */
function atPort(url: string, port: number): string {
  const moved = new URL(url);
  moved.hostname = 'localhost';
  moved.port = String(port);
  return moved.href;
}
