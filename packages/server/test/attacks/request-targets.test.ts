import { describe, expect, it } from 'vitest';
import { appendHostToken, mintHostToken } from '@authbeat/core';
import { openAuthbeat, createTenant, BASE_URL } from '../../src/testing/adapters/tenant.ts';
import type { Authbeat, AuthbeatRequest } from '../../src/index.ts';
import { isTarget } from '../../src/http/request-line.ts';

/** Asks a page guard for a target, as an adapter passes it. */
async function ask(authbeat: Authbeat, url: string, part: Partial<AuthbeatRequest> = {}): Promise<number> {
  const verdict = await authbeat.page()(requestFor(url, part));
  return verdict.admitted ? 200 : verdict.response.status;
}

function requestFor(url: string, part: Partial<AuthbeatRequest> = {}): AuthbeatRequest {
  return { method: 'GET', url, header: () => undefined, body: async () => ({ state: 'aborted' }), ...part };
}

describe('a request target', () => {
  it.each([
    ['an absolute form', (url: string) => `http://a${url}`],
    ['an absolute form with credentials', (url: string) => `http://a:SECRET${url}@b/`],
    ['an absolute form of the app itself', (url: string) => BASE_URL + url],
    ['a second slash', (url: string) => `/${url}`],
    ['a backslash', (url: string) => `/\\${url}`],
    ['a backslash in the path', (url: string) => url.replace('/panel', '/x\\..\\panel')],
    ['no slash', (url: string) => url.slice(1)],
    ['a fragment', (url: string) => `${url}#&x=1`],
    ['a byte that parsers trim', (url: string) => `${url}\u00a0`],
    ['a space', (url: string) => `${url} `],
  ])('with %s is malformed, at guards and endpoints', async (_name, change) => {
    const tenant = createTenant();
    const authbeat = await openAuthbeat(tenant);
    const url = tenant.iframe('/panel.html?issue=AB-1');
    expect(await ask(authbeat, url)).toBe(200);
    expect(await ask(authbeat, change(url))).toBe(400);
    const { response } = (await authbeat.api()(requestFor(change('/panel')))) as { response: object };
    expect(response).toMatchObject({ status: 400 });
    const { response: shell } = (await authbeat.shell()(requestFor(change('/panel')))) as {
      response: object;
    };
    expect(shell).toMatchObject({ status: 400 });
    expect(await authbeat.handle(requestFor(change('/panel')))).toMatchObject({ status: 400 });
    expect(await authbeat.handle(requestFor('/panel'))).toBeUndefined();
  });

  it.each(['*', '', 'app.example.com:443', '?x', '//', '/\\'])('%j is none', (target) => {
    expect(isTarget(target)).toBe(false);
  });

  it.each(['/', '/?', '/a//b', '/%2F%2f', `/a?q='"<{[|^]}>\\`, '/a?b?c', '/..;/a', '/a/../b'])(
    '%s is one',
    (target) => {
      expect(isTarget(target)).toBe(true);
    },
  );
});

describe('a base URL with a path', () => {
  const baseUrl = `${BASE_URL}/app`;

  it.each([
    ['another path that begins alike', '/app/ly/panel', '/apply/panel'],
    ['the path without it', '/app/panel', '/panel'],
    ['the path with it twice', '/app/panel', '/app/app/panel'],
    ['another case of it', '/app/panel', '/APP/panel'],
  ])('is at one place only: a token does not open %s', async (_name, signed, sent) => {
    const tenant = createTenant();
    const authbeat = await openAuthbeat(tenant, { baseUrl });
    const url = tenant.iframe(signed, baseUrl);
    expect(await ask(authbeat, url)).toBe(200);
    expect(await ask(authbeat, url.replace(signed, sent))).toBe(401);
  });

  it('is part of the endpoints’ paths', async () => {
    const authbeat = await openAuthbeat(createTenant(), { baseUrl });
    expect(await authbeat.handle(requestFor('/app/authbeat/recovery.js'))).toMatchObject({ status: 200 });
    expect(await authbeat.handle(requestFor('/authbeat/recovery.js'))).toBeUndefined();
    expect(await authbeat.handle(requestFor('/apple/authbeat/recovery.js'))).toBeUndefined();
  });

  it('opens by itself, with and without a slash', async () => {
    const tenant = createTenant();
    const authbeat = await openAuthbeat(tenant, { baseUrl });
    for (const path of ['/app', '/app/', '/app?x=1']) {
      const request = { method: 'GET', url: path };
      const token = mintHostToken(
        { kind: 'iframe', clientKey: tenant.clientKey, request, baseUrl },
        tenant.secret,
      );
      expect(await ask(authbeat, appendHostToken(path, token))).toBe(200);
    }
  });
});
