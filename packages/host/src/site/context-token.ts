import { describeContext, type ContextKeys } from '../content/frame-context.ts';
import type { Installation } from '../installation/installation.ts';
import type { HostRuntime } from '../runtime.ts';
import type { Site } from './site.ts';

interface CachedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** What is left of a `dying` token. */
const DYING_MS = 2000;

// One for each account and context.
const cachedTokens = new WeakMap<Installation, Map<string, CachedToken>>();

/** Mints the token that `AP.context.getToken()` returns, as the behaviour of the bridge asks for. */
export function mintByBehaviour(
  runtime: HostRuntime,
  site: Site,
  installation: Installation,
  keys: ContextKeys,
): string {
  const mint = (issuedAtMs: number): string =>
    installation.tokens.context({ ...keys, issuedAt: issuedAtMs / 1000 });
  const lifetimeMs = runtime.tokenLifetimes.context * 1000;
  const now = runtime.tokenClock();
  if (runtime.bridge.behaviour === 'expired') return mint(now - lifetimeMs - 60_000);
  if (runtime.bridge.behaviour === 'dying') return mint(now - lifetimeMs + DYING_MS);
  if (runtime.bridge.behaviour !== 'cached') return mint(now);

  const tokens = cachedTokens.get(installation) ?? new Map<string, CachedToken>();
  cachedTokens.set(installation, tokens);
  const name = JSON.stringify([site.signedIn?.accountId, describeContext(site.data, keys)]);
  const cached = tokens.get(name);
  if (cached && cached.expiresAtMs > now) return cached.token;
  const token = mint(now);
  tokens.set(name, { token, expiresAtMs: now + lifetimeMs });
  return token;
}
