import { queryStringHash, signHs256 } from '@authbeat/core';
import { isSuccess } from '../probes/probe.ts';
import { wholeSeconds } from '../tenants/impostor.ts';
import { postJson, targetOf } from '../judging/requests.ts';
import { notApplicable, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeAttempts } from '../judging/guarded.ts';
import { forgedCalls, lifecycleBody, lifecycleEntryPoint } from '../judging/lifecycle.ts';

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
    const forged = forgedCalls(context, entryPoint, context.intruders[0]);
    const probes = await Promise.all(forged.map(async (call) => context.send(call)));
    return probes.some((probe) => isSuccess(probe))
      ? [notApplicable(entryPoint.url, 'It takes forged calls too; see `signed-install`.')]
      : [await judge(context, entryPoint.url)];
  },
};

async function judge(context: InsideContext, url: string): Promise<Finding> {
  const { first: tenant } = context.tenants;
  const iat = wholeSeconds(context.now());
  const target = targetOf(context, { method: 'POST', url });
  const qsh = queryStringHash(target);
  const claims = { iss: tenant.clientKey, aud: [target.baseUrl], qsh, iat, exp: iat + 180 };
  const body = lifecycleBody(context, 'installed', tenant);
  const kid = 'authbeat-check';
  const call = (label: string, key: string) => postJson(url, body, label, signHs256(claims, key, { kid }));
  const confused =
    "The public key, which everybody has, is taken as a secret: anybody can replace a tenant's secret.";
  return judgeAttempts(
    context,
    url,
    [
      { request: call('`installed`, HS256 with the public key', tenant.publicKey), reason: confused },
      {
        request: call('`installed`, HS256 with the public key, trimmed', tenant.publicKey.trim()),
        reason: confused,
      },
      {
        request: call("`installed`, HS256 with the tenant's secret", tenant.sharedSecret),
        reason:
          "An installation that is signed with the tenant's own secret is accepted; only the host may sign it.",
      },
    ],
    'HS256 is refused, whatever the key.',
  );
}
