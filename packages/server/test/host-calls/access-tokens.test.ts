import { decodeSymmetric, SymmetricAlgorithm, type Params } from 'atlassian-jwt';
import { describe, expect, it } from 'vitest';
import { trustAccountId } from '../../src/index.ts';
import { startApp } from '../support/app.ts';
import { startRestHost, type RestResponse } from '../support/rest-host.ts';

const BEN = trustAccountId('712020:ben');
const granted = (token: string, seconds: unknown = 900): RestResponse => ({
  body: { access_token: token, token_type: 'Bearer', expires_in: seconds },
});

/** An app, a site, and an authorization server with a function for its n-th response. */
async function startUsers(
  grant: (count: number) => RestResponse | undefined = (count) => granted(`token-${count}`),
  respond: (authorization: string) => RestResponse = () => ({}),
) {
  const server = await startRestHost((_request, count) => grant(count));
  const rest = await startRestHost(({ headers }) => respond(String(headers['authorization'])));
  const app = await startApp({ authorizationServer: `${server.origin}/`, hostTimeout: 2 });
  const site = await app.installedSite('tenant-a', rest.origin);
  const used = (): unknown[] => rest.requests.map(({ headers }) => headers['authorization']);
  return { server, rest, app, site, used, host: app.authbeat.host('tenant-a') };
}

describe('a call as a user', () => {
  it('carries an access token that the tenant has asked for by a signed assertion', async () => {
    const { server, app, site, used, host } = await startUsers();
    await host.asUser(BEN, { scopes: ['write', 'READ', 'read'] }).fetch('/rest');
    expect(used()).toEqual(['Bearer token-1']);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
    const { assertion = '', ...form } = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toEqual({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', scope: 'READ WRITE' });
    const now = app.clock.now() / 1000;
    const claims = decodeSymmetric(assertion, site.secret, SymmetricAlgorithm.HS256) as Params;
    expect(claims).toEqual({
      iss: 'urn:atlassian:connect:clientid:client-of-tenant-a',
      sub: 'urn:atlassian:connect:useraccountid:712020:ben',
      tnt: site.url,
      aud: [server.origin],
      iat: now,
      exp: now + 60,
    });
  });

  it('shares one exchange with all calls at the same time, and its token until shortly before its end', async () => {
    const { app, server, used, host } = await startUsers();
    const ben = host.asUser(BEN);
    await Promise.all([ben.fetch('/rest'), ben.fetch('/rest'), host.asUser(BEN).fetch('/rest')]);
    app.clock.pass(839);
    await ben.fetch('/rest');
    expect(new Set(used())).toEqual(new Set(['Bearer token-1']));
    app.clock.pass(2);
    await ben.fetch('/rest');
    expect(used().at(-1)).toBe('Bearer token-2');
    expect(server.requests).toHaveLength(2);
  });

  it('never uses the token of another account, tenant or scope', async () => {
    const { app, rest, server, used, host } = await startUsers();
    await app.installedSite('tenant-b', rest.origin);
    await host.asUser(BEN).fetch('/rest');
    await host.asUser(trustAccountId('712020:ada')).fetch('/rest');
    await host.asUser(BEN, { scopes: ['READ'] }).fetch('/rest');
    await app.authbeat.host('tenant-b').asUser(BEN).fetch('/rest');
    expect(used()).toEqual([1, 2, 3, 4].map((count) => `Bearer token-${count}`));
    expect(server.requests).toHaveLength(4);
  });

  it('needs a new token after an uninstall and another install', async () => {
    const { app, site, used, host } = await startUsers();
    await host.asUser(BEN).fetch('/rest');
    app.clock.pass(1);
    await site.call('uninstalled');
    await expect(host.asUser(BEN).fetch('/rest')).rejects.toMatchObject({ code: 'host_tenant_unknown' });
    app.clock.pass(1);
    await site.call('installed');
    await host.asUser(BEN).fetch('/rest');
    expect(used()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('fetches another token after a 401, once', async () => {
    const { used, host } = await startUsers(undefined, (authorization) => ({
      status: authorization === 'Bearer token-2' ? 200 : 401,
    }));
    expect((await host.asUser(BEN).fetch('/rest', { method: 'POST', body: 'x' })).status).toBe(200);
    expect(used()).toEqual(['Bearer token-1', 'Bearer token-2']);
    const refused = await startUsers(undefined, () => ({ status: 401 }));
    expect((await refused.host.asUser(BEN).fetch('/rest')).status).toBe(401);
    expect(refused.used()).toHaveLength(2);
  });

  it('says why the authorization server refuses, without the assertion', async () => {
    const { server, rest, host } = await startUsers(() => ({
      status: 401,
      body: {
        error: 'access_denied',
        error_description: `Denied: ${new URLSearchParams(server.requests.at(-1)?.body).get('assertion')}`,
      },
    }));
    await expect(host.asUser(BEN).fetch('/rest')).rejects.toMatchObject({
      code: 'host_user_refused',
      data: { status: 401, messages: ['access_denied', 'Denied: …'] },
    });
    expect(rest.requests).toEqual([]);
  });

  it.each([
    ['not JSON', { body: '<html>' }],
    ['without a token', { body: { token_type: 'Bearer', expires_in: 900 } }],
    ['with a token of two lines', granted('a\r\nb')],
    ['with a token that is too long', granted('a'.repeat(8193))],
    ['with a lifetime that is no number', granted('token', '900')],
    ['with a lifetime that has passed', granted('token', 0)],
    ['of another type', { body: { access_token: 'a', token_type: 'mac', expires_in: 900 } }],
    ['too large', { body: 'a'.repeat(100_000) }],
  ] satisfies [string, RestResponse][])('refuses a response that is %s', async (_, response) => {
    const { rest, host } = await startUsers(() => response);
    await expect(host.asUser(BEN).fetch('/rest')).rejects.toMatchObject({ code: 'host_response_invalid' });
    expect(rest.requests).toEqual([]);
  });

  it('follows no redirect of the authorization server, and does not wait for it for ever', async () => {
    const other = await startRestHost(() => granted('stolen'));
    const redirected = await startUsers(() => ({ status: 307, headers: { location: other.origin } }));
    const failure = redirected.host.asUser(BEN).fetch('/rest');
    await expect(failure).rejects.toMatchObject({ code: 'host_unreachable' });
    expect(other.requests).toEqual([]);
    const silent = await startUsers(() => undefined);
    const late = silent.host.asUser(BEN).fetch('/rest', { timeout: 0.05 });
    await expect(late).rejects.toMatchObject({ code: 'host_timeout' });
  });

  it('tries again after a failure', async () => {
    const { host, used } = await startUsers((count) => (count === 1 ? { status: 500 } : granted('second')));
    await expect(host.asUser(BEN).fetch('/rest')).rejects.toMatchObject({ code: 'host_user_refused' });
    await host.asUser(BEN).fetch('/rest');
    expect(used()).toEqual(['Bearer second']);
  });

  it.each([[''], [undefined], ['712020:ben\n'], ['a'.repeat(256)]])(
    'is refused for the account %j',
    async (account) => {
      const { host } = await startUsers();
      expect(() => host.asUser(trustAccountId(account as string))).toThrow(
        expect.objectContaining({ code: 'argument_invalid' }),
      );
    },
  );
});
