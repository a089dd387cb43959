import { createHash } from 'node:crypto';
import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { emptyResponse } from '../http/responses.ts';
import { readJsonObject } from '../http/body.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { TenantAction } from '../signals/audit.ts';
import type { TenantRecord } from '../stores/contract.ts';
import { isInstallationId } from '../stores/records.ts';
import { applyEvent, isSameState, type TenantEvent, type TenantSite } from '../tenants/apply-event.ts';
import type { Installations } from '../tenants/installations.ts';
import { MAX_SECRET_LENGTH, MIN_SECRET_LENGTH, readSecret, readSite } from '../tenants/read-installation.ts';
import type { SecretBox } from '../tenants/secret-box.ts';
import type { AuthbeatResponse } from '../response.ts';

const MAX_SHOWN = 120;

/** Processes a lifecycle call of a host. Responds 204 once it is stored, and when it changes nothing. */
export async function handleLifecycleCall(
  event: LifecycleEvent,
  request: AuthbeatRequest,
  services: Services,
): Promise<AuthbeatResponse> {
  await keepCall(await readCall(event, request, services), services);
  return emptyResponse();
}

/** Reads and verifies a lifecycle call. @throws {Refusal} */
export async function readCall(
  event: LifecycleEvent,
  request: AuthbeatRequest,
  services: Services,
): Promise<TenantEvent> {
  const credential = readCredential(request);
  if (credential?.place !== 'header-jwt') throw new Refusal('host_token_invalid', { foreign: !credential });
  const body = await readJsonObject(request);
  return verifyCall(event, credential.token, body, request, services);
}

/** Applies a verified lifecycle call to its tenant, and to the Forge installation that it names. @throws {StoreError} */
export async function keepCall(call: TenantEvent, services: Services): Promise<void> {
  const { event, clientKey, issuedAt, accountId } = call;
  const { previousSecretLifetime, now } = services.settings;
  const { before, after } = await services.tenants.change(clientKey, (kept) =>
    applyEvent(kept, call, { nowMs: now(), previousSecretLifetime, ...sealingOf(clientKey, services) }),
  );
  await keepForInstallation(call, after, services.installations);
  const changed = !isSameState(before, after);
  services.signals.emit({ type: event, clientKey, changed });
  if (changed) {
    const by = { kind: 'host' as const, ...(accountId !== undefined && { accountId }) };
    services.signals.audit({ action: nameAction(event, before, after), by, clientKey, issuedAt });
  }
}

/**
 * `installed` may link a Forge installation to the tenant, and `uninstalled` uninstalls the one that is linked to this
 * very tenant: an app with Connect modules in its Forge manifest gets both calls for one installation.
 *
 * @param record of the tenant, after the call
 */
async function keepForInstallation(
  { event, clientKey, issuedAt, site }: TenantEvent,
  record: TenantRecord | undefined,
  installations: Installations,
): Promise<void> {
  const kept = record?.details['installationId'];
  // A token that comes again may come with another body, so only what the record has taken counts.
  if (event === 'installed' && isInstallationId(kept))
    await installations.link(kept, { clientKey, by: 'installed' });
  if (event !== 'uninstalled' || record?.uninstalledAt !== issuedAt) return;
  const named = site?.details['installationId'] ?? kept;
  if (named === undefined) return;
  const installation = await installations.find(named);
  if (installation?.clientKey === clientKey) await installations.uninstall(named, issuedAt);
}

/** How the secrets of a tenant are sealed for the store. */
export function sealingOf(clientKey: string, { box }: Pick<Services, 'box'>) {
  return {
    unseal: (secret: string): string | undefined => tryToUnseal(secret, clientKey, box),
    seal: (secret: string): string => box.seal(secret, clientKey),
  };
}

/** What a call that has changed a tenant did to it. */
function nameAction(
  event: LifecycleEvent,
  before: TenantRecord | undefined,
  after: TenantRecord | undefined,
): TenantAction {
  if (event !== 'installed') return `tenant_${event}`;
  if (!before?.installed) return 'tenant_installed';
  return before.secret === after?.secret ? 'tenant_updated' : 'secret_rotated';
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
  const { hostTokens, settings } = services;
  const signedBySite = event === 'enabled' || event === 'disabled';
  const claims = signedBySite
    ? (await hostTokens.readToggle(token, request)).claims
    : await hostTokens.readLifecycle(token, request);
  const { iss: clientKey, sub: accountId, iat: issuedAt = settings.now() / 1000 } = claims;
  // Such a record has no secret, and only an invocation token creates one.
  if (isInstallationId(clientKey)) throw new Refusal('host_token_invalid');
  // The body must name the tenant that signed the token, or one site could install another.
  requireField(body, 'clientKey', clientKey, 'the tenant of the token (iss)');
  requireField(body, 'key', settings.appKey, 'the option `appKey`');
  const call = { event, clientKey, issuedAt, ...(accountId !== undefined && { accountId }) };
  if (signedBySite) return call;
  const { site, secret } = readInstallation(body, event);
  if (secret === undefined) return { ...call, site };
  // The token does not cover the body, so its hash binds it to the first body that came with it.
  const tokenHash = createHash('sha256').update(token).digest('base64url');
  return { ...call, site, secret, tokenHash };
}

/** @throws {Refusal} `host_token_invalid` when a field of the body differs from what `source` says */
function requireField(
  body: Readonly<Record<string, unknown>>,
  name: string,
  expected: string,
  source: string,
): void {
  if (body[name] === expected) return;
  const hint = `The \`${name}\` in the body is ${show(body[name])}, and ${source} is "${expected}".`;
  throw new Refusal('host_token_invalid', { hint });
}

/**
 * Reads the body of `installed` or `uninstalled`.
 *
 * @throws {Refusal} `request_malformed`
 */
function readInstallation(
  body: Readonly<Record<string, unknown>>,
  event: LifecycleEvent,
): { readonly site: TenantSite; readonly secret?: string } {
  const site = readSite(body);
  if (!site)
    throw new Refusal('request_malformed', {
      hint: `The \`baseUrl\` in the body is ${show(body['baseUrl'])}, and has to be an https URL (http on a loopback host).`,
    });
  if (event !== 'installed') return { site };
  const read = readSecret(body);
  if ('fault' in read)
    throw new Refusal('request_malformed', {
      hint: `The \`sharedSecret\` in the body has to be a text of ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters.`,
    });
  return { site, secret: read.secret };
}

/** A value of a body, shortened. */
function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, MAX_SHOWN);
}
