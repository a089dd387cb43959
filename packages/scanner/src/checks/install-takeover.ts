import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext, InsideContext } from '../judging/context.ts';
import { fail, inconclusive, notApplicable, outOfReach, pass, type Finding } from '../judging/finding.ts';
import {
  isAccepted,
  lifecycleBody,
  lifecycleEntryPoint,
  retractInstall,
  sendForgedCalls,
  whyNotRefused,
} from '../judging/lifecycle.ts';
import { isConclusive, postJson, whyInconclusive, withoutToken } from '../judging/requests.ts';
import { withGenuineToken, type PageTenant } from '../judging/views.ts';
import { isSuccess, type Probe } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';

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
  const { accountId } = intruder;
  const loads = await loadPages(context, { ...intruder, member: accountId, administrator: accountId });
  const opened = loads.find((load) => isSuccess(load));
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
  // An app that believes the token alone stores the secret for this one, which no other check uses.
  const signer = await context.tenants.add();
  const token = await signer.signLifecycle({ method: 'POST', url });
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
  const loads = await loadPages(context, replaced);
  const opened = loads.find((load) => isSuccess(load));
  if (opened) {
    return fail(
      url,
      "A tenant replaced another tenant's shared secret, and opened its pages.",
      probe,
      opened,
    );
  }
  const unclear = loads.find((load) => !isConclusive(load));
  if (unclear) return inconclusive(url, whyInconclusive(unclear), unclear);
  return (await opensAnyPage(context))
    ? pass(url, 'A call that one tenant signed is accepted, but installs no other.', probe)
    : outOfReach(url, 'No page opens to a genuine token, so what the call changed cannot be seen.', probe);
}

/** Loads the pages that require a token, with tokens signed with a secret which should be worth nothing. */
async function loadPages(context: CheckContext, tenant: PageTenant): Promise<readonly Probe[]> {
  const label = 'with a token signed with the secret of that call';
  const pages = await guardedPages(context);
  return Promise.all(
    pages.map(async (page) => context.send(withGenuineToken(context, page, tenant, {}, label))),
  );
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
