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
  it('lets anybody have the page, to keep it for a while and to frame it in Atlassian’s cloud', async () => {
    const { authbeat } = await startApp();
    expect(await authbeat.shell()(request())).toMatchObject({
      admitted: true,
      headers: {
        'cache-control': 'public, max-age=300',
        'content-security-policy': 'frame-ancestors https://*.atlassian.net https://*.jira.com',
        'referrer-policy': 'no-referrer',
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

  it('answers no other method', async () => {
    const { authbeat } = await startApp();
    expect(await authbeat.shell()(request({}, 'POST'))).toMatchObject({
      admitted: false,
      answer: { status: 405 },
    });
  });

  it('warns in development when callers get different pages', async () => {
    const { authbeat, events } = await startApp({ development: true });
    const guard = authbeat.shell();
    const serve = async (caller: string, body: string): Promise<void> => {
      const verdict = await guard(request({ cookie: caller }));
      if (verdict.admitted) verdict.observe?.(body);
    };
    await serve('alice', '<p>Hello</p>');
    await serve('bob', '<p>Hello</p>');
    await serve('bob', '<p>Hello, edited</p>');
    expect(events.filter(({ type }) => type === 'shell_varied')).toEqual([]);
    await serve('alice', '<p>Hello Alice</p>');
    expect(events.filter(({ type }) => type === 'shell_varied')).toEqual([
      { type: 'shell_varied', path: '/shell.html' },
    ]);
  });

  it('looks at no page in production', async () => {
    const { authbeat } = await startApp({ development: false });
    expect(await authbeat.shell()(request())).not.toHaveProperty('observe');
  });
});
