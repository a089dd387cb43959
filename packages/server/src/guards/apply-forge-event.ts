import { isRecord } from '@authbeat/core';
import { isFromBrowser } from '../host-calls/from-browser.ts';
import type { Installations } from '../tenants/installations.ts';
import type { Principal } from '../verdict.ts';
import { claimsOf } from './remote.ts';

/** What happened to an installation, as Forge reports it to a remote. */
export type ForgeLifecycleEvent = 'installed' | 'upgraded' | 'uninstalled';

/** @see https://developer.atlassian.com/platform/forge/events-reference/life-cycle/ */
const EVENTS: ReadonlyMap<unknown, ForgeLifecycleEvent> = new Map([
  ['avi:forge:installed:app', 'installed'],
  ['avi:forge:upgraded:app', 'upgraded'],
  ['avi:forge:uninstalled:app', 'uninstalled'],
]);

/**
 * Applies an event of Forge to the installation that its invocation token names, whatever the body says of it. The guard
 * has admitted the installation already, so only an uninstall changes anything.
 */
export async function applyForgeEvent(
  principal: Principal,
  body: unknown,
  installations: Pick<Installations, 'uninstall'>,
): Promise<ForgeLifecycleEvent | undefined> {
  const claims = claimsOf(principal);
  if (!claims || isFromBrowser(claims)) return undefined;
  const event = EVENTS.get(isRecord(body) ? body['eventType'] : undefined);
  if (event === 'uninstalled') await installations.uninstall(claims.installationId, claims.iat);
  return event;
}
