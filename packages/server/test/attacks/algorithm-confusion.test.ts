import { createHmac } from 'node:crypto';
import { queryStringHash, signHs256, signRs256 } from '@authbeat/core';
import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { compact, exchangeWith, installWith } from '../support/doors.ts';

it('an install that is signed with HS256 and the public key as its secret is refused', async () => {
  const app = await startApp();
  const site = app.site('victim');
  const url = '/authbeat/installed';
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const qsh = queryStringHash({ method: 'POST', url, baseUrl: app.baseUrl });
  const claims = { iss: site.clientKey, aud: app.baseUrl, exp, qsh };
  const forged = signHs256(claims, app.keyServer.publicKeyPem, { kid: app.keyServer.kid });
  expect(await installWith(app, forged, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
});

it('an install that is signed with the tenant’s own secret is refused', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const forged = site.bound('POST', '/authbeat/installed', { claims: { aud: app.baseUrl } });
  expect(await installWith(app, forged, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
});

it('a context token that the key server’s key has signed is refused', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = { iss: site.clientKey, sub: 'alice', exp, qsh: 'context-qsh' };
  const forged = await signRs256(claims, app.keyServer.privateKey, { kid: app.keyServer.kid });
  expect(await exchangeWith(app, forged)).toBe('401 host_token_invalid');
});

it.each(['HS384', 'HS512', 'ES256', 'PS256', 'EdDSA', 'hs256'])('%s is refused', async (alg) => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const unsigned = compact(
    { alg, typ: 'JWT' },
    { iss: site.clientKey, sub: 'alice', exp, qsh: 'context-qsh' },
  );
  const signingInput = unsigned.slice(0, -1);
  const signature = createHmac('sha512', site.secret).update(signingInput).digest('base64url');
  expect(await exchangeWith(app, `${signingInput}.${signature}`)).toBe('401 host_token_invalid');
});
