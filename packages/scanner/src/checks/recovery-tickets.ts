import { mintContextToken } from '../tenants/test-tenants.ts';
import { isRefusal, isSuccess, type Probe, type ProbeRequest } from '../probes/probe.ts';
import { wholeSeconds } from '../tenants/impostor.ts';
import { fail, notApplicable, pass, warning, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeGuarded, type Guarded } from '../judging/guarded.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'recovery-tickets',
  title: 'A recovered page opens once, for its own user',
  depth: 'inside',
  run: async (context) => judgeGuarded(context, ['page'], async (guarded) => judge(context, guarded)),
};

async function judge(context: InsideContext, guarded: Guarded): Promise<Finding> {
  const { url } = guarded.entryPoint;
  const { first, second } = context.tenants;
  const late = expiredUrl(context, guarded);
  const refusal = await context.send(late);
  const entryPoint = recoveryUrlOf(refusal);
  if (entryPoint === undefined) return notApplicable(url, "It has no recovery of Authbeat's.");

  const recover = async (label: string, token: string): Promise<Probe> =>
    context.send(recovery(entryPoint, pathOf(late.url), label, token));
  const foreign = [
    await recover("with another tenant's token", mintContextToken(second, context.now())),
    await recover(
      "with another user's token",
      mintContextToken(first, context.now(), { sub: 'authbeat-check:other' }),
    ),
  ].find((probe) => isSuccess(probe));
  if (foreign) return fail(url, `An expired page is recovered ${foreign.request.label}.`, foreign);

  const { administrator, member } = first;
  const sub = guarded.entryPoint.adminOnly ? administrator : member;
  const recovered = await recover("with the user's token", mintContextToken(first, context.now(), { sub }));
  const ticket = ticketUrlOf(recovered, url);
  if (ticket === undefined)
    return warning(url, 'Its recovery does not succeed for its own user.', refusal, recovered);
  return judgeTicket(context, url, ticket);
}

async function judgeTicket(context: InsideContext, url: string, ticket: string): Promise<Finding> {
  const stretched = `${ticket}&authbeatCheck=added`;
  const elsewhere = await context.send({
    method: 'GET',
    url: stretched,
    label: 'with a ticket of another URL',
  });
  if (isSuccess(elsewhere)) return fail(url, 'A ticket opens other URLs than its own.', elsewhere);
  const once = await context.send({ method: 'GET', url: ticket, label: 'with a fresh ticket' });
  if (!isSuccess(once)) return warning(url, 'A fresh ticket does not open the page.', once);
  const twice = await context.send({ method: 'GET', url: ticket, label: 'with a spent ticket', attempt: 1 });
  return isSuccess(twice)
    ? fail(url, 'A ticket opens the page more than once.', once, twice)
    : pass(
        url,
        'An expired load was recovered, for its own user, and its ticket opened the page once.',
        once,
        twice,
      );
}

function expiredUrl(context: InsideContext, { entryPoint }: Guarded): ProbeRequest {
  const now = wholeSeconds(context.now());
  const claims = { iat: now - 3600 - 180, exp: now - 3600 };
  const label = 'with a genuine token that expired an hour ago';
  return withGenuineToken(context, entryPoint, context.tenants.first, claims, label);
}

/** The document names its script, and the endpoint is beside it (docs/protocol.md). */
function recoveryUrlOf(refusal: Probe): string | undefined {
  if (!isRefusal(refusal)) return undefined;
  const script = /<script[^>]+src="([^"]*\/recovery\.js[^"]*)"/i.exec(refusal.body)?.[1];
  if (script === undefined || !URL.canParse(script, refusal.url)) return undefined;
  const { origin, pathname } = new URL(script, refusal.url);
  return origin === new URL(refusal.url).origin ? `${origin}${pathname.replace(/\.js$/, '')}` : undefined;
}

function recovery(entryPoint: string, path: string, label: string, token: string): ProbeRequest {
  return {
    method: 'POST',
    url: entryPoint,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ subject_token: token, url: path }).toString(),
    label,
  };
}

function ticketUrlOf(recovered: Probe, base: string): string | undefined {
  if (!isSuccess(recovered)) return undefined;
  try {
    const { url } = JSON.parse(recovered.body) as { url?: unknown };
    return typeof url === 'string' && URL.canParse(url, base) ? new URL(url, base).href : undefined;
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
