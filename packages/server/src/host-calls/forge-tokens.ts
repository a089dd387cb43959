import { createHash } from 'node:crypto';
import { isRecord, parseJson, type Clock, type InvocationClaims } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import type { AuthbeatRequest } from '../request.ts';
import { changeEntry } from '../stores/change-entry.ts';
import type { Store } from '../stores/contract.ts';
import type { Installation, Installations } from '../tenants/installations.ts';
import type { SecretBox } from '../tenants/secret-box.ts';
import { readApiBaseUrl } from './api-base-url.ts';
import { isFromBrowser } from './from-browser.ts';
import { readForgeToken, usableUntilMs, type ForgeToken } from './forge-token.ts';

/** A token for the REST API of a tenant's product, and where that API is. */
export interface ForgeAccess {
  readonly token: string;
  /** Where the paths of the product's REST API begin. */
  readonly baseUrl: string;
}

/** Whose token: the app's own, or that of a user. */
export interface ForgeTokenOwner {
  readonly tenantId: string;
  readonly accountId?: string | undefined;
}

/** The OAuth tokens that Forge sends with invocations, kept in the store until shortly before they expire. */
export interface ForgeTokens {
  /**
   * Keeps the tokens of a request whose invocation token has verified.
   *
   * @returns whether there was a new token of the app
   * @throws {StoreError}
   */
  keep(
    request: Pick<AuthbeatRequest, 'header'>,
    claims: InvocationClaims,
    installation: TokenInstallation,
  ): Promise<boolean>;
  /** A token that has not expired, of an installation that was not uninstalled since. @throws {StoreError} */
  find(owner: ForgeTokenOwner): Promise<ForgeAccess | undefined>;
}

/** The installation that a token came for. */
export type TokenInstallation = Pick<Installation, 'installationId' | 'tenantId' | 'generation'>;

export interface ForgeTokenOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly installations: Pick<Installations, 'find'>;
  readonly now: Clock;
  /** The base URL of the app. */
  readonly baseUrl: string;
  /** The origins of REST APIs to which tokens may be sent. */
  readonly apiOrigins: readonly string[];
}

/** A token as the store has it, sealed. */
interface KeptToken extends ForgeToken {
  readonly installationId: string;
  /** That of the installation when the token came. */
  readonly generation: number;
  readonly baseUrl: string;
}

/** How much longer than the kept one a token must live to replace it: Forge sends one with each invocation. */
const WORTH_WRITING_MS = 60_000;
/** Of how many tokens a node knows that it has kept them. Others are written again. */
const MAX_WRITTEN = 10_000;

export function createForgeTokens(options: ForgeTokenOptions): ForgeTokens {
  const { store, box, installations, now } = options;
  const written = new LRUCache<string, number>({ max: MAX_WRITTEN });

  const write = async (key: string, kept: KeptToken): Promise<boolean> => {
    const { expiresAtMs, installationId, generation } = kept;
    const name = JSON.stringify([key, installationId, generation]);
    if (expiresAtMs < (written.get(name) ?? 0) + WORTH_WRITING_MS) return false;
    const value = box.seal(JSON.stringify(kept), key);
    await changeEntry(store, key, () => ({ value, expiresAtMs: Math.floor(expiresAtMs) }));
    written.set(name, expiresAtMs);
    return true;
  };

  return {
    async keep(request, claims, { installationId, tenantId, generation }) {
      const baseUrl = readApiBaseUrl(claims.apiBaseUrl, options);
      if (baseUrl === undefined) return false;
      const { accountId } = claims;
      const place = { installationId, generation, baseUrl };
      const read = (name: string): ForgeToken | undefined => readForgeToken(request.header(name), now());
      const user = accountId === undefined ? undefined : read('x-forge-oauth-user');
      if (user) await write(keyOf({ tenantId, accountId }), { ...user, ...place });
      // Only where no browser can have sent it is the header of the app's token to be relied on.
      const system = isFromBrowser(claims) ? undefined : read('x-forge-oauth-system');
      return system !== undefined && write(keyOf({ tenantId }), { ...system, ...place });
    },
    async find(owner) {
      const key = keyOf(owner);
      const [value] = await store.readEntries([key]);
      const kept = value === undefined ? undefined : unseal(value, key, box);
      if (!kept || now() >= usableUntilMs(kept)) return undefined;
      const { installationId, generation, token, baseUrl } = kept;
      const installation = await installations.find(installationId);
      const isSame = installation?.generation === generation && installation.tenantId === owner.tenantId;
      return isSame && installation.installed && readApiBaseUrl(baseUrl, options) === baseUrl
        ? { token, baseUrl }
        : undefined;
    },
  };
}

/** Hashing bounds the length of a key, and no name can imitate a separator. */
function keyOf({ tenantId, accountId }: ForgeTokenOwner): string {
  const names = JSON.stringify([tenantId, accountId ?? null]);
  return `forge-token:${createHash('sha256').update(names).digest('base64url')}`;
}

/** `undefined` for what no encryption key unseals: Forge sends another token soon. */
function unseal(value: string, key: string, box: SecretBox): KeptToken | undefined {
  try {
    const kept = parseJson(box.unseal(value, key));
    return isKeptToken(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKeptToken(value: unknown): value is KeptToken {
  return (
    isRecord(value) &&
    ['token', 'installationId', 'baseUrl'].every((name) => typeof value[name] === 'string') &&
    ['receivedAtMs', 'expiresAtMs', 'generation'].every((name) => Number.isFinite(value[name]))
  );
}
