import { createHash } from 'node:crypto';
import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { emptyResponse } from '../http/responses.ts';
import { readJsonObject } from '../http/body.ts';
import { readCredential } from '../http/credentials.ts';
import { secondsOf } from '../http/time.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import { applyEvent, isSameState, type TenantEvent } from '../tenants/apply-event.ts';
import type { SecretBox } from '../tenants/secret-box.ts';
import type { AuthbeatResponse } from '../response.ts';
import { readInstallation } from './installation.ts';

/** Processes a lifecycle call of a host. Responds 204 once it is stored, and when it changes nothing. */
export async function handleLifecycleCall(
  event: LifecycleEvent,
  request: AuthbeatRequest,
  services: Services,
): Promise<AuthbeatResponse> {
  const credential = readCredential(request);
  if (credential?.place !== 'header-jwt') throw new Refusal('host_token_invalid');
  const body = await readJsonObject(request);
  const call = await verifyCall(event, credential.token, body, request, services);
  const { previousSecretLifetime, now } = services.settings;
  const unseal = (secret: string): string | undefined => tryToUnseal(secret, call.clientKey, services.box);
  const seal = (secret: string): string => services.box.seal(secret, call.clientKey);
  const { before, after } = await services.tenants.change(call.clientKey, (kept) =>
    applyEvent(kept, call, { nowMs: now(), previousSecretLifetime, unseal, seal }),
  );
  services.signals.emit({ type: event, clientKey: call.clientKey, changed: !isSameState(before, after) });
  return emptyResponse();
}

function tryToUnseal(secret: string, clientKey: string, box: SecretBox): string | undefined {
  try {
    return box.unseal(secret, clientKey);
  } catch {
    return undefined;
  }
}

async function verifyCall(
  event: LifecycleEvent,
  token: string,
  body: Readonly<Record<string, unknown>>,
  request: AuthbeatRequest,
  services: Services,
): Promise<TenantEvent> {
  const { hostTokens, lifecycleTokens, settings } = services;
  const signedBySite = event === 'enabled' || event === 'disabled';
  const claims = signedBySite
    ? (await hostTokens.readToggle(token, request)).claims
    : await lifecycleTokens.read(token, request);
  const { iss: clientKey, iat: issuedAt = secondsOf(settings.now) } = claims;
  // The body must name the tenant that signed the token, or one site could install another.
  if (body['clientKey'] !== clientKey || body['key'] !== settings.appKey)
    throw new Refusal('host_token_invalid');
  const call = { event, clientKey, issuedAt };
  if (signedBySite) return call;
  const { site, secret } = readInstallation(body, event);
  if (secret === undefined) return { ...call, site };
  // The token does not cover the body, so its hash binds it to the first body that came with it.
  const tokenHash = createHash('sha256').update(token).digest('base64url');
  return { ...call, site, secret, tokenHash };
}
