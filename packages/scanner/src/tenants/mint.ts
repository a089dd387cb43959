import { appendFrameParameters, appendHostToken, mintHostToken, type ClaimSet } from '@authbeat/core';
import type { Tenant } from './installer.ts';

/** The request that a token is minted for. */
export interface TokenTarget {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** The base URL of the app. */
  readonly baseUrl: string;
}

/** Whose token it is: a test tenant's, or one with another secret in its place. */
export type TokenOwner = Pick<Tenant, 'clientKey' | 'sharedSecret' | 'member'>;

/** Claims to add or to replace; `undefined` removes one. */
export type ClaimChanges = ClaimSet;

const LIFETIME = 180;

/** The token with which a host opens one URL: in the URL of an iframe, or on a webhook. */
export function mintUrlToken(
  { clientKey, sharedSecret, member: accountId }: TokenOwner,
  { baseUrl, ...request }: TokenTarget,
  now: number,
  claims: ClaimChanges = {},
): string {
  const times = { now: () => wholeSeconds(now) * 1000, lifetime: LIFETIME };
  return mintHostToken(
    { kind: 'iframe', clientKey, accountId, request, baseUrl, claims, ...times },
    sharedSecret,
  );
}

/** A token as `AP.context.getToken()` returns it: bound to no URL. */
export function mintContextToken(
  { clientKey, sharedSecret, member: accountId }: TokenOwner,
  now: number,
  claims: ClaimChanges = {},
): string {
  const times = { now: () => wholeSeconds(now) * 1000, lifetime: LIFETIME };
  return mintHostToken({ kind: 'context', clientKey, accountId, claims, ...times }, sharedSecret);
}

/** A page's URL as the host loads it, but for the token: with what hosts append to the URL of every frame. */
export function asHostLoads(url: string, { hostBaseUrl }: Pick<Tenant, 'hostBaseUrl'>): string {
  return appendFrameParameters(url, { hostBaseUrl, appKey: 'authbeat', moduleKey: 'check' });
}

/** A page's URL with a genuine token in it, as the host puts it into an iframe. */
export function genuineUrl(
  tenant: TokenOwner & Pick<Tenant, 'hostBaseUrl'>,
  page: { readonly url: string; readonly baseUrl: string },
  now: number,
  changes: ClaimChanges = {},
): string {
  const url = asHostLoads(page.url, tenant);
  return appendHostToken(
    url,
    mintUrlToken(tenant, { method: 'GET', url, baseUrl: page.baseUrl }, now, changes),
  );
}

/**
 * The time in seconds, in whole half-minutes. Hosts hand out tokens that are some seconds old; and equal
 * requests of several checks stay equal, and are made once.
 */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 30_000) * 30;
}
