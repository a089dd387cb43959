import { setTimeout as wait } from 'node:timers/promises';
import { mintInvocationToken, type ClaimSet } from '@authbeat/core';
import type { InvocationFault } from '../fault-state.ts';
import type { HostRuntime } from '../runtime.ts';
import { apiBaseUrlOf, environmentIdOf, type ForgeIdentity } from './identity.ts';
import { describePlace, type ModulePlace } from './invocation-context.ts';

/** Options of an invocation token. */
export interface InvocationTokenOptions extends ModulePlace {
  /** The user (`principal`); `null` for an anonymous token. Defaults to the user who is signed in. */
  readonly accountId?: string | null;
  /** Seconds. Defaults to the host's option. */
  readonly lifetime?: number;
  /** When the token was issued, in seconds since the epoch. Defaults to now. */
  readonly issuedAt?: number;
  /** Claims to add or to replace; `undefined` removes one. None by default. */
  readonly claims?: ClaimSet;
  /** Whether Forge's proxy sends the token (`invokeRemote`): then it names the license of a paid app. */
  readonly proxied?: boolean;
}

/** Where a token is used. */
export type TokenPlace = ModulePlace & Pick<InvocationTokenOptions, 'proxied'>;

/** How the host responds when its page asks for a token. */
export type IssuedToken =
  | { readonly kind: 'token'; readonly token: string; readonly reused: boolean }
  | { readonly kind: 'rejected'; readonly reason: string };

interface CachedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly reusedUntilMs: number;
}

const FOREIGN_APP = 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000';
const HUGE_CONTEXT = 8 * 1024;
/** A token is reused until this part of its life is left. */
const UNUSED_PART = 0.2;
const MAX_TOKENS = 1000;

/** Mints an invocation token, as Forge does. */
export async function mintInvocation(
  runtime: HostRuntime,
  identity: ForgeIdentity,
  options: InvocationTokenOptions = {},
): Promise<string> {
  const { accountId = identity.signedIn ?? null, issuedAt, moduleKey, claims } = options;
  const { lifetime = runtime.tokenLifetimes.invocation } = options;
  const { manifest, installationId } = identity;
  return mintInvocationToken(
    {
      appId: manifest.appId,
      installationId,
      lifetime,
      now: issuedAt === undefined ? runtime.tokenClock : () => issuedAt * 1000,
      ...(accountId !== null && moduleKey !== undefined && { accountId }),
      ...(moduleKey !== undefined && { context: describePlace(identity, options) }),
      claims: { app: describeApp(identity, options), ...claims },
    },
    runtime.invocationKey,
  );
}

function describeApp(identity: ForgeIdentity, { moduleKey, proxied }: InvocationTokenOptions): ClaimSet {
  const { manifest, installationId, environment, site } = identity;
  const module = manifest.modules.find(({ key }) => key === moduleKey);
  const apiBaseUrl = apiBaseUrlOf(site);
  return {
    id: manifest.appId,
    installationId,
    installation: { id: installationId, contexts: [{ name: site.product, apiBaseUrl }] },
    apiBaseUrl,
    appVersion: '1.0.0',
    environment: { type: environment.toUpperCase(), id: environmentIdOf(identity) },
    ...(module && { module: { type: module.type, key: module.key } }),
    ...(manifest.licensed && proxied === true && { license: { isActive: true } }),
  };
}

/** What each fault changes in a token. */
const FAULTY: Readonly<
  Record<
    InvocationFault,
    (runtime: HostRuntime, identity: ForgeIdentity, place: TokenPlace) => InvocationTokenOptions
  >
> = {
  none: () => ({}),
  anonymous: () => ({ accountId: null }),
  expired: ({ tokenClock, tokenLifetimes }) => ({
    issuedAt: tokenClock() / 1000 - tokenLifetimes.invocation - 60,
  }),
  'foreign-app': (_, identity, place) => ({
    claims: { aud: FOREIGN_APP, app: { ...describeApp(identity, place), id: FOREIGN_APP } },
  }),
  'huge-context': (_, identity, place) => ({
    claims: { context: { ...describePlace(identity, place), padding: 'x'.repeat(HUGE_CONTEXT) } },
  }),
};

/** The invocation tokens of one installation, each reused until shortly before it expires, as the bridge does. */
export class InvocationTokens {
  readonly #runtime: HostRuntime;
  readonly #identity: ForgeIdentity;
  readonly #cached = new Map<string, CachedToken>();

  constructor(runtime: HostRuntime, identity: ForgeIdentity) {
    this.#runtime = runtime;
    this.#identity = identity;
  }

  /** Gives out the token for a place, as the active faults ask for. */
  async issue(place: TokenPlace): Promise<IssuedToken> {
    const { faultState, closing, now } = this.#runtime;
    if (faultState.invocationDelayMs > 0)
      await wait(faultState.invocationDelayMs, undefined, { signal: closing });
    const { installationId, signedIn } = this.#identity;
    if (signedIn === undefined) return { kind: 'rejected', reason: 'No user is signed in to the host.' };
    const name = JSON.stringify([installationId, signedIn, place, faultState.invocations]);
    const cached = this.#cached.get(name);
    if (cached && cached.reusedUntilMs > now()) return { kind: 'token', token: cached.token, reused: true };
    const token = await mintInvocation(this.#runtime, this.#identity, {
      ...place,
      ...FAULTY[faultState.invocations](this.#runtime, this.#identity, place),
    });
    if (this.#cached.size >= MAX_TOKENS) this.#cached.clear();
    const reusedMs = this.#runtime.tokenLifetimes.invocation * (1 - UNUSED_PART) * 1000;
    this.#cached.set(name, { token, reusedUntilMs: now() + reusedMs });
    return { kind: 'token', token, reused: false };
  }
}
