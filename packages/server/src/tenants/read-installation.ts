import { isSafeUrl } from '../http/safe-url.ts';
import type { TenantSite } from './apply-event.ts';

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
  'cloudId',
  'installationId',
] as const;
const MAX_DETAIL_LENGTH = 1000;
/** An HS256 key must be at least as long as the hash: RFC 7518, section 3.2. */
export const MIN_SECRET_LENGTH = 32;
export const MAX_SECRET_LENGTH = 1000;

/** What is wrong with a shared secret. */
export type SecretFault = 'secret-missing' | 'secret-short' | 'secret-long';

/** Reads the site from the body of `installed` or `uninstalled`. `undefined` when its base URL is not safe. */
export function readSite(body: Readonly<Record<string, unknown>>): TenantSite | undefined {
  const { baseUrl } = body;
  if (!isSafeUrl(baseUrl)) return undefined;
  return { baseUrl: baseUrl.replace(/\/+$/, ''), details: readDetails(body) };
}

/** Reads the shared secret from the body of `installed`. */
export function readSecret({
  sharedSecret,
}: Readonly<Record<string, unknown>>): { readonly secret: string } | { readonly fault: SecretFault } {
  if (typeof sharedSecret !== 'string' || sharedSecret === '') return { fault: 'secret-missing' };
  if (sharedSecret.length < MIN_SECRET_LENGTH) return { fault: 'secret-short' };
  return sharedSecret.length > MAX_SECRET_LENGTH ? { fault: 'secret-long' } : { secret: sharedSecret };
}

function readDetails(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DETAILS.flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' && value.length <= MAX_DETAIL_LENGTH ? [[name, value]] : [];
    }),
  );
}
