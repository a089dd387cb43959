import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { fail, inconclusive, notApplicable, pass, type Finding } from '../judging/finding.ts';
import { acceptsUnsigned, judgeGuarded, UNSIGNED } from '../judging/guarded.ts';
import { lifecycleEntryPoint } from '../judging/lifecycle.ts';
import { isConclusive, whyInconclusive } from '../judging/requests.ts';
import { findIssuedSessions, genuineRequest, withSession } from '../judging/sessions.ts';
import { isSuccess, type ProbeRequest } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { Tenant } from '../tenants/installer.ts';

export const check: InsideCheck = {
  id: 'uninstall',
  title: 'An uninstalled tenant has no access',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    if (!lifecycleEntryPoint(context, 'uninstalled')) {
      return [notApplicable(context.surface.declaredAt, 'The descriptor declares no `uninstalled` call.')];
    }
    const tenant = await context.tenants.add();
    const requests = await prepareRequests(context, tenant);
    const sessions = await findOpening(context, tenant);
    await tenant.uninstall();
    const findings = await judgeGuarded(context, ROLES, async ({ entryPoint }) => {
      const { url } = entryPoint;
      if (await acceptsUnsigned(context, entryPoint)) return notApplicable(url, UNSIGNED);
      return judge(context, url, requests.get(entryPoint) ?? []);
    });
    return Promise.all(
      findings.map(async (finding) => {
        const opening = finding.cause === 'out-of-reach' ? sessions.get(finding.url) : undefined;
        return opening ? judge(context, finding.url, [opening]) : finding;
      }),
    );
  },
};

const ROLES = ['page', 'condition', 'webhook', 'api'] as const;

/** Requests of a tenant's user with a genuine token and, on APIs, with the sessions that the app issues. */
async function prepareRequests(
  context: InsideContext,
  tenant: Tenant,
): Promise<ReadonlyMap<EntryPoint, readonly ProbeRequest[]>> {
  const sessions = await findIssuedSessions(context, tenant);
  const requests = entryPointsOf(context.surface, ...ROLES).map(async (entryPoint) => {
    const genuine = await genuineRequest(context, entryPoint, tenant);
    const issued = entryPoint.role === 'api' ? sessions.slice(0, 1) : [];
    const others = issued.map((session) => withSession(entryPoint, session, 'with an issued session'));
    return [entryPoint, [genuine, ...others]] as const;
  });
  return new Map(await Promise.all(requests));
}

/** The requests of APIs that open to a session which the app has issued, and perhaps to no token of the host. */
async function findOpening(
  context: InsideContext,
  tenant: Tenant,
): Promise<ReadonlyMap<string, ProbeRequest>> {
  const [session] = await findIssuedSessions(context, tenant);
  const opening = new Map<string, ProbeRequest>();
  if (!session) return opening;
  for (const api of entryPointsOf(context.surface, 'api')) {
    const request = withSession(api, session, 'with an issued session');
    if (isSuccess(await context.send(request))) opening.set(api.url, request);
  }
  return opening;
}

async function judge(
  context: InsideContext,
  url: string,
  requests: readonly ProbeRequest[],
): Promise<Finding> {
  const probes = await Promise.all(
    requests.map(async (request) =>
      // Equal requests are made once: this one is made again, after the uninstallation.
      context.send({ ...request, label: `${request.label} of an uninstalled tenant`, attempt: 1 }),
    ),
  );
  const opened = probes.find((probe) => isSuccess(probe));
  if (opened) return fail(url, `It still opens ${opened.request.label}.`, opened);
  const unclear = probes.find((probe) => !isConclusive(probe));
  return unclear
    ? inconclusive(url, whyInconclusive(unclear), unclear)
    : pass(url, 'It refuses a tenant that has uninstalled the app.', ...probes.slice(0, 1));
}
