import { findIssue } from '../site/issues.ts';
import type { Site } from '../site/site.ts';
import type { World } from '../world.ts';
import type { Installation } from './installation.ts';

interface CachedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

// By account and issue: as many as a site has of both, at most.
const cached = new WeakMap<Installation, Map<string, CachedToken>>();

/** Mints what `AP.context.getToken()` answers: fresh, the same as before, or expired, as the bridge is told. */
export function mintByBehaviour(
  world: World,
  site: Site,
  installation: Installation,
  issueKey: unknown,
): string {
  const issue = typeof issueKey === 'string' ? findIssue(issueKey) : undefined;
  const mint = (issuedAt: number): string =>
    installation.tokens.context({ ...(issue && { issue }), issuedAt });
  const life = world.tokenLives.context * 1000;
  const now = world.now();
  if (world.bridge.behaviour === 'expired') return mint(now - life - 60_000);
  if (world.bridge.behaviour !== 'cached') return mint(now);

  const tokens = cached.get(installation) ?? new Map<string, CachedToken>();
  cached.set(installation, tokens);
  const name = JSON.stringify([site.signedIn?.accountId, issue?.key]);
  const known = tokens.get(name);
  if (known && known.expiresAt > now) return known.token;
  const token = mint(now);
  tokens.set(name, { token, expiresAt: now + life });
  return token;
}
