import { createHmac, randomBytes } from 'node:crypto';
import { checkLifetime, decodeToken, readHostContext, signHs256, verifyHs256 } from '@authbeat/core';
import { expect, it, onTestFinished } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import type { HostProfile } from '../../src/hosts/profile.ts';
import { createApiGuard } from '../../src/guards/api.ts';
import { createPages } from '../../src/recovery/pages.ts';
import { resolveOptions } from '../../src/resolve-options.ts';
import { createRouter } from '../../src/router.ts';
import { createServices } from '../../src/services.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { exchangeForm } from '../support/app.ts';

const CLIENT_SECRET = randomBytes(32).toString('hex');
const STARTED = Math.floor(Date.now() / 1000);

/** monday.com: `monday.get('sessionToken')` gives the page a JWT that the app's client secret has signed. */
const MONDAY: HostProfile = {
  platform: 'monday',
  proofIn: 'form',
  recognizes: hasMondayClaims,
  async prove(token, admit) {
    const { dat, iat = 0, ...times } = readToken(token);
    const tenantId = `monday:${dat.account_id}`;
    const accountId = String(dat.user_id);
    admit({ tenantId, accountId });
    const tenant = { platform: 'monday', tenantId, installed: true, generation: 0 };
    const context = readHostContext(undefined);
    return { tenant, accountId, context, signedContext: { ...dat, ...times }, provenAt: iat };
  },
  find: ({ tenantId }) => ({ platform: 'monday', tenantId, installed: true, generation: 0 }),
  refresh: async (owner) => MONDAY.find(owner),
};

function hasMondayClaims(token: string): boolean {
  try {
    return decodeToken(token).claims['dat'] !== undefined;
  } catch {
    return false;
  }
}

interface MondayClaims {
  readonly dat: { readonly account_id: number; readonly user_id: number };
  readonly iat?: number;
}

function readToken(token: string): MondayClaims {
  try {
    const decoded = decodeToken(token);
    verifyHs256(decoded, [CLIENT_SECRET]);
    checkLifetime(decoded.claims, { now: Date.now, leeway: 10 });
    return decoded.claims as unknown as MondayClaims;
  } catch (cause) {
    throw new Refusal('host_token_invalid', { cause });
  }
}

async function startServer() {
  const settings = resolveOptions({
    appKey: 'my-app',
    baseUrl: 'https://app.example.com',
    sessionKeys: [createHmac('sha512', 'a test').digest('base64')],
    store: memoryStore(),
  });
  const services = createServices(settings, [MONDAY]);
  await services.store.open();
  onTestFinished(async () => services.store.close());
  const handle = createRouter(services, createPages(settings));
  const request = (method: string, url: string, headers: Record<string, string>, body = '') => ({
    method,
    url,
    header: (name: string) => headers[name],
    body: async () => ({ state: 'raw', bytes: Buffer.from(body) }) as const,
  });
  const exchange = async (token: string) => {
    const form = new URLSearchParams(exchangeForm(token)).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await handle(request('POST', '/authbeat/session', type, form));
    return JSON.parse(response?.body ?? '{}') as { access_token: string; code?: string };
  };
  const call = async (session: string) =>
    createApiGuard(services)(request('GET', '/api/me', { authorization: `Bearer ${session}` }));
  return { exchange, call };
}

const mint = (secret: string): string =>
  signHs256({ dat: { account_id: 7, user_id: 42 }, iat: STARTED, exp: STARTED + 300 }, secret);

it('a third kind of host has a profile and nothing else', async () => {
  const { exchange, call } = await startServer();
  const { access_token: session } = await exchange(mint(CLIENT_SECRET));
  expect(await call(session)).toMatchObject({
    admitted: true,
    principal: { kind: 'session', platform: 'monday', tenantId: 'monday:7', accountId: '42' },
  });
  expect(await exchange(mint(randomBytes(32).toString('hex')))).toMatchObject({ code: 'host_token_invalid' });
});

it('a token of Connect goes to the profile of Connect beside it', async () => {
  const { exchange } = await startServer();
  const token = signHs256({ iss: 'unknown', qsh: 'context-qsh', exp: STARTED + 60 }, CLIENT_SECRET);
  expect(await exchange(token)).toMatchObject({ code: 'host_token_invalid' });
});
