import {
  buildLifecycleBody,
  mintHostToken,
  queryStringHash,
  signHs256,
  type LifecycleEvent,
} from '@authbeat/core';
import { isRefusal, isSuccess, type Probe, type ProbeRequest } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { Impostor } from '../tenants/impostor.ts';
import type { Tenant } from '../tenants/installer.ts';
import { wholeSeconds } from '../tenants/mint.ts';
import type { TestTenants } from '../tenants/test-tenants.ts';
import type { CheckContext, InsideContext } from './context.ts';
import { inconclusive, outOfReach, type Finding } from './finding.ts';
import { describeRefusal, refusesCaller } from './refusals.ts';
import { isConclusive, postJson, targetOf, whyInconclusive } from './requests.ts';

export function lifecycleEntryPoint(context: CheckContext, event: LifecycleEvent): EntryPoint | undefined {
  return entryPointsOf(context.surface, 'lifecycle').find((entryPoint) => entryPoint.event === event);
}

/** The tenant that a lifecycle call names. */
export type NamedTenant = Pick<Tenant, 'clientKey' | 'sharedSecret' | 'hostBaseUrl'>;

/** The body of a lifecycle call, as a host sends it. */
export function lifecycleBody(context: CheckContext, event: LifecycleEvent, tenant: NamedTenant): object {
  const { clientKey, sharedSecret, hostBaseUrl } = tenant;
  const details = { description: 'A call of authbeat check: it should be refused, and can be deleted.' };
  const appKey = context.surface.descriptor.key;
  return buildLifecycleBody({ event, appKey, clientKey, hostBaseUrl, sharedSecret, details });
}

/** Lifecycle calls of a made-up tenant, each with another mistake to find. */
function forgedCalls(
  context: CheckContext,
  entryPoint: EntryPoint,
  impostor: Impostor,
): readonly ProbeRequest[] {
  const event = entryPoint.event ?? 'installed';
  const target = targetOf(context, entryPoint);
  const body = lifecycleBody(context, event, impostor);
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

/** Makes every forged call, one after another: at once, they could make an app fail that accepts them. */
export async function sendForgedCalls(
  context: CheckContext,
  entryPoint: EntryPoint,
  impostor: Impostor,
): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const call of forgedCalls(context, entryPoint, impostor)) probes.push(await context.send(call));
  return probes;
}

/** Was the call accepted? A redirect that leads to a page is no acceptance. */
export function isAccepted(probe: Probe): boolean {
  return isSuccess(probe) && probe.redirects.length === 0;
}

/** Uninstalls a made-up tenant, by the same mistake that let it in. */
export async function retractInstall(context: CheckContext, impostor: Impostor): Promise<void> {
  const entryPoint = lifecycleEntryPoint(context, 'uninstalled');
  if (!entryPoint) return;
  for (const call of forgedCalls(context, entryPoint, impostor)) await context.send({ ...call, attempt: 1 });
}

/**
 * Says why calls that were not accepted show nothing, or nothing where they all were refused. 401 and 403 are
 * refusals. Another 4xx is one where the app accepts a genuine call of the same form: otherwise it may be the
 * response to any call.
 */
export async function whyNotRefused(
  context: CheckContext,
  entryPoint: EntryPoint,
  probes: readonly Probe[],
): Promise<Finding | undefined> {
  const { url } = entryPoint;
  const broken = probes.find((probe) => !isConclusive(probe));
  if (broken) return inconclusive(url, whyInconclusive(broken), broken);
  const unread = probes.find((probe) => refusesSite(probe));
  if (unread)
    return outOfReach(url, 'It refuses the address of the made-up site, and so reads no token.', unread);
  const unclear = probes.find((probe) => !refusesCaller(probe));
  if (!unclear || unclear.kind === 'failed') return undefined;
  const what = describeRefusal(unclear);
  if (!context.tenants) return outOfReach(url, `${what}; a genuine call needs --install.`, unclear);
  const genuine = await sendGenuineCall({ ...context, tenants: context.tenants }, entryPoint);
  if (!isAccepted(genuine)) return outOfReach(url, `${what}: a genuine call is not accepted.`, genuine);
  return isRefusal(unclear) ? undefined : inconclusive(url, `${what}.`, unclear);
}

/** With its whitelist, atlassian-connect-express refuses sites whatever their token is. */
function refusesSite(probe: Probe): boolean {
  return isRefusal(probe) && probe.body.includes('does not match the registration whitelist');
}

/** Genuine calls, so that several checks make each of them once. */
const genuineCalls = new WeakMap<TestTenants, Map<string, Promise<Probe>>>();

async function sendGenuineCall(context: InsideContext, entryPoint: EntryPoint): Promise<Probe> {
  const known = genuineCalls.get(context.tenants) ?? new Map<string, Promise<Probe>>();
  genuineCalls.set(context.tenants, known);
  const call = known.get(entryPoint.url) ?? makeGenuineCall(context, entryPoint);
  known.set(entryPoint.url, call);
  return call;
}

/** A call as the host makes it. `installed` repeats the tenant's secret; an uninstalled tenant is one to spare. */
async function makeGenuineCall(context: InsideContext, entryPoint: EntryPoint): Promise<Probe> {
  const { event = 'installed', url } = entryPoint;
  const tenant = event === 'uninstalled' ? await context.tenants.add() : context.tenants.first;
  const { clientKey, sharedSecret } = tenant;
  const target = targetOf(context, entryPoint);
  const token =
    event === 'installed' || event === 'uninstalled'
      ? await tenant.signLifecycle(target)
      : mintHostToken(
          { kind: 'webhook', clientKey, request: target, baseUrl: target.baseUrl, now: context.now },
          sharedSecret,
        );
  return context.send(postJson(url, lifecycleBody(context, event, tenant), `a genuine \`${event}\``, token));
}
