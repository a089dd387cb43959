import { memoryStore } from '../../src/stores/memory.ts';
import { createAuthbeat, type Authbeat, type AuthbeatRequest, type Guard } from '../../src/index.ts';
import { createApiGuard } from '../../src/guards/api.ts';
import { resolveOptions } from '../../src/resolve-options.ts';
import { createServices } from '../../src/services.ts';
import type { Store, TenantRecord } from '../../src/stores/contract.ts';
import { createKeyRing } from '../../src/tokens/keys.ts';
import { createSessionTokens, type SessionTokens } from '../../src/tokens/session.ts';
import { createRandom } from '../../../core/test/inspect/random.ts';
import { createClock } from '../support/clock.ts';

/** What the two guards said about one request, and what was done before it. */
export interface Judged {
  readonly verdict: string;
  readonly oracle: string;
  readonly step: string;
}

const TENANTS = ['tenant-a', 'tenant-b'];
const ACCOUNTS = [{ accountId: 'alice' }, { accountId: 'bob' }, {}];
const KEYS = ['the first session key of the app, 32 bytes', 'the second session key of the app, 32 bytes'];
/** Before, during and after a rotation. */
const RINGS = [[KEYS[0]], [KEYS[1], KEYS[0]], [KEYS[1]]];
const SESSIONS = 24;
const LIFETIME = 60;

/**
 * Sends session tokens, good and bad ones, in between revocations, uninstallations, key rotations and steps of the
 * clock, each to a guard that remembers what it has verified and to one that remembers nothing.
 *
 * @param seed repeats a run
 */
export async function* interleave(count: number, seed: number): AsyncGenerator<Judged> {
  const { below, pick } = createRandom(seed);
  const random = (): number => below(2 ** 32) / 2 ** 32;
  const clock = createClock();
  const now = (): number => clock.now();
  const store = memoryStore({ now });
  const nodes = await Promise.all(RINGS.map(async (sessionKeys) => startNode(store, sessionKeys, now)));
  const generations = new Map<string, number>();
  const write = async (clientKey: string, installed: boolean): Promise<void> => {
    const version = (generations.get(clientKey) ?? 0) + 1;
    generations.set(clientKey, version);
    await store.writeTenant(recordOf(clientKey, version, installed), version - 1);
  };
  for (const clientKey of TENANTS) await write(clientKey, true);

  const begin = (): string => {
    const clientKey = pick(TENANTS);
    const owner = {
      platform: 'connect',
      tenantId: clientKey,
      ...pick(ACCOUNTS),
      generation: generations.get(clientKey) ?? 0,
      context: { jira: { issue: { id: '1' } } },
    };
    return pick(nodes).sessions.begin(owner, now() / 1000 - Math.floor(random() * 5));
  };
  const tokens = Array.from({ length: SESSIONS }, begin);
  const steps: Readonly<Record<string, () => unknown>> = {
    begin: () => (tokens[Math.floor(random() * SESSIONS)] = begin()),
    'clock ahead': () => clock.pass(random() * 8),
    'clock back': () => clock.pass(-random() * 4),
    'end a session': async () => pick(nodes).authbeat.revokeSession(sessionIdOf(pick(tokens))),
    'revoke an account': async () =>
      pick(nodes).authbeat.revokeAccount({ clientKey: pick(TENANTS), accountId: 'alice' }),
    'revoke a tenant': async () => random() < 0.1 && pick(nodes).authbeat.revokeTenant(pick(TENANTS)),
    uninstall: async () => write(pick(TENANTS), random() < 0.8),
  };

  for (let index = 0; index < count; index += 1) {
    const step = random() < 0.15 ? pick(Object.keys(steps)) : 'nothing';
    await steps[step]?.();
    const token = random() < 0.1 ? damage(pick(tokens), random) : pick(tokens);
    const node = pick(nodes);
    const verdict = JSON.stringify(await node.guard(requestWith(token)));
    yield { verdict, oracle: JSON.stringify(await node.judge(requestWith(token))), step };
  }
  for (const { authbeat } of nodes) await authbeat.close();
}

interface Node {
  readonly authbeat: Authbeat;
  readonly sessions: SessionTokens;
  readonly guard: Guard;
  /** Verifies each token, and reads the store for each request. */
  readonly judge: Guard;
}

async function startNode(
  store: Store,
  sessionKeys: readonly (string | undefined)[],
  now: () => number,
): Promise<Node> {
  const options = {
    appKey: 'app',
    baseUrl: 'https://app.example.com',
    sessionKeys,
    sessionLifetime: LIFETIME,
    store,
    now,
    leeway: 1,
  };
  const authbeat = createAuthbeat(options);
  await authbeat.open();
  const settings = resolveOptions(options);
  const sessions = createSessionTokens({
    ...settings,
    keys: createKeyRing(settings.sessionKeys),
    verified: { get: () => undefined, keep: () => undefined },
  });
  const services = { ...createServices(settings), sessionTokens: sessions };
  const uncached = createApiGuard(services);
  const judge: Guard = (request) => {
    services.tenants.apply({ kind: 'gap' });
    services.revocations.apply({ kind: 'gap' });
    return uncached(request);
  };
  return { authbeat, sessions, guard: authbeat.api(), judge };
}

/** Each write of a tenant is one generation more, as if it was uninstalled in between. */
function recordOf(clientKey: string, version: number, installed: boolean): TenantRecord {
  return {
    clientKey,
    version,
    installed,
    enabled: true,
    generation: version,
    baseUrl: `https://${clientKey}.atlassian.net`,
    secret: 'a shared secret that no token here uses',
    lastEventAt: version,
    details: {},
  };
}

/** Another spelling, another signature, a part of it, or the claims of one token under the signature of another. */
function damage(token: string, random: () => number): string {
  const at = Math.floor(random() * token.length);
  const damages = [
    `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
    token.slice(0, at),
    `${token}=`,
    `${token}A`,
    token.toLowerCase(),
  ];
  return damages[Math.floor(random() * damages.length)] ?? '';
}

function sessionIdOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { sid: string }).sid;
}

function requestWith(token: string): AuthbeatRequest {
  return {
    method: 'GET',
    url: '/api/me',
    header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
    body: async () => ({ state: 'aborted' }),
  };
}
