import { queryStringHash, signHs256 } from '@authbeat/core';
import { isSuccess } from '../../probes/exchange.ts';
import { wholeSeconds } from '../../probes/impostor.ts';
import { postJson, targetOf } from '../../probes/requests.ts';
import { notApplicable, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts } from '../doors.ts';
import { forgedCalls, lifecycleBody, lifecycleEndpoint } from '../lifecycle.ts';

export const algorithmConfusion: Check = {
  id: 'algorithm-confusion',
  title: 'Lifecycle calls are verified as RS256, and as nothing else',
  requirement: '1.4',
  depth: 'inside',
  async run(context) {
    const endpoint = lifecycleEndpoint(context, 'installed');
    if (!endpoint || !context.laboratory) {
      return [notApplicable(context.surface.descriptorUrl, 'The descriptor declares no `installed` call.')];
    }
    const forged = forgedCalls(context, endpoint, context.intruders[0]);
    const exchanges = await Promise.all(forged.map(async (call) => context.send(call)));
    return exchanges.some((exchange) => isSuccess(exchange))
      ? [notApplicable(endpoint.url, 'It takes forged calls too; see `signed-install`.')]
      : [await judge(context, endpoint.url)];
  },
};

async function judge(context: CheckContext, url: string): Promise<Verdict> {
  const { laboratory } = context;
  if (!laboratory) return notApplicable(url, 'It needs genuine tenants.');
  const { first: tenant } = laboratory;
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
