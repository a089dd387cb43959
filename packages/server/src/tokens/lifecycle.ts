import { verifyLifecycleToken, type BoundRequest, type LifecycleClaims } from '@authbeat/core';
import type { Clock } from '../http/time.ts';
import type { InstallKeys } from './install-keys.ts';
import { refuseTokens } from './refuse-tokens.ts';

/** Reads the RS256 tokens on `installed` and `uninstalled`. */
export interface LifecycleTokens {
  /** @throws {Refusal} `host_token_invalid`, `host_token_expired` or `unavailable` */
  read(token: string, request: BoundRequest): Promise<LifecycleClaims>;
}

export interface LifecycleTokenOptions {
  readonly baseUrl: string;
  readonly installKeys: InstallKeys;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

export function createLifecycleTokens(options: LifecycleTokenOptions): LifecycleTokens {
  const { baseUrl, installKeys, now, leeway } = options;
  return {
    read: async (token, request) =>
      refuseTokens(async () => {
        const findKey = async (kid: string): Promise<string | undefined> => installKeys.find(kid);
        const { claims } = await verifyLifecycleToken(token, findKey, { request, baseUrl, now, leeway });
        return claims;
      }),
  };
}
