import {
  checkLifetime,
  decodeToken,
  hasAudience,
  matchesQueryStringHash,
  readHostClaims,
  TokenError,
  verifyRs256,
  type HostClaims,
} from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { Clock } from '../http/time.ts';
import { checkHostType } from './host-type.ts';
import type { BoundRequest } from './host.ts';
import type { InstallKeys } from './install-keys.ts';

/** Reads the RS256 tokens on `installed` and `uninstalled`. */
export interface LifecycleTokens {
  /** @throws {Refusal} `host_token_invalid`, `host_token_expired` or `unavailable` */
  read(token: string, request: BoundRequest): Promise<HostClaims>;
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
    async read(token, request) {
      try {
        const decoded = decodeToken(token);
        checkHostType(decoded);
        const { alg, kid } = decoded.header;
        if (alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
        const claims = readHostClaims(decoded.claims);
        // The time of issue decides which call is the later one: it must be the host's, not that of arrival.
        if (claims.iat === undefined) throw new TokenError('token_claim_invalid', { name: 'iat' });
        // Everything that costs nothing is checked before a key is fetched.
        if (!hasAudience(claims, [baseUrl, `${baseUrl}/`]))
          throw new TokenError('token_claim_invalid', { name: 'aud' });
        if (!matchesQueryStringHash(claims.qsh, { ...request, baseUrl }))
          throw new TokenError('token_url_mismatch');
        checkLifetime(decoded.claims, { now, leeway });
        const key = kid === undefined ? undefined : await installKeys.find(kid);
        if (key === undefined) throw new TokenError('token_signature_invalid');
        await verifyRs256(decoded, key);
        return claims;
      } catch (cause) {
        if (!(cause instanceof TokenError)) throw cause;
        throw new Refusal(cause.code === 'token_expired' ? 'host_token_expired' : 'host_token_invalid', {
          cause,
        });
      }
    },
  };
}
