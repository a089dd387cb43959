import { queryStringHash, signHs256 } from '@authbeat/core';
import type { Probe } from '../probes/probe.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { fail, notApplicable, pass, type Finding } from '../judging/finding.ts';
import {
  isAccepted,
  lifecycleBody,
  lifecycleEntryPoint,
  sendForgedCalls,
  whyNotRefused,
} from '../judging/lifecycle.ts';
import { postJson, targetOf } from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { wholeSeconds } from '../tenants/mint.ts';

export const check: InsideCheck = {
  id: 'algorithm-confusion',
  title: 'Lifecycle calls are verified as RS256, and as nothing else',
  requirement: '1.4',
  depth: 'inside',
  async run(context) {
    const entryPoint = lifecycleEntryPoint(context, 'installed');
    if (!entryPoint) {
      return [notApplicable(context.surface.declaredAt, 'The descriptor declares no `installed` call.')];
    }
    const forged = await sendForgedCalls(context, entryPoint, context.intruders[0]);
    return forged.some((probe) => isAccepted(probe))
      ? [notApplicable(entryPoint.url, 'It accepts forged calls, too; see `signed-install`.')]
      : [await judge(context, entryPoint)];
  },
};

const PUBLIC_KEY_IS_SECRET =
  'It takes the public key, which everyone has, for a secret: anyone can replace the secret of a tenant.';
const SIGNS_ITS_SUCCESSOR =
  "It accepts an installation signed with the tenant's own secret; only the host may sign one.";

async function judge(context: InsideContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url } = entryPoint;
  const { first: tenant } = context.tenants;
  const attempts: readonly (readonly [label: string, key: string, reason: string])[] = [
    ['`installed`, HS256 with the public key', tenant.publicKey, PUBLIC_KEY_IS_SECRET],
    ['`installed`, HS256 with the public key, trimmed', tenant.publicKey.trim(), PUBLIC_KEY_IS_SECRET],
    ["`installed`, HS256 with the tenant's secret", tenant.sharedSecret, SIGNS_ITS_SUCCESSOR],
  ];
  const probes: Probe[] = [];
  for (const [label, key, reason] of attempts) {
    const probe = await context.send(confusedCall(context, url, label, key));
    if (isAccepted(probe)) return fail(url, reason, probe);
    probes.push(probe);
  }
  return (
    (await whyNotRefused(context, entryPoint, probes)) ??
    pass(url, 'HS256 is refused, whatever the key.', ...probes.slice(0, 1))
  );
}

function confusedCall(context: InsideContext, url: string, label: string, key: string) {
  const { first: tenant } = context.tenants;
  const target = targetOf(context, { method: 'POST', url });
  const iat = wholeSeconds(context.now());
  const qsh = queryStringHash(target);
  const claims = { iss: tenant.clientKey, aud: [target.baseUrl], qsh, iat, exp: iat + 180 };
  const body = lifecycleBody(context, 'installed', tenant);
  return postJson(url, body, label, signHs256(claims, key, { kid: 'authbeat-check' }));
}
