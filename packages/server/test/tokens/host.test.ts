import { createSecretKey, randomBytes } from 'node:crypto';
import { mintHostToken } from '@authbeat/core';
import { expect, it } from 'vitest';
import type { Tenant } from '../../src/tenants/tenants.ts';
import { createHostTokens } from '../../src/tokens/host.ts';

const [OLD_SECRET = '', NEW_SECRET = ''] = [32, 32].map((size) => randomBytes(size).toString('hex'));
const TENANT: Tenant = {
  platform: 'connect',
  tenantId: 'tenant-a',
  clientKey: 'tenant-a',
  installed: true,
  generation: 0,
  baseUrl: 'https://example.atlassian.net',
  oauthClientId: undefined,
  cloudId: undefined,
  origins: [],
  ...withSecrets(OLD_SECRET),
};

function withSecrets(...secrets: readonly string[]): Pick<Tenant, 'secrets' | 'keys' | 'keysSinceRotation'> {
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return { secrets: () => secrets, keys: () => keys, keysSinceRotation: () => keys };
}

/** Reads a context token where memory and store know the tenant as given, and reports what the store was asked. */
async function exchange(inMemory: Tenant | undefined, inStore: Tenant | undefined, secret = OLD_SECRET) {
  let reads = 0;
  const hostTokens = createHostTokens({
    baseUrl: 'https://app.example.com',
    tenants: {
      find: async () => inMemory,
      refresh: async () => {
        reads += 1;
        return inStore;
      },
      change: async () => ({ before: undefined, after: undefined }),
      apply: () => undefined,
    },
    revocations: { isRevoked: async () => false },
    installKeys: { find: async () => undefined },
    now: Date.now,
    leeway: 10,
  });
  const token = mintHostToken({ kind: 'context', clientKey: 'tenant-a', accountId: 'alice' }, secret);
  const outcome = await hostTokens
    .readContextToIssue(token, () => undefined)
    .then(
      ({ tenant }) => tenant,
      (error: unknown) => error,
    );
  return { outcome, reads };
}

const REFUSED = { code: 'host_token_invalid' };

it('confirms the tenant in the store before it issues a token', async () => {
  const confirmed = { ...TENANT, generation: 1 };
  expect(await exchange(TENANT, confirmed)).toEqual({ outcome: confirmed, reads: 1 });
});

it('refuses a token whose secret the store no longer has', async () => {
  const rotated = { ...TENANT, ...withSecrets(NEW_SECRET) };
  expect(await exchange(TENANT, rotated)).toMatchObject({ outcome: REFUSED, reads: 1 });
});

it('accepts the previous secret of a rotation that memory has not seen', async () => {
  const rotated = { ...TENANT, ...withSecrets(NEW_SECRET, OLD_SECRET) };
  expect(await exchange(TENANT, rotated)).toEqual({ outcome: rotated, reads: 1 });
});

it('refuses the token of a tenant that was uninstalled or deleted in the store', async () => {
  expect(await exchange(TENANT, { ...TENANT, installed: false })).toMatchObject({ outcome: REFUSED });
  expect(await exchange(TENANT, undefined)).toMatchObject({ outcome: REFUSED });
});

it('does not read the store for a token that is wrong anyway', async () => {
  expect(await exchange(TENANT, TENANT, NEW_SECRET)).toMatchObject({ outcome: REFUSED, reads: 0 });
  expect(await exchange(undefined, TENANT)).toMatchObject({ outcome: REFUSED, reads: 0 });
  expect(await exchange({ ...TENANT, installed: false }, TENANT)).toMatchObject({
    outcome: REFUSED,
    reads: 0,
  });
});
