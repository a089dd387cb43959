import { queryStringHash, signHs256 } from '@authbeat/core';
import { asHostLoads } from '../../inside/laboratory.ts';
import { isSuccess, type Exchange } from '../../probes/exchange.ts';
import { wholeSeconds, withUrlToken, type Impostor } from '../../probes/impostor.ts';
import { postJson, targetOf, withoutToken } from '../../probes/requests.ts';
import { endpointsOf } from '../../surface/surface.ts';
import { fail, notApplicable, pass, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import {
  forgedCalls,
  lifecycleBody,
  lifecycleEndpoint,
  retractInstall,
  type ClaimedTenant,
} from '../lifecycle.ts';

export const installTakeover: Check = {
  id: 'install-takeover',
  title: 'Nobody can install themselves as a tenant',
  requirement: '1.4',
  depth: 'outside',
  async run(context) {
    const endpoint = lifecycleEndpoint(context, 'installed');
    if (!endpoint) {
      return [notApplicable(context.surface.descriptorUrl, 'The descriptor declares no `installed` call.')];
    }
    // Not the first: what `signed-install` does to that one must not disturb this proof.
    const [, intruder] = context.intruders;
    const calls = forgedCalls(context, endpoint, intruder);
    const exchanges = await Promise.all(calls.map(async (call) => context.send(call)));
    const accepted = exchanges.find((exchange) => isSuccess(exchange));
    const verdicts = [
      accepted
        ? await proveTakeover(context, endpoint.url, accepted, intruder)
        : pass(endpoint.url, 'No forged installation is accepted.', ...exchanges.slice(0, 1)),
    ];
    if (accepted) await retractInstall(context, intruder);
    return [...verdicts, ...(await judgeForeignInstall(context, endpoint.url))];
  },
};

/** An app may answer 2xx and ignore the call; only a page that then opens shows that it does not. */
async function proveTakeover(
  context: CheckContext,
  url: string,
  accepted: Exchange,
  intruder: Impostor,
): Promise<Verdict> {
  const siteUrl = `https://${intruder.clientKey}.invalid`;
  const opened = await openPage(context, { ...intruder, siteUrl });
  return opened
    ? fail(url, 'A made-up tenant installed itself and opened a page.', accepted, opened)
    : notApplicable(url, 'A forged installation is answered with 2xx, but opens no page.', accepted);
}

/** A real tenant, properly signed, must not be able to replace another tenant's secret. */
async function judgeForeignInstall(context: CheckContext, url: string): Promise<readonly Verdict[]> {
  const { laboratory } = context;
  if (!laboratory) return [];
  const { clientKey, siteUrl, member: accountId } = await laboratory.recruit();
  const token = await laboratory.first.signLifecycle({ method: 'POST', url });
  const [, { sharedSecret }] = context.intruders;
  const victim = { clientKey, siteUrl, sharedSecret };
  const label = '`installed` for one tenant, signed for another';
  const exchange = await context.send(
    postJson(url, lifecycleBody(context, 'installed', victim), label, token),
  );
  const opened = isSuccess(exchange) ? await openPage(context, { ...victim, accountId }) : undefined;
  return [
    opened
      ? fail(url, "A tenant replaced another tenant's shared secret, and opened its pages.", exchange, opened)
      : pass(url, 'A call that one tenant signed installs no other.', exchange),
  ];
}

/** Opens a page that anybody else is refused, with a token signed with a secret that should be worth nothing. */
async function openPage(
  context: CheckContext,
  tenant: ClaimedTenant & { readonly accountId: string },
): Promise<Exchange | undefined> {
  for (const page of endpointsOf(context.surface, 'page')) {
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
