import {
  buildRecoveryForm,
  ENDPOINT_PATHS,
  FORM_MEDIA_TYPE,
  isRecord,
  parseJson,
  REFUSAL_CODES,
} from '@authbeat/core';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { fail, inconclusive, notApplicable, pass, warning, type Finding } from '../judging/finding.ts';
import { judgeGuarded, type Guarded } from '../judging/guarded.ts';
import { subresourcesOf } from '../judging/html.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { withGenuineToken } from '../judging/views.ts';
import { isRefusal, isSuccess, type Probe, type ProbeRequest, type Responded } from '../probes/probe.ts';
import { mintContextToken, wholeSeconds } from '../tenants/mint.ts';

export const check: InsideCheck = {
  id: 'recovery-tickets',
  title: 'A recovered page opens once, for its own user',
  depth: 'inside',
  run: async (context) => judgeGuarded(context, ['page'], async (guarded) => judge(context, guarded)),
};

async function judge(context: InsideContext, guarded: Guarded): Promise<Finding> {
  const { url } = guarded.entryPoint;
  const late = expiredUrl(context, guarded);
  const refusal = await context.send(late);
  if (!isJudgeable(refusal)) return inconclusive(url, whyInconclusive(refusal), refusal);
  const endpoint = await findRecovery(context, refusal);
  if (endpoint === undefined) return notApplicable(url, "It has no recovery of Authbeat's.");
  return judgeRecovery(context, guarded, { endpoint, late, refusal });
}

interface Recovery {
  readonly endpoint: string;
  readonly late: ProbeRequest;
  readonly refusal: Responded;
}

async function judgeRecovery(
  context: InsideContext,
  { entryPoint }: Guarded,
  { endpoint, late, refusal }: Recovery,
): Promise<Finding> {
  const { url, adminOnly } = entryPoint;
  const { first, second } = context.tenants;
  const now = context.now();
  const recover = async (label: string, token: string): Promise<Probe> =>
    context.send(recovery(endpoint, buildRecoveryForm(token, pathOf(late.url)), label));
  const others = [
    await recover("with another tenant's token", mintContextToken(second, now)),
    await recover("with another user's token", mintContextToken(first, now, { sub: 'authbeat-check:other' })),
  ];
  const foreign = others.find((probe) => isSuccess(probe));
  if (foreign) return fail(url, `An expired page is recovered ${foreign.request.label}.`, foreign);
  const unclear = others.find((probe) => !isJudgeable(probe));
  if (unclear) return inconclusive(url, whyInconclusive(unclear), unclear);

  const sub = adminOnly ? first.administrator : first.member;
  const recovered = await recover("with the user's token", mintContextToken(first, now, { sub }));
  const ticket = ticketUrlOf(recovered, url);
  if (ticket === undefined)
    return warning(url, 'Its recovery does not succeed for its own user.', refusal, recovered);
  return judgeTicket(context, url, ticket);
}

async function judgeTicket(context: InsideContext, url: string, ticket: string): Promise<Finding> {
  const open = async (label: string, request: Partial<ProbeRequest> = {}): Promise<Probe> =>
    context.send({ method: 'GET', url: ticket, label, ...request });
  const elsewhere = await open('with a ticket of another URL', { url: `${ticket}&authbeatCheck=added` });
  if (isSuccess(elsewhere)) return fail(url, 'A ticket opens other URLs than its own.', elsewhere);
  const once = await open('with a fresh ticket');
  if (!isSuccess(once)) return warning(url, 'A fresh ticket does not open the page.', once);
  const twice = await open('with a spent ticket', { attempt: 1 });
  if (isSuccess(twice)) return fail(url, 'A ticket opens the page more than once.', once, twice);
  const unclear = [elsewhere, twice].find((probe) => !isJudgeable(probe));
  return unclear
    ? inconclusive(url, whyInconclusive(unclear), unclear)
    : pass(
        url,
        'It recovered an expired load for its own user, and the ticket opened the page once.',
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

/**
 * The recovery document names its script, and the endpoint is beside it (docs/protocol.md). Other apps may have a
 * script of that name: Authbeat's endpoint refuses an empty request with one of its codes.
 */
async function findRecovery(context: InsideContext, refusal: Responded): Promise<string | undefined> {
  if (!isRefusal(refusal)) return undefined;
  const { origin } = new URL(refusal.url);
  const script = subresourcesOf(refusal.body, refusal.url)
    .map(({ element, url }) => ({ element, address: new URL(url) }))
    .find(
      ({ element, address }) =>
        element === 'script' &&
        address.origin === origin &&
        address.pathname.endsWith(ENDPOINT_PATHS.recoveryScript),
    )?.address;
  if (!script) return undefined;
  const endpoint = `${origin}${script.pathname.replace(/\.js$/, '')}`;
  const empty = await context.send(recovery(endpoint, '', 'an empty recovery'));
  return isRefusal(empty) && hasOwnCode(empty.body) ? endpoint : undefined;
}

function hasOwnCode(body: string): boolean {
  const codes: readonly unknown[] = REFUSAL_CODES;
  const value = parseJson(body);
  return isRecord(value) && codes.includes(value['code']);
}

function recovery(endpoint: string, body: string, label: string): ProbeRequest {
  return { method: 'POST', url: endpoint, headers: { 'content-type': FORM_MEDIA_TYPE }, body, label };
}

function ticketUrlOf(recovered: Probe, base: string): string | undefined {
  const value = isSuccess(recovered) ? parseJson(recovered.body) : undefined;
  const url = isRecord(value) ? value['url'] : undefined;
  return typeof url === 'string' && URL.canParse(url, base) ? new URL(url, base).href : undefined;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
