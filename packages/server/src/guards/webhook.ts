import { createHash } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { PRIVATE_HEADERS } from '../http/responses.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { ConnectPrincipal, Guard } from '../verdict.ts';
import { admit, createGuard, identifyByHost } from './guard.ts';

/** Guards webhooks: admits each host token once in the whole cluster, for the request that it is bound to. */
export function createWebhookGuard(services: Services): Guard<ConnectPrincipal> {
  return createGuard(services, {
    door: 'webhook',
    decide: async (request) => admit('webhook', await identify(request, services), PRIVATE_HEADERS),
  });
}

async function identify(request: AuthbeatRequest, services: Services): Promise<ConnectPrincipal> {
  const { hostTokens, store, settings } = services;
  const credential = readCredential(request);
  if (credential?.place !== 'header-jwt') throw new Refusal('host_token_invalid');
  const hostToken = await hostTokens.readWebhook(credential.token, request);
  // Each token has one spelling: any other one fails the signature check.
  const key = `webhook:${createHash('sha256').update(credential.token).digest('base64url')}`;
  const expiresAtMs = Math.ceil((hostToken.claims.exp + 2 * settings.leeway + 1) * 1000);
  if (!(await store.consumeOnce(key, expiresAtMs)))
    throw new Refusal('host_token_invalid', {
      hint: 'The token was used before. A webhook guard admits each token once.',
    });
  return identifyByHost('webhook', hostToken, services).principal;
}
