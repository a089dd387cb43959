import { describe, expect, it } from 'vitest';
import type { AuthbeatRequest } from '../../src/index.ts';
import { startApp } from '../support/app.ts';

function request(headers: Record<string, string> = {}, method = 'GET'): AuthbeatRequest {
  return {
    method,
    url: '/shell.html',
    header: (name) => headers[name],
    body: async () => ({ state: 'aborted' }),
  };
}

describe('shell()', () => {
  it('admits every request, with headers to cache the page and to frame it in Atlassian’s cloud', async () => {
    const { authbeat } = await startApp();
    expect(await authbeat.shell()(request())).toMatchObject({
      admitted: true,
      headers: {
        'cache-control': 'public, max-age=300',
        'content-security-policy': 'frame-ancestors https://*.atlassian.net https://*.jira.com',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it('takes other values for both', async () => {
    const { authbeat } = await startApp();
    const guard = authbeat.shell({ maxAge: 60, frameAncestors: ['http://jira.localhost:4100'] });
    expect(await guard(request())).toMatchObject({
      headers: {
        'cache-control': 'public, max-age=60',
        'content-security-policy': 'frame-ancestors http://jira.localhost:4100',
      },
    });
  });

  it('names every mistake in its options', async () => {
    const { authbeat } = await startApp();
    expect(() => authbeat.shell({ maxAge: -1, frameAncestors: ['a; script-src *'] })).toThrow(
      expect.objectContaining({
        problems: [expect.stringContaining('maxAge'), expect.stringContaining('frameAncestors')],
      }),
    );
  });

  it('allows a `maxAge` of 0, and refuses policies that are empty or have several parts', async () => {
    const { authbeat } = await startApp();
    expect(await authbeat.shell({ maxAge: 0 })(request())).toMatchObject({
      headers: { 'cache-control': 'public, max-age=0' },
    });
    for (const frameAncestors of [[], ['https://a.example,https://b.example'], ['https://a.example *']]) {
      expect(() => authbeat.shell({ frameAncestors })).toThrow(
        expect.objectContaining({ problems: [expect.stringContaining('frameAncestors')] }),
      );
    }
  });

  it('refuses other methods', async () => {
    const { authbeat } = await startApp();
    expect(await authbeat.shell()(request({}, 'POST'))).toMatchObject({
      admitted: false,
      response: { status: 405 },
    });
  });
});
