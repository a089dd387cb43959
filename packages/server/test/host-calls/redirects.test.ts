import { describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { judge, startRestHost, type RestResponse } from '../support/rest-host.ts';

/** A host below `/jira` that redirects once, and a server of another origin that records what it gets. */
async function startRedirect(redirect: (other: string) => RestResponse) {
  const other = await startRestHost(() => ({ body: { from: 'elsewhere' } }));
  const rest = await startRestHost(({ url }) =>
    url.startsWith('/jira/rest/first') ? redirect(other.origin) : { body: { from: 'host' } },
  );
  const app = await startApp();
  const site = await app.installedSite('tenant-a', `${rest.origin}/jira`);
  return { app, site, rest, other, host: app.authbeat.host('tenant-a') };
}

const to = (location: string, status = 302): RestResponse => ({ status, headers: { location } });
const SECRETS = { 'x-mine': 'secret', cookie: 'a=secret' };

describe('a redirect', () => {
  it('within the base URL is followed with a token of its own', async () => {
    const { site, rest, host } = await startRedirect(() => to('/jira/rest/second?a=1', 307));
    expect(await host.json('/rest/first', { method: 'PUT', body: 'text' })).toEqual({ from: 'host' });
    expect(rest.requests.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'PUT /jira/rest/first text',
      'PUT /jira/rest/second?a=1 text',
    ]);
    for (const request of rest.requests) judge(request, site.secret, site.url);
  });

  it('of a POST by 303 becomes a GET without the body', async () => {
    const { rest, host } = await startRedirect(() => to('/jira/rest/second', 303));
    await host.fetch('/rest/first', { method: 'POST', body: 'text' });
    expect(rest.requests[1]).toMatchObject({ method: 'GET', body: '' });
    expect(rest.requests[1]?.headers['content-type']).toBeUndefined();
  });

  it('to another origin carries no token and no header of the app', async () => {
    const { other, host } = await startRedirect((origin) => to(`${origin}/file`));
    expect(await host.json('/rest/first', { headers: SECRETS })).toEqual({ from: 'elsewhere' });
    expect(other.requests).toHaveLength(1);
    expect(JSON.stringify(other.requests)).not.toMatch(/authorization|JWT|secret/i);
  });

  it('to a path of the host beside the base URL carries no token either', async () => {
    const { rest, host } = await startRedirect(() => to('/elsewhere'));
    await host.fetch('/rest/first', { headers: SECRETS });
    expect(rest.requests[1]?.url).toBe('/elsewhere');
    expect(JSON.stringify(rest.requests[1])).not.toMatch(/authorization|JWT|secret/i);
  });

  it('that comes back from another origin is not signed', async () => {
    const rest = await startRestHost(({ url }) =>
      url === '/jira/rest/first' ? to(`${elsewhere.origin}/`) : { body: {} },
    );
    const elsewhere = await startRestHost(() => to(`${rest.origin}/jira/rest/admin`));
    const app = await startApp();
    await app.installedSite('tenant-a', `${rest.origin}/jira`);
    await app.authbeat.host('tenant-a').fetch('/rest/first');
    expect(rest.requests[1]?.url).toBe('/jira/rest/admin');
    expect(rest.requests[1]?.headers['authorization']).toBeUndefined();
  });

  it.each([
    [
      'a request with a body to another origin',
      (other: string) => to(other, 307),
      { method: 'POST', body: 'x' },
    ],
    ['something that is no URL of the web', () => to('file:///etc/passwd'), {}],
    ['a host that is spelt like a policy', () => to('https://*;x/'), {}],
    ['any place when the caller wants none', () => to('/jira/rest/second'), { redirect: 'error' as const }],
    ['itself, without an end', () => to('/jira/rest/first'), {}],
  ])('is refused for %s', async (_, redirect, init) => {
    const { other, host } = await startRedirect(redirect);
    await expect(host.fetch('/rest/first', init)).rejects.toMatchObject({ code: 'host_redirect_refused' });
    expect(other.requests).toEqual([]);
  });

  it('is the response when the caller asks for it', async () => {
    const { host } = await startRedirect(() => to('/jira/rest/second'));
    const response = await host.fetch('/rest/first', { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/jira/rest/second']);
  });
});
