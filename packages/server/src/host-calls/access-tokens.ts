import { isRecord, parseJson, readBounded, signHs256, type Clock } from '@authbeat/core';
import type { AccountId } from '../host-api.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { HostCallError } from './errors.ts';
import { findMessages } from './read-json.ts';
import { remember, type Expiring } from './remember.ts';

/** The authorization servers of Atlassian, for the option `authorizationServer`. */
export const AUTHORIZATION_SERVERS = {
  production: 'https://oauth-2-authorization-server.services.atlassian.com',
  staging: 'https://oauth-2-authorization-server.stg.services.atlassian.com',
  government: 'https://oauth-2-authorization-server.services.atlassian-us-gov-mod.com',
} as const;

/** Whose access token, and for what. */
export interface TokenOwner {
  readonly tenant: Tenant;
  readonly accountId: AccountId;
  readonly scopes: readonly string[];
}

/** The access tokens of users: in memory, until shortly before their end. */
export interface AccessTokens {
  /** @throws {HostCallError} `host_user_refused`, `host_unreachable` or `host_response_invalid` */
  get(owner: TokenOwner): Promise<string>;
  /** Drops a token that the host has refused. */
  drop(owner: TokenOwner): void;
}

export interface AccessTokenOptions {
  readonly authorizationServer: string;
  /** Seconds. */
  readonly hostTimeout: number;
  readonly now: Clock;
}

/** Of an assertion, in seconds: as Atlassian's own library has it. */
const ASSERTION_LIFETIME = 60;
/** How long before its end a token is no longer used, in milliseconds: a call with it takes some time. */
const MARGIN_MS = 60_000;
const LONGEST_LIFETIME_MS = 86_400_000;
const MAX_BYTES = 65_536;

/** Access tokens by the JWT bearer grant. @see RFC 7523, section 2.1 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const tokens = remember<string>(options.now);
  return {
    get: async (owner) => tokens.get(keyOf(owner), async () => exchange(owner, options)),
    drop: (owner) => tokens.forget(keyOf(owner)),
  };
}

/** With the generation, so that a token from before an uninstall is not found. */
function keyOf({ tenant: { clientKey, generation }, accountId, scopes }: TokenOwner): string {
  return JSON.stringify([clientKey, generation, accountId, ...scopes]);
}

async function exchange(owner: TokenOwner, options: AccessTokenOptions): Promise<Expiring<string>> {
  const { status, body } = await post(buildForm(owner, options), options);
  if (status < 200 || status > 299)
    throw new HostCallError('host_user_refused', { status, messages: findMessages(body) });
  return readToken(body);
}

function buildForm({ tenant, accountId, scopes }: TokenOwner, options: AccessTokenOptions): URLSearchParams {
  const { authorizationServer, now } = options;
  const { oauthClientId, baseUrl } = tenant;
  if (oauthClientId === undefined)
    throw new HostCallError('host_user_refused', { messages: ['The installation has no `oauthClientId`.'] });
  const iat = Math.floor(now() / 1000);
  const claims = {
    iss: `urn:atlassian:connect:clientid:${oauthClientId}`,
    sub: `urn:atlassian:connect:useraccountid:${accountId}`,
    tnt: baseUrl,
    aud: authorizationServer,
    iat,
    exp: iat + ASSERTION_LIFETIME,
  };
  const [secret = ''] = tenant.secrets();
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signHs256(claims, secret),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  });
}

async function post(
  form: URLSearchParams,
  { authorizationServer, hostTimeout }: AccessTokenOptions,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(`${authorizationServer}/oauth2/token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(Math.ceil(hostTimeout * 1000)),
    });
    const { bytes } = await readBounded(response.body ?? [], MAX_BYTES);
    return { status: response.status, body: parseJson(bytes.toString('utf8')) };
  } catch {
    throw new HostCallError('host_unreachable', { messages: ['The authorization server did not respond.'] });
  }
}

function readToken(body: unknown): Expiring<string> {
  const { access_token: value, expires_in: seconds, token_type: type } = isRecord(body) ? body : {};
  const isToken = typeof value === 'string' && /^[\x21-\x7e]{1,8192}$/.test(value);
  const isBearer = typeof type === 'string' && type.toLowerCase() === 'bearer';
  if (!isToken || !isBearer || typeof seconds !== 'number' || !(seconds > 0))
    throw new HostCallError('host_response_invalid', { path: '/oauth2/token' });
  const lifetimeMs = Math.min(seconds * 1000, LONGEST_LIFETIME_MS);
  // Of a short life, half is used.
  return { value, forMs: lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) };
}
