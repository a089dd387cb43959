import type { ClaimSet } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import type { ForgePrincipal } from '../../src/index.ts';
import { bearer, refusalOf, SECRET_CONTENT, startApp } from '../support/app.ts';
import { CLOUD, FORGE_APP, ForgeSite } from '../support/forge-site.ts';

const FORGE = { forge: { appId: FORGE_APP } };

describe('remote()', () => {
  it('admits an invocation token, and names its installation, account and place', async () => {
    const app = await startApp(FORGE);
    const site = new ForgeSite(app);
    const response = await app.get('/remote/notes', bearer(await site.token()));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      content: SECRET_CONTENT,
      principal: {
        kind: 'invocation',
        platform: 'forge',
        tenantId: site.installationId,
        installationId: site.installationId,
        cloudId: CLOUD,
        environment: 'production',
        accountId: 'alice',
        context: { jira: { issue: { id: '1', key: 'AB-1' }, project: { id: '2', key: 'AB' } } },
      },
    });
    expect(app.events).toContainEqual({ type: 'admitted', door: 'remote', kind: 'invocation' });
  });

  it('admits the same token as often as Forge sends it', async () => {
    const app = await startApp(FORGE);
    const token = await new ForgeSite(app).token();
    for (let call = 0; call < 3; call += 1)
      expect((await app.get('/remote/notes', bearer(token))).status).toBe(200);
  });

  it('admits events and schedules, which have no account', async () => {
    const app = await startApp(FORGE);
    const token = await new ForgeSite(app).token({ claims: { principal: undefined, context: undefined } });
    const response = await app.post('/remote/event', {}, bearer(token));
    const { principal } = (await response.json()) as { principal: object };
    expect(principal).toMatchObject({ kind: 'invocation', context: {} });
    expect(principal).not.toHaveProperty('accountId');
  });

  it('shows the license and the signed context, where the invocation has them', async () => {
    const app = await startApp(FORGE);
    const site = new ForgeSite(app);
    const principalOf = async (claims: ClaimSet): Promise<ForgePrincipal> => {
      const { authorization } = bearer(await site.token({ claims }));
      const verdict = await app.authbeat.remote()({
        method: 'POST',
        url: '/remote/notes',
        header: (name) => (name === 'authorization' ? authorization : undefined),
        body: async () => ({ state: 'aborted' }),
      });
      if (!verdict.admitted) throw new Error(verdict.response.body);
      return verdict.principal;
    };
    const { license, signedContext } = await principalOf({
      app: {
        id: FORGE_APP,
        installationId: site.installationId,
        environment: { type: 'PRODUCTION' },
        license: { isActive: true },
      },
    });
    expect([license, signedContext]).toMatchObject(['active', { moduleKey: 'notes' }]);
    expect((await principalOf({})).license).toBeUndefined();
  });

  it('has the names of the Connect tenant that the installation is linked to', async () => {
    const app = await startApp(FORGE);
    const connect = await app.installedSite('tenant-a');
    const site = new ForgeSite(app);
    await app.authbeat.linkInstallation({ installationId: site.installationId, clientKey: 'tenant-a' });
    const response = await app.get('/remote/notes', bearer(await site.token()));
    expect(await response.json()).toMatchObject({
      principal: { tenantId: 'tenant-a', clientKey: 'tenant-a', hostBaseUrl: connect.url, platform: 'forge' },
    });
  });

  it('refuses a token whose account is revoked, until it has a newer one', async () => {
    const app = await startApp(FORGE);
    const site = new ForgeSite(app);
    const token = await site.token();
    await app.authbeat.revokeAccount({ clientKey: site.installationId, accountId: 'alice' });
    expect(await refusalOf(await app.get('/remote/notes', bearer(token)))).toBe('401 session_revoked');
    app.clock.pass(1);
    expect((await app.get('/remote/notes', bearer(await site.token()))).status).toBe(200);
  });

  it('needs the option `forge`', async () => {
    const app = await startApp();
    expect(() => app.authbeat.remote()).toThrow('`remote()` needs the option `forge`');
  });
});
