import { describe, expect, it } from 'vitest';
import type { Principal, Verdict } from '../../src/index.ts';
import { bearer, startApp, type TestApp } from '../support/app.ts';
import { judge, startRestHost } from '../support/rest-host.ts';

const CONTEXT = {
  jira: { issue: { id: '1', key: 'AB-1', issuetype: { id: '3' } }, project: { id: '2', key: 'AB' } },
  license: { active: false },
  url: { displayUrl: 'https://example.atlassian.net' },
};

async function admit(
  app: TestApp,
  guard: 'page' | 'api',
  url: string,
  headers: Record<string, string> = {},
): Promise<Principal> {
  const verdict: Verdict = await app.authbeat[guard]()({
    method: 'GET',
    url,
    header: (name) => headers[name],
    body: async () => ({ state: 'aborted' }),
  });
  if (!verdict.admitted) throw new Error(verdict.response.body);
  return verdict.principal;
}

describe('a principal', () => {
  it('has the license by the signed parameter of the page, also after a recovery', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    for (const [lic, license] of [
      ['&lic=active', 'active'],
      ['&lic=none', 'none'],
      ['', undefined],
      // The first question mark begins the query, and any other one is part of it.
      ['?&lic=none', 'none'],
    ] as const) {
      const url = site.iframe(`/foo.html?a=b${lic}`);
      expect((await admit(app, 'page', url)).license).toBe(license);
      app.clock.pass(181);
      const recovery = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
      const healed = (await recovery.json()) as { url: string };
      expect((await admit(app, 'page', healed.url)).license).toBe(license);
    }
  });

  it('has the license and the whole context as the host signed them, for as long as the session', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const token = site.sign({ qsh: 'context-qsh', context: CONTEXT }, { account: 'alice' });
    const response = await app.post('/authbeat/session', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
    const { access_token: session } = (await response.json()) as { access_token: string };
    const principal = await admit(app, 'api', '/api', bearer(session));
    expect(principal.signedContext).toEqual(CONTEXT);
    expect(principal.license).toBe('none');
    expect(principal.context.jira?.issue?.key).toBe('AB-1');
  });

  it('calls the host of its own tenant, and shows nothing of that in its JSON', async () => {
    const rest = await startRestHost();
    const app = await startApp();
    await app.installedSite('tenant-a');
    const site = await app.installedSite('tenant-b', rest.origin);
    const principal = await admit(app, 'page', site.iframe('/foo.html?lic=active'));
    await principal.host.fetch('/rest');
    expect(rest.requests.map((request) => judge(request, site.secret, site.url)['aud'])).toEqual([
      ['tenant-b'],
    ]);
    expect(Object.keys(JSON.parse(JSON.stringify(principal)) as object)).toEqual([
      'kind',
      'platform',
      'tenantId',
      'context',
      'clientKey',
      'hostBaseUrl',
      'accountId',
    ]);
  });
});
