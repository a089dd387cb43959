import { createHash } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { PRIVATE_HEADERS, refusalResponse } from '../http/responses.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Guard, Principal, Verdict } from '../verdict.ts';
import { principalOfHost } from './principal.ts';
import { attend, tellAdmitted } from '../signals/attend.ts';

/** Guards webhooks: admits each of a host's tokens for this very request once, on whatever node. */
export function createWebhookGuard(services: Services): Guard {
  return async (request) =>
    attend<Verdict>('webhook', services, {
      async judge() {
        const principal = await judge(request, services);
        tellAdmitted('webhook', principal, services);
        return { admitted: true, principal, headers: PRIVATE_HEADERS };
      },
      refuse: (refusal) => ({ admitted: false, response: refusalResponse(refusal) }),
    });
}

async function judge(
  request: AuthbeatRequest,
  { hostTokens, store, settings }: Services,
): Promise<Principal> {
  const credential = readCredential(request);
  if (credential?.place !== 'header-jwt') throw new Refusal('host_token_invalid');
  const hostToken = await hostTokens.readWebhook(credential.token, request);
  // A token has one spelling: anything else about it would have failed the signature.
  const key = `webhook:${createHash('sha256').update(credential.token).digest('base64url')}`;
  const until = Math.ceil((hostToken.claims.exp + 2 * settings.leeway + 1) * 1000);
  if (!(await store.consumeOnce(key, until))) throw new Refusal('host_token_invalid');
  return principalOfHost('webhook', hostToken);
}
