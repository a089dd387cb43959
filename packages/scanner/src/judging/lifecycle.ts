import { signHs256, queryStringHash, type LifecycleEvent } from '@authbeat/core';
import type { ProbeRequest } from '../probes/probe.ts';
import { wholeSeconds, type Impostor } from '../tenants/impostor.ts';
import { postJson, targetOf } from './requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { CheckContext } from './context.ts';

export function lifecycleEntryPoint(context: CheckContext, event: LifecycleEvent): EntryPoint | undefined {
  return entryPointsOf(context.surface, 'lifecycle').find((entryPoint) => entryPoint.event === event);
}

/** Who a lifecycle call says that it comes from. */
export interface ClaimedTenant {
  readonly clientKey: string;
  readonly sharedSecret: string;
  readonly siteUrl: string;
}

/** What a host sends to a lifecycle entryPoint. */
export function lifecycleBody(context: CheckContext, event: LifecycleEvent, tenant: ClaimedTenant): object {
  const { clientKey, sharedSecret, siteUrl } = tenant;
  return {
    key: context.surface.descriptor.key,
    clientKey,
    sharedSecret,
    serverVersion: '100000',
    pluginsVersion: '1001.0.0-SNAPSHOT',
    baseUrl: siteUrl,
    displayUrl: siteUrl,
    productType: 'jira',
    description: 'A call of authbeat check: it should have been refused, and can be deleted.',
    eventType: event,
  };
}

/** Lifecycle calls of a tenant that no host knows, each with another mistake to find. */
export function forgedCalls(
  context: CheckContext,
  entryPoint: EntryPoint,
  impostor: Impostor,
): readonly ProbeRequest[] {
  const event = entryPoint.event ?? 'installed';
  const target = targetOf(context, entryPoint);
  const siteUrl = `https://${impostor.clientKey}.invalid`;
  const body = lifecycleBody(context, event, { ...impostor, siteUrl });
  const claims = { iss: impostor.clientKey, aud: [target.baseUrl], qsh: queryStringHash(target) };
  const issuedAt = wholeSeconds(context.now());
  const ownSecret = signHs256({ ...claims, iat: issuedAt, exp: issuedAt + 900 }, impostor.sharedSecret);
  const calls: readonly [label: string, token: string | undefined][] = [
    ['without a token', undefined],
    ['signed by an unknown key', impostor.forgeLifecycle(target)],
    ['signed with the secret that it brings along', ownSecret],
    ['with an unsigned token ("alg": "none")', impostor.forge('alg none', target)],
    ['with a token that brings its own key in its header', impostor.forge('key in the header', target)],
  ];
  return calls.map(([label, token]) => postJson(entryPoint.url, body, `\`${event}\` ${label}`, token));
}

/** Leaves no made-up tenant behind, by the same mistake that let it in. */
export async function retractInstall(context: CheckContext, impostor: Impostor): Promise<void> {
  const entryPoint = lifecycleEntryPoint(context, 'uninstalled');
  if (!entryPoint) return;
  const calls = forgedCalls(context, entryPoint, impostor);
  await Promise.all(calls.map(async (call) => context.send({ ...call, attempt: 1 })));
}
