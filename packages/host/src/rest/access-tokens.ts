import { randomBytes } from 'node:crypto';
import type { User } from '../content/users.ts';
import type { Installation } from '../installation/installation.ts';

/** For whom an access token was issued. */
export interface Grant {
  readonly installation: Installation;
  readonly user: User;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Access tokens live as long as Atlassian's, in seconds. */
export const ACCESS_TOKEN_LIFETIME = 900;
const MAX_TOKENS = 10_000;

const grants = new Map<string, Grant>();

export function issueAccessToken(grant: Grant): string {
  const token = `authbeat-dev-${randomBytes(24).toString('base64url')}`;
  const [oldest] = grants.keys();
  if (grants.size >= MAX_TOKENS && oldest !== undefined) grants.delete(oldest);
  grants.set(token, grant);
  return token;
}

export function findGrant(token: string): Grant | undefined {
  return grants.get(token);
}
