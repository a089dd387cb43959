import { CONTEXT_QSH, queryStringHash, signHs256, type ClaimSet } from '@authbeat/core';
import { wholeSeconds, withUrlToken, type TokenTarget } from './impostor.ts';
import type { Installer, Tenant } from './installer.ts';

/** Real tenants of the app, and real tokens of theirs. */
export interface TestTenants {
  readonly first: Tenant;
  readonly second: Tenant;
  /** One more tenant, for what would disturb the other checks. */
  add(): Promise<Tenant>;
  /** Uninstalls every tenant that is still installed. Never throws. */
  close(): Promise<void>;
}

/** What a host's token says besides who, when and for what. `undefined` takes a claim away. */
export type ClaimChanges = Readonly<Record<string, unknown>>;

const TOKEN_LIFE = 180;

/** Installs the app twice. @throws what the installer throws when the app does not accept it */
export async function installTestTenants(installer: Installer, descriptorUrl: string): Promise<TestTenants> {
  const tenants: Tenant[] = [];
  const add = async (): Promise<Tenant> => {
    const tenant = await installer.install(descriptorUrl);
    tenants.push(tenant);
    return tenant;
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(tenants.map(async (tenant) => tenant.uninstall()));
  };
  try {
    const first = await add();
    const second = await add();
    return { first, second, add, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The token with which a host opens one URL: in an iframe's URL or on a webhook. */
export function mintUrlToken(
  tenant: Tenant,
  target: TokenTarget,
  now: number,
  changes: ClaimChanges = {},
): string {
  return mint(tenant, { qsh: queryStringHash(target), context: {}, ...changes }, now);
}

/** The token that `AP.context.getToken()` yields: bound to no URL. */
export function mintContextToken(tenant: Tenant, now: number, changes: ClaimChanges = {}): string {
  return mint(tenant, { qsh: CONTEXT_QSH, context: {}, ...changes }, now);
}

function mint(tenant: Tenant, claims: ClaimSet, now: number): string {
  const issuedAt = wholeSeconds(now);
  const all = {
    iss: tenant.clientKey,
    sub: tenant.member,
    iat: issuedAt,
    exp: issuedAt + TOKEN_LIFE,
    ...claims,
  };
  return signHs256(all, tenant.sharedSecret);
}

/** A page's URL as the host loads it: with what hosts append to every module's URL. */
export function asHostLoads(url: string, tenant: Pick<Tenant, 'siteUrl'>): string {
  const parameters = new URLSearchParams({
    xdm_e: tenant.siteUrl,
    xdm_c: 'channel-authbeat-check',
    cp: '',
    xdm_deprecated_addon_key_do_not_use: 'authbeat-check',
    lic: 'active',
    cv: '1001.0.0-SNAPSHOT',
  });
  return `${url}${url.includes('?') ? '&' : '?'}${parameters.toString()}`;
}

/** A page's URL with a genuine token in it, as the host puts it into an iframe. */
export function genuineUrl(
  tenant: Tenant,
  page: { readonly url: string; readonly baseUrl: string },
  now: number,
  changes: ClaimChanges = {},
): string {
  const url = asHostLoads(page.url, tenant);
  return withUrlToken(url, mintUrlToken(tenant, { method: 'GET', url, baseUrl: page.baseUrl }, now, changes));
}
