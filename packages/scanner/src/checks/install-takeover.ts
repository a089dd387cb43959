import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext, InsideContext } from '../judging/context.ts';
import { fail, notApplicable, outOfReach, pass, type Finding } from '../judging/finding.ts';
import {
  isAccepted,
  lifecycleBody,
  lifecycleEntryPoint,
  retractInstall,
  sendForgedCalls,
  whyNotRefused,
} from '../judging/lifecycle.ts';
import { postJson, withoutToken } from '../judging/requests.ts';
import { withGenuineToken } from '../judging/views.ts';
import { isSuccess, type Probe } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { genuineUrl, type TokenOwner } from '../tenants/mint.ts';
import type { Tenant } from '../tenants/installer.ts';

export const check: OutsideCheck = {
  id: 'install-takeover',
  title: 'Only the host can install a tenant',
  requirement: '1.4',
  depth: 'outside',
  async run(context) {
    const entryPoint = lifecycleEntryPoint(context, 'installed');
    if (!entryPoint) {
      return [notApplicable(context.surface.declaredAt, 'The descriptor declares no `installed` call.')];
    }
    const { tenants } = context;
    return [
      await judgeForgedInstall(context, entryPoint),
      ...(tenants ? [await judgeForeignInstall({ ...context, tenants }, entryPoint)] : []),
    ];
  },
};

/** A made-up tenant must not be able to install itself. */
async function judgeForgedInstall(context: CheckContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url } = entryPoint;
  // Not the first intruder: what `signed-install` does to that one must not disturb this proof.
  const [, intruder] = context.intruders;
  const probes = await sendForgedCalls(context, entryPoint, intruder);
  const accepted = probes.find((probe) => isAccepted(probe));
  if (!accepted) {
    return (
      (await whyNotRefused(context, entryPoint, probes)) ??
      pass(url, 'No forged installation is accepted.', ...probes.slice(0, 1))
    );
  }
  const opened = await openPage(context, { ...intruder, member: intruder.accountId });
  await retractInstall(context, intruder);
  // An app may respond with 2xx and ignore the call. Only a page that then opens shows that it does not.
  return opened
    ? fail(url, 'A made-up tenant installed itself and opened a page.', accepted, opened)
    : notApplicable(
        url,
        'A forged installation is accepted, but opens no page; see `signed-install`.',
        accepted,
      );
}

/** A real tenant, properly signed, must not be able to replace another tenant's secret. */
async function judgeForeignInstall(context: InsideContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url } = entryPoint;
  const victim = await context.tenants.add();
  const token = await context.tenants.first.signLifecycle({ method: 'POST', url });
  const [, { sharedSecret }] = context.intruders;
  const replaced = { ...victim, sharedSecret };
  const body = lifecycleBody(context, 'installed', replaced);
  const label = '`installed` for one tenant, signed for another';
  const probe = await context.send(postJson(url, body, label, token));
  if (!isAccepted(probe)) {
    return (
      (await whyNotRefused(context, entryPoint, [probe])) ??
      pass(url, 'A call that one tenant signed installs no other.', probe)
    );
  }
  const opened = await openPage(context, replaced);
  if (opened) {
    return fail(
      url,
      "A tenant replaced another tenant's shared secret, and opened its pages.",
      probe,
      opened,
    );
  }
  return (await opensAnyPage(context))
    ? pass(url, 'A call that one tenant signed is accepted, but installs no other.', probe)
    : outOfReach(url, 'No page opens to a genuine token, so what the call changed cannot be seen.', probe);
}

/** Opens a page that requires a token, with one that is signed with a secret which should be worth nothing. */
async function openPage(
  context: CheckContext,
  tenant: TokenOwner & Pick<Tenant, 'hostBaseUrl'>,
): Promise<Probe | undefined> {
  const { baseUrl } = context.surface.descriptor;
  for (const { url } of await guardedPages(context)) {
    const request = genuineUrl(tenant, { url, baseUrl }, context.now());
    const label = 'with a token signed with the secret of that call';
    const opened = await context.send({ method: 'GET', url: request, label });
    if (isSuccess(opened)) return opened;
  }
  return undefined;
}

async function opensAnyPage(context: InsideContext): Promise<boolean> {
  for (const page of await guardedPages(context)) {
    if (isSuccess(await context.send(withGenuineToken(context, page, context.tenants.first)))) return true;
  }
  return false;
}

async function guardedPages(context: CheckContext): Promise<readonly EntryPoint[]> {
  const pages = entryPointsOf(context.surface, 'page');
  const probes = await Promise.all(pages.map(async (page) => context.send(withoutToken(page))));
  return pages.filter((_, index) => {
    const probe = probes[index];
    return probe ? !isSuccess(probe) : false;
  });
}
