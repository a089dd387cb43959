import { signHs256, queryStringHash, type LifecycleEvent } from '@authbeat/core';
import type { ProbeRequest } from '../probes/exchange.ts';
import { wholeSeconds, type Impostor } from '../probes/impostor.ts';
import { postJson, targetOf } from '../probes/requests.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import { endpointsOf } from '../surface/surface.ts';
import type { CheckContext } from './check.ts';

export function lifecycleEndpoint(context: CheckContext, event: LifecycleEvent): Endpoint | undefined {
  return endpointsOf(context.surface, 'lifecycle').find((endpoint) => endpoint.event === event);
}

/** Who a lifecycle call says that it comes from. */
export interface ClaimedTenant {
  readonly clientKey: string;
  readonly sharedSecret: string;
  readonly siteUrl: string;
}

/** What a host sends to a lifecycle endpoint. */
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
  endpoint: Endpoint,
  impostor: Impostor,
): readonly ProbeRequest[] {
  const event = endpoint.event ?? 'installed';
  const target = targetOf(context, endpoint);
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
  return calls.map(([label, token]) => postJson(endpoint.url, body, `\`${event}\` ${label}`, token));
}

/** Leaves no made-up tenant behind, by the same mistake that let it in. */
export async function retractInstall(context: CheckContext, impostor: Impostor): Promise<void> {
  const endpoint = lifecycleEndpoint(context, 'uninstalled');
  if (!endpoint) return;
  const calls = forgedCalls(context, endpoint, impostor);
  await Promise.all(calls.map(async (call) => context.send({ ...call, attempt: 1 })));
}
