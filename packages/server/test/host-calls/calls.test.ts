import { describe, expect, it } from 'vitest';
import { APP_KEY, startApp } from '../support/app.ts';
import { judge, startRestHost, type RestResponse } from '../support/rest-host.ts';

/** An app, and a site of a host whose responses the test makes. `basePath` is that of the site's base URL. */
async function startCalls(
  respond: (url: string, count: number) => RestResponse | undefined = () => ({}),
  basePath = '',
) {
  const rest = await startRestHost(({ url }, count) => respond(url, count));
  const app = await startApp();
  const site = await app.installedSite('tenant-a', rest.origin + basePath);
  return { app, site, rest, host: app.authbeat.host('tenant-a') };
}

describe('a call to the host', () => {
  it('is signed for that very request, and verified by the library of Atlassian', async () => {
    const { app, site, rest, host } = await startCalls(undefined, '/wiki');
    await host.fetch('/rest/api/content?title=a%20b&expand=space,version&expand=body&c=%C3%BC+1', {
      method: 'post',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    const [request] = rest.requests;
    expect(request).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(request?.url).toMatch(/^\/wiki\/rest\/api\/content\?/);
    expect(request?.headers['user-agent']).toBe(`${APP_KEY} (authbeat)`);
    const now = app.clock.now() / 1000;
    expect(request && judge(request, site.secret, site.url)).toEqual({
      iss: APP_KEY,
      aud: ['tenant-a'],
      iat: now,
      exp: now + 180,
      qsh: expect.any(String) as string,
    });
  });

  it('signs URLs that the parser has to encode as they are sent', async () => {
    const { site, rest, host } = await startCalls();
    await host.fetch(`/rest/api/3/search/jql?jql=summary ~ "É" AND labels = 'x'&x=|`);
    expect(rest.requests.map((request) => judge(request, site.secret, site.url))).toHaveLength(1);
  });

  it('takes URLs and requests, as generated clients pass them', async () => {
    const { site, rest, host } = await startCalls();
    await host.fetch(new URL('/rest/a', site.url));
    await host.fetch(`${site.url}/rest/b`, { headers: { authorization: 'Bearer mine' } });
    await host.fetch(
      new Request(`${site.url}/rest/c`, { method: 'PUT', body: 'text', headers: { 'x-a': 'b' } }),
    );
    const names = rest.requests.map(({ method, url, body }) => `${method} ${url} ${body}`);
    expect(names).toEqual(['GET /rest/a ', 'GET /rest/b ', 'PUT /rest/c text']);
    expect(rest.requests[2]?.headers).toMatchObject({
      'x-a': 'b',
      'content-type': 'text/plain;charset=UTF-8',
    });
    for (const request of rest.requests) judge(request, site.secret, site.url);
  });

  it('is signed with the current secret, which may be sealed in the store', async () => {
    const rest = await startRestHost();
    const app = await startApp({ encryptionKeys: ['q7vT3mX9cR1pL5kN8bZ2wY6hJ4dF0sGa'] });
    const site = await app.installedSite('tenant-a', rest.origin);
    site.rotateSecret();
    app.clock.pass(1);
    await site.call('installed');
    await app.authbeat.host('tenant-a').fetch('/rest');
    expect(rest.requests.map((request) => judge(request, site.secret, site.url))).toHaveLength(1);
  });

  it('reads JSON, and says what the host said when it refuses', async () => {
    const responses: Record<string, RestResponse> = {
      '/rest/ok': { body: { id: '1' } },
      '/rest/empty': { status: 204 },
      '/rest/jira': {
        status: 400,
        body: { errorMessages: ['The value X\nis wrong.'], errors: { jql: 'It is missing.' } },
      },
      '/rest/wiki': { status: 404, body: { errors: [{ title: 'Not Found', detail: 'No such page.' }] } },
      '/rest/html': { status: 502, body: '<html>' },
    };
    const { host, rest } = await startCalls((url) => responses[url.replace(/[?].*/, '')]);
    expect(await host.json('/rest/ok')).toEqual({ id: '1' });
    await host.json('/rest/ok', { method: 'PUT', body: '{}' });
    expect(rest.requests[1]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
    });
    expect(await host.json('/rest/empty', { method: 'DELETE' })).toBeUndefined();
    await expect(host.json('/rest/jira')).rejects.toMatchObject({
      code: 'host_refused',
      data: {
        method: 'GET',
        path: '/rest/jira',
        status: 400,
        messages: ['The value X is wrong.', 'jql: It is missing.'],
      },
    });
    await expect(host.json('/rest/wiki')).rejects.toThrow('Not Found; No such page.');
    await expect(host.json('/rest/html?a=secret')).rejects.toThrow(/^(?!.*secret).*502/);
  });

  it('is not made for a tenant that is unknown or has uninstalled the app', async () => {
    const { app, site, rest, host } = await startCalls();
    const refused = { code: 'host_tenant_unknown' };
    await expect(app.authbeat.host('tenant-b').fetch('/rest')).rejects.toMatchObject(refused);
    app.clock.pass(1);
    await site.call('uninstalled');
    await expect(host.fetch('/rest')).rejects.toMatchObject(refused);
    expect(() => app.authbeat.host('')).toThrow(expect.objectContaining({ code: 'argument_invalid' }));
    expect(rest.requests).toEqual([]);
  });
});

describe('a call that is slow or refused for now', () => {
  it('is repeated after 429 as `Retry-After` says, with a new token and the same body', async () => {
    const { rest, host } = await startCalls((_url, count) =>
      count < 3 ? { status: 429, headers: { 'retry-after': '0' } } : { body: { done: true } },
    );
    expect(await host.json('/rest', { method: 'POST', body: 'text' })).toEqual({ done: true });
    expect(rest.requests.map(({ body }) => body)).toEqual(['text', 'text', 'text']);
  });

  it('is repeated after 503 only if the method is idempotent', async () => {
    const { rest, host } = await startCalls(() => ({ status: 503, headers: { 'retry-after': '0' } }));
    expect((await host.fetch('/rest', { method: 'POST', body: 'x' })).status).toBe(503);
    expect(rest.requests).toHaveLength(1);
    expect((await host.fetch('/rest')).status).toBe(503);
    expect(rest.requests).toHaveLength(6);
  });

  it('is not repeated when the wait would pass the deadline', async () => {
    const { rest, host } = await startCalls(() => ({ status: 429, headers: { 'retry-after': '31' } }));
    expect((await host.fetch('/rest')).status).toBe(429);
    expect(rest.requests).toHaveLength(1);
  });

  it('is not repeated when its body is a stream', async () => {
    const { rest, host } = await startCalls(() => ({ status: 429, headers: { 'retry-after': '0' } }));
    const body = new Blob(['streamed']).stream();
    expect((await host.fetch('/rest', { method: 'POST', body })).status).toBe(429);
    expect(rest.requests.map((request) => request.body)).toEqual(['streamed']);
  });

  it('ends at the deadline, also when the body never ends, and when the caller aborts', async () => {
    const { host } = await startCalls((url) =>
      url === '/rest/silent' ? undefined : { headers: { 'content-length': '9' }, body: '{' },
    );
    await expect(host.fetch('/rest/silent', { timeout: 0.05 })).rejects.toMatchObject({
      code: 'host_timeout',
    });
    await expect(host.json('/rest/half', { timeout: 0.05 })).rejects.toMatchObject({ code: 'host_timeout' });
    const signal = AbortSignal.abort(new Error('mine'));
    await expect(host.fetch('/rest/silent', { signal })).rejects.toThrow('mine');
  });

  it('says so when the host cannot be reached', async () => {
    const app = await startApp();
    await app.installedSite('tenant-a', 'http://127.0.0.1:1');
    const failure = app.authbeat.host('tenant-a').fetch('/rest?a=1');
    await expect(failure).rejects.toMatchObject({ code: 'host_unreachable', data: { path: '/rest' } });
  });
});
