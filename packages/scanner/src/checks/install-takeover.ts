import { queryStringHash, signHs256 } from '@authbeat/core';
import { asHostLoads } from '../tenants/test-tenants.ts';
import { isSuccess, type Probe } from '../probes/probe.ts';
import { wholeSeconds, withUrlToken, type Impostor } from '../tenants/impostor.ts';
import { postJson, targetOf, withoutToken } from '../judging/requests.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { fail, notApplicable, pass, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import {
  forgedCalls,
  lifecycleBody,
  lifecycleEntryPoint,
  retractInstall,
  type ClaimedTenant,
} from '../judging/lifecycle.ts';

export const check: OutsideCheck = {
  id: 'install-takeover',
  title: 'No caller can install itself as a tenant',
  requirement: '1.4',
  depth: 'outside',
  async run(context) {
    const entryPoint = lifecycleEntryPoint(context, 'installed');
    if (!entryPoint) {
      return [notApplicable(context.surface.declaredAt, 'The descriptor declares no `installed` call.')];
    }
    // Not the first: what `signed-install` does to that one must not disturb this proof.
    const [, intruder] = context.intruders;
    const calls = forgedCalls(context, entryPoint, intruder);
    const probes = await Promise.all(calls.map(async (call) => context.send(call)));
    const accepted = probes.find((probe) => isSuccess(probe));
    const findings = [
      accepted
        ? await proveTakeover(context, entryPoint.url, accepted, intruder)
        : pass(entryPoint.url, 'No forged installation is accepted.', ...probes.slice(0, 1)),
    ];
    if (accepted) await retractInstall(context, intruder);
    return [...findings, ...(await judgeForeignInstall(context, entryPoint.url))];
  },
};

/** An app may respond with 2xx and ignore the call; only a page that then opens shows that it does not. */
async function proveTakeover(
  context: CheckContext,
  url: string,
  accepted: Probe,
  intruder: Impostor,
): Promise<Finding> {
  const siteUrl = `https://${intruder.clientKey}.invalid`;
  const opened = await openPage(context, { ...intruder, siteUrl });
  return opened
    ? fail(url, 'A made-up tenant installed itself and opened a page.', accepted, opened)
    : notApplicable(url, 'A forged installation is answered with 2xx, but opens no page.', accepted);
}

/** A real tenant, properly signed, must not be able to replace another tenant's secret. */
async function judgeForeignInstall(context: CheckContext, url: string): Promise<readonly Finding[]> {
  const { tenants } = context;
  if (!tenants) return [];
  const { clientKey, siteUrl, member: accountId } = await tenants.add();
  const token = await tenants.first.signLifecycle({ method: 'POST', url });
  const [, { sharedSecret }] = context.intruders;
  const victim = { clientKey, siteUrl, sharedSecret };
  const label = '`installed` for one tenant, signed for another';
  const probe = await context.send(postJson(url, lifecycleBody(context, 'installed', victim), label, token));
  const opened = isSuccess(probe) ? await openPage(context, { ...victim, accountId }) : undefined;
  return [
    opened
      ? fail(url, "A tenant replaced another tenant's shared secret, and opened its pages.", probe, opened)
      : pass(url, 'A call that one tenant signed installs no other.', probe),
  ];
}

/** Opens a page that anybody else is refused, with a token signed with a secret that should be worth nothing. */
async function openPage(
  context: CheckContext,
  tenant: ClaimedTenant & { readonly accountId: string },
): Promise<Probe | undefined> {
  for (const page of entryPointsOf(context.surface, 'page')) {
    const anonymous = await context.send(withoutToken(page));
    if (isSuccess(anonymous)) continue;
    const label = 'with a token signed with the secret of that call';
    const opened = await context.send({ method: 'GET', url: signedUrl(context, page.url, tenant), label });
    if (isSuccess(opened)) return opened;
  }
  return undefined;
}

function signedUrl(
  context: CheckContext,
  pageUrl: string,
  tenant: ClaimedTenant & { readonly accountId: string },
): string {
  const { clientKey: iss, accountId: sub, sharedSecret } = tenant;
  const url = asHostLoads(pageUrl, tenant);
  const iat = wholeSeconds(context.now());
  const qsh = queryStringHash(targetOf(context, { method: 'GET', url }));
  return withUrlToken(url, signHs256({ iss, sub, iat, exp: iat + 180, qsh, context: {} }, sharedSecret));
}
