import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { isSafeUrl } from '../http/safe-url.ts';
import type { TenantSite } from '../tenants/apply-event.ts';

/** The fields of an installation that are stored besides key, secret and base URL. */
const DETAILS = [
  'productType',
  'displayUrl',
  'displayUrlServicedeskHelpCenter',
  'description',
  'serverVersion',
  'pluginsVersion',
  'serviceEntitlementNumber',
  'entitlementId',
  'entitlementNumber',
  'oauthClientId',
  'installationId',
] as const;
const MAX_DETAIL_LENGTH = 1000;
/** An HS256 key must be at least as long as the hash: RFC 7518, section 3.2. */
const MIN_SECRET_LENGTH = 32;
const MAX_SECRET_LENGTH = 1000;

/**
 * Reads the body of `installed` or `uninstalled`.
 *
 * @throws {Refusal} `request_malformed`
 */
export function readInstallation(
  body: Readonly<Record<string, unknown>>,
  event: LifecycleEvent,
): { readonly site: TenantSite; readonly secret?: string } {
  const { baseUrl, sharedSecret } = body;
  if (!isSafeUrl(baseUrl)) throw new Refusal('request_malformed');
  const site = { baseUrl: baseUrl.replace(/\/+$/, ''), details: readDetails(body) };
  if (event !== 'installed') return { site };
  const isSecret =
    typeof sharedSecret === 'string' &&
    sharedSecret.length >= MIN_SECRET_LENGTH &&
    sharedSecret.length <= MAX_SECRET_LENGTH;
  if (!isSecret) throw new Refusal('request_malformed');
  return { site, secret: sharedSecret };
}

function readDetails(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DETAILS.flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' && value.length <= MAX_DETAIL_LENGTH ? [[name, value]] : [];
    }),
  );
}
