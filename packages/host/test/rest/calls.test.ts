import { createQueryStringHash, encodeSymmetric, fromMethodAndUrl, SymmetricAlgorithm } from 'atlassian-jwt';
import { beforeEach, describe, expect, it } from 'vitest';
import { useInstalledApp } from '../fixtures/installed-app.ts';
import { send, type ReceivedResponse } from '../fixtures/request.ts';

const ALL = ['READ', 'WRITE', 'DELETE', 'ACT_AS_USER'];
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the REST API', () => {
  let now = 1_800_000_000_000;
  const setup = useInstalledApp({ now: () => now });
  const setScopes = async (scopes: readonly string[]): Promise<void> => {
    setup.app.descriptor = { ...setup.app.descriptor, scopes };
    await setup.host.install(setup.app.descriptorUrl);
  };
  beforeEach(async () => {
    setup.app.status = 204;
    await setScopes(ALL);
  });

  /** The token of a call, as the library of Atlassian makes it. */
  const sign = (
    method: string,
    path: string,
    claims: Record<string, unknown> = {},
    secret = setup.installation.sharedSecret,
  ): string => {
    const base = setup.host.hostBaseUrl;
    const iat = now / 1000;
    const qsh = createQueryStringHash(fromMethodAndUrl(method, base + path), false, base);
    const all = { iss: 'fixture-app', aud: [setup.host.site.clientKey], iat, exp: iat + 180, qsh, ...claims };
    return `JWT ${encodeSymmetric(all, secret, SymmetricAlgorithm.HS256)}`;
  };
  const call = async (method: string, path: string, body?: unknown, authorization = sign(method, path)) =>
    read(
      await send(setup.host, path, {
        method,
        headers: { authorization, ...JSON_TYPE },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const read = ({ status, body }: ReceivedResponse): { status: number; value: Record<string, unknown> } => ({
    status,
    value: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
  });
  const reason = ({ value }: { value: Record<string, unknown> }): unknown =>
    (value['errorMessages'] as unknown[])[0];

  it('responds to a call of the app, and records it', async () => {
    const { status, value } = await call('GET', '/rest/api/3/issue/AB-1?fields=summary,labels');
    expect(status).toBe(200);
    expect(value).toMatchObject({
      id: '10001',
      fields: { summary: 'Keep the deployment panel signed in over lunch', labels: ['sign-in', 'panel'] },
    });
    expect(setup.host.timeline.events.at(-1)).toMatchObject({
      kind: 'call',
      sentence: 'GET /rest/api/3/issue/AB-1 as fixture-app: 200.',
      data: { method: 'GET', status: 200, app: 'fixture-app' },
    });
  });

  it.each<[string, () => string, RegExp]>([
    ['no token', () => '', /no `Authorization: JWT …`/],
    [
      'another scheme',
      () => sign('GET', '/rest/api/3/myself').replace('JWT', 'jwt'),
      /no `Authorization: JWT …`/,
    ],
    ['no JWT', () => 'JWT nonsense', /well-formed/],
    ['another app', () => sign('GET', '/rest/api/3/myself', { iss: 'other' }), /No app with the key "other"/],
    ['no app', () => sign('GET', '/rest/api/3/myself', { iss: undefined }), /No app with the key/],
    ['another secret', () => sign('GET', '/rest/api/3/myself', {}, 'x'.repeat(40)), /signature/],
    ['an expired token', () => sign('GET', '/rest/api/3/myself', { exp: now / 1000 - 31 }), /expired/],
    ['a token without an end', () => sign('GET', '/rest/api/3/myself', { exp: undefined }), /`exp`/],
    [
      'another tenant',
      () => sign('GET', '/rest/api/3/myself', { aud: ['other'] }),
      /`aud`.*must be the clientKey/,
    ],
    ['a number as tenant', () => sign('GET', '/rest/api/3/myself', { aud: 5 }), /`aud`/],
    ['another path', () => sign('GET', '/rest/api/3/user'), /`qsh`/],
    ['another method', () => sign('POST', '/rest/api/3/myself'), /`qsh`/],
    ['other parameters', () => sign('GET', '/rest/api/3/myself?a=1'), /`qsh`/],
    ['an unknown access token', () => 'Bearer nonsense', /access token/],
  ])('refuses %s with the reason, in the response and in the timeline', async (_, token, expected) => {
    const refused = await call('GET', '/rest/api/3/myself', undefined, token());
    expect(refused.status).toBe(401);
    expect(reason(refused)).toMatch(expected);
    const { sentence = '' } = setup.host.timeline.events.at(-1) ?? {};
    expect(sentence).toMatch(expected);
    expect(sentence).not.toContain('eyJ');
  });

  it('refuses what the scopes of the descriptor do not allow, and what is not simulated', async () => {
    await setScopes(['READ']);
    const refused = await call('PUT', '/rest/api/3/issue/AB-1', { fields: {} });
    expect(`${refused.status} ${String(reason(refused))}`).toMatch(/^403 .*scope WRITE/);
    const unknown = await call('GET', '/rest/api/3/dashboard');
    expect(`${unknown.status} ${String(reason(unknown))}`).toBe(
      '501 The local host does not simulate /rest/api/3/dashboard.',
    );
    expect((await call('DELETE', '/rest/api/3/myself')).status).toBe(405);
    await setScopes(ALL);
    const path = '/rest/api/3/issue/AB-1/comment';
    const headers = { authorization: sign('POST', path), 'content-type': 'text/plain' };
    expect((await send(setup.host, path, { method: 'POST', headers, body: '{"body":"a"}' })).status).toBe(
      415,
    );
    await setup.installation.disable();
    expect((await call('GET', '/rest/api/3/myself')).status).toBe(403);
  });

  it('keeps what an app changes, and shows it on the pages', async () => {
    const changes = { fields: { summary: 'A new summary', labels: ['new'] } };
    expect((await call('PUT', '/rest/api/3/issue/AB-1', changes)).status).toBe(204);
    expect((await send(setup.host, '/browse/AB-1')).body).toContain('A new summary');
    expect((await call('POST', '/rest/api/3/issue/10001/comment', { body: 'Hello' })).status).toBe(201);
    expect((await call('GET', '/rest/api/3/issue/AB-1/comment')).value).toMatchObject({
      startAt: 0,
      total: 1,
      comments: [{ body: 'Hello', author: { accountType: 'app' } }],
    });
    const other = setup.host.addSite('other');
    expect(other.data.findIssue('AB-1')?.summary).not.toBe('A new summary');
  });

  it.each([
    '/rest/api/3/issue/AB-1',
    '/rest/api/2/project/AB',
    '/rest/atlassian-connect/1/addons/fixture-app',
  ])('keeps properties below %s', async (owner) => {
    const path = `${owner}/properties/settings`;
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('PUT', path, { a: [1] })).status).toBe(201);
    expect((await call('PUT', path, { a: [2] })).status).toBe(200);
    expect((await call('GET', path)).value).toEqual({ key: 'settings', value: { a: [2] } });
    expect((await call('GET', `${owner}/properties`)).value).toEqual({ keys: [{ key: 'settings' }] });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('searches a small part of JQL in pages by tokens, and names what it does not understand', async () => {
    const search = async (jql: string, more = '') =>
      call('GET', `/rest/api/3/search/jql?fields=summary&jql=${encodeURIComponent(jql)}${more}`);
    const first = await search('project = AB ORDER BY key', '&maxResults=2');
    expect((first.value['issues'] as unknown[]).length).toBe(2);
    expect(first.value['isLast']).toBe(false);
    const token = encodeURIComponent(String(first.value['nextPageToken']));
    const second = await search('project = AB ORDER BY key', `&maxResults=2&nextPageToken=${token}`);
    expect(second.value).toMatchObject({ isLast: true, issues: [{ key: 'AB-3' }] });
    expect(second.value['nextPageToken']).toBeUndefined();
    const chosen = await search(`status != Done AND labels in (panel, "export") AND text ~ 'export'`);
    expect(chosen.value['issues']).toMatchObject([{ key: 'AB-2' }]);
    expect(reason(await search('sprint in openSprints()'))).toContain('"sprint in openSprints()"');
  });

  it('pages by offset and by cursor', async () => {
    expect((await call('GET', '/rest/api/3/project/search?startAt=1')).value).toMatchObject({
      startAt: 1,
      total: 2,
      isLast: true,
      values: [{ key: 'NO' }],
    });
    const { value } = await call('GET', '/wiki/api/v2/pages?limit=3');
    const { next } = value['_links'] as { next: string };
    expect(next).toMatch(/^\/wiki\/api\/v2\/pages\?limit=3&cursor=/);
    const last = await call('GET', next);
    expect((last.value['results'] as { title: string }[]).map(({ title }) => title)).toEqual([
      'Meeting notes',
      'Glossary',
    ]);
    expect(last.value['_links']).toEqual({});
  });

  it('knows the permissions of users', async () => {
    const check = async (accountId: string) =>
      (
        await call('POST', '/rest/api/3/permissions/check', {
          accountId,
          globalPermissions: ['ADMINISTER'],
          projectPermissions: [
            { permissions: ['EDIT_ISSUES', 'ADMINISTER_PROJECTS'], projects: [10_000, 7], issues: [10_001] },
          ],
        })
      ).value;
    const place = { projects: [10_000], issues: [10_001] };
    expect(await check('712020:ada')).toEqual({
      globalPermissions: ['ADMINISTER'],
      projectPermissions: [
        { permission: 'EDIT_ISSUES', ...place },
        { permission: 'ADMINISTER_PROJECTS', ...place },
      ],
    });
    expect(await check('712020:ben')).toEqual({
      globalPermissions: [],
      projectPermissions: [{ permission: 'EDIT_ISSUES', ...place }],
    });
    const subject = { type: 'user', identifier: '712020:ben' };
    const path = '/wiki/rest/api/content/20001/permission/check';
    expect((await call('POST', path, { subject, operation: 'update' })).value['hasPermission']).toBe(true);
    expect((await call('POST', path, { subject, operation: 'delete' })).value['hasPermission']).toBe(false);
  });

  describe('as a user', () => {
    const assertion = (
      claims: Record<string, unknown> = {},
      secret = setup.installation.sharedSecret,
    ): string => {
      const iat = now / 1000;
      const all = {
        iss: 'urn:atlassian:connect:clientid:development-jira',
        sub: 'urn:atlassian:connect:useraccountid:712020:ben',
        tnt: setup.host.hostBaseUrl,
        aud: setup.host.authorizationServerUrl,
        iat,
        exp: iat + 60,
        ...claims,
      };
      return encodeSymmetric(all, secret, SymmetricAlgorithm.HS256);
    };
    const exchange = async (
      given = assertion(),
      more: Record<string, string> = {},
    ): Promise<{ status: number; body: Record<string, unknown> }> => {
      const response = await fetch(`${setup.host.authorizationServerUrl}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: given,
          ...more,
        }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    it('admits the access token of the user until it expires, and only with the scopes that were asked for', async () => {
      const { body } = await exchange();
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
      const bearer = `Bearer ${String(body['access_token'])}`;
      expect((await call('GET', '/rest/api/3/myself', undefined, bearer)).value['accountId']).toBe(
        '712020:ben',
      );
      const reading = `Bearer ${String((await exchange(assertion(), { scope: 'READ' })).body['access_token'])}`;
      const put = async (token: string) =>
        (await call('PUT', '/rest/api/3/issue/AB-1/properties/p', 1, token)).status;
      expect([await put(reading), await put(bearer)]).toEqual([403, 201]);
      const other = { accountId: '712020:ada', globalPermissions: [] };
      expect((await call('POST', '/rest/api/3/permissions/check', other, bearer)).status).toBe(403);
      now += 901_000;
      expect((await call('GET', '/rest/api/3/myself', undefined, bearer)).status).toBe(401);
    });

    it.each<[string, () => string, RegExp]>([
      ['another secret', () => assertion({}, 'x'.repeat(40)), /has signed/],
      ['another client', () => assertion({ iss: 'urn:atlassian:connect:clientid:x' }), /`iss`/],
      ['another site', () => assertion({ tnt: 'https://example.atlassian.net' }), /`tnt`/],
      ['another server', () => assertion({ aud: 'https://example.com' }), /`aud`/],
      ['an unknown user', () => assertion({ sub: 'urn:atlassian:connect:useraccountid:x' }), /`sub`/],
      ['an old assertion', () => assertion({ exp: now / 1000 - 60 }), /expired/],
      ['nonsense', () => 'a.b.c', /./],
    ])('refuses an assertion of %s with the reason', async (_, given, expected) => {
      const { status, body } = await exchange(given());
      expect([status, body['error']]).toEqual([400, 'invalid_grant']);
      expect(body['error_description']).toMatch(expected);
    });

    it('refuses an app without the scope, and a token of an app that was uninstalled', async () => {
      const { body } = await exchange();
      await setScopes(['READ']);
      expect((await exchange()).body['error_description']).toContain('ACT_AS_USER');
      await setup.installation.uninstall();
      const bearer = `Bearer ${String(body['access_token'])}`;
      expect((await call('GET', '/rest/api/3/myself', undefined, bearer)).status).toBe(401);
    });
  });
});
