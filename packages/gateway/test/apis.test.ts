import { generateKeyPairSync } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { exchangeForm } from '../../server/test/support/app.ts';
import type { Site } from '../../server/test/support/site.ts';
import { startGateway, type TestGateway } from './support/start.ts';

async function signIn({ post }: TestGateway, site: Site): Promise<string> {
  const response = await post('/authbeat/session', exchangeForm(site.context()));
  return ((await response.json()) as { access_token: string }).access_token;
}

function headerOf({ app }: TestGateway, name: string): string | undefined {
  return app.seen.at(-1)?.headers[name]?.toString();
}

describe('an API by jwt', () => {
  it('gets a token that is bound to the very request, long after the page was opened', async () => {
    const started = await startGateway({ apis: [{ path: '/api/*' }] });
    const site = await started.installedSite();
    const authorization = `Bearer ${await signIn(started, site)}`;
    started.clock.pass(800);
    const response = await started.get('/api/me?x%5B%5D=1&xA=2', { authorization });
    expect([response.status, await response.text()]).toEqual([200, 'hello alice']);
    expect(headerOf(started, 'authorization')).toMatch(/^JWT /);
    started.clock.pass(200);
    expect((await started.get('/api/me', { authorization })).status).toBe(401);
  });

  it('opens downloads by ticket, and shows no ticket to the app', async () => {
    const started = await startGateway({ apis: [{ path: '/api/*' }] });
    const site = await started.installedSite();
    const session = await signIn(started, site);
    const response = await fetch(`${started.baseUrl}/authbeat/ticket`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session}` },
      body: new URLSearchParams({ url: '/api/file?a=1' }),
    });
    const { url } = (await response.json()) as { url: string };
    expect(await (await started.get(url)).text()).toBe('hello alice');
    expect(started.app.seen.at(-1)?.url).toBe('/api/file?a=1');
  });

  it('leaves the tokens of the app itself to the app', async () => {
    const started = await startGateway({ apis: [{ path: '/api/*' }] });
    const site = await started.installedSite();
    const own = `JWT ${site.bound('GET', '/api/me')}`;
    expect(await (await started.get('/api/me', { authorization: own })).text()).toBe('hello alice');
    expect(headerOf(started, 'authorization')).toBe(own);
  });
});

it('an API by context gets a context token', async () => {
  const started = await startGateway({ apis: [{ path: '/api/*', identity: 'context' }] });
  const site = await started.installedSite();
  await started.get('/api/me', { authorization: `Bearer ${await signIn(started, site)}` });
  const [, payload = ''] = headerOf(started, 'authorization')?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
    qsh: 'context-qsh',
    sub: 'alice',
  });
});

it('an API by assertion gets one that any JOSE library verifies against the published keys', async () => {
  const started = await startGateway({
    apis: [{ path: '/api/*', identity: 'assertion' }],
    audience: 'my-api',
  });
  const site = await started.installedSite();
  await started.get('/api/me', { authorization: `Bearer ${await signIn(started, site)}` });
  const keys = createRemoteJWKSet(new URL(`${started.baseUrl}/authbeat/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(
    headerOf(started, 'x-authbeat-assertion') ?? '',
    keys,
    {
      issuer: started.baseUrl,
      audience: 'my-api',
      typ: 'authbeat-assertion+jwt',
      currentDate: new Date(started.clock.now()),
    },
  );
  expect(protectedHeader.alg).toBe('EdDSA');
  expect(payload).toMatchObject({ sub: 'alice', tenant: site.clientKey, host: site.url });
  expect(headerOf(started, 'authorization')).toBeUndefined();
});

it('an API by assertion gets one of an RSA key, where the operator has given such a key', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const assertionKeys = [privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()];
  const started = await startGateway({ apis: [{ path: '/api/*', identity: 'assertion' }], assertionKeys });
  const site = await started.installedSite();
  await started.get('/api/me', { authorization: `Bearer ${await signIn(started, site)}` });
  const keys = createRemoteJWKSet(new URL(`${started.baseUrl}/authbeat/jwks.json`));
  const currentDate = new Date(started.clock.now());
  const assertion = headerOf(started, 'x-authbeat-assertion') ?? '';
  const { payload, protectedHeader } = await jwtVerify(assertion, keys, { currentDate });
  expect([protectedHeader.alg, payload.sub]).toEqual(['RS256', 'alice']);
});

it('an API by headers gets the identity as text that cannot end its header', async () => {
  const started = await startGateway({ apis: [{ path: '/api/*', identity: 'headers' }] });
  const site = await started.installedSite('tenant-a');
  const context = site.context({ account: '712020:b%en\r\nx-admin: 1' });
  const response = await started.post('/authbeat/session', exchangeForm(context));
  const { access_token: session } = (await response.json()) as { access_token: string };
  await started.get('/api/me', { authorization: `Bearer ${session}` });
  expect(headerOf(started, 'x-authbeat-account')).toBe('712020:b%25en%0D%0Ax-admin:%201');
  expect(headerOf(started, 'x-authbeat-tenant')).toBe('tenant-a');
  expect(headerOf(started, 'x-admin')).toBeUndefined();
});

describe('where an upstream judges no tokens', () => {
  const strict = { apis: [{ path: '/api/*', identity: 'headers' as const }], public: ['/app.js'] };

  it('a request that no route names is refused, and so is one without a session', async () => {
    const started = await startGateway(strict);
    const statuses = ['/anything', '/api/me', '/apis', '/app.js/x', '/app.js'].map(
      async (url) => (await started.get(url)).status,
    );
    expect(await Promise.all(statuses)).toEqual([403, 401, 403, 403, 401]);
    expect(started.app.seen.map(({ url }) => url)).toEqual(['/app.js']);
  });

  it('the page of an unknown tenant is refused', async () => {
    const started = await startGateway(strict);
    expect((await started.get(started.site('stranger').iframe('/foo.html'))).status).toBe(401);
    expect(started.app.seen).toEqual([]);
  });
});
