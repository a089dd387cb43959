import { describe, expect, it } from 'vitest';
import type { Authbeat, AuthbeatRequest } from '../../src/index.ts';
import { startApp } from '../support/app.ts';
import { FORGE_APP } from '../support/forge-site.ts';

/** A request that every door can read. Each test breaks a part of it. */
const READABLE: AuthbeatRequest = {
  method: 'POST',
  url: '/authbeat/session',
  header: (name) => (name === 'content-type' ? 'application/x-www-form-urlencoded' : undefined),
  body: async () => ({ state: 'raw', bytes: new Uint8Array() }),
};

const fail = (): never => {
  throw new Error('broken');
};

/** What an adapter may pass by mistake, in JavaScript or past the types. */
const UNREADABLE: Readonly<Record<string, unknown>> = {
  'no request': undefined,
  'no URL': { ...READABLE, url: undefined },
  'a number as URL': { ...READABLE, url: 7 },
  'a URL object': { ...READABLE, url: new URL('https://app.example.com/authbeat/session') },
  'a URL that throws': Object.defineProperty({ ...READABLE }, 'url', { get: fail }),
  'no method': { ...READABLE, method: undefined },
  'a method that throws': Object.defineProperty({ ...READABLE }, 'method', { get: fail }),
};

const DOORS: Readonly<Record<string, (authbeat: Authbeat, request: AuthbeatRequest) => Promise<unknown>>> = {
  unknown: async (authbeat, request) => authbeat.handle(request),
  page: async (authbeat, request) => refused(await authbeat.page()(request)),
  api: async (authbeat, request) => refused(await authbeat.api()(request)),
  webhook: async (authbeat, request) => refused(await authbeat.webhook()(request)),
  shell: async (authbeat, request) => refused(await authbeat.shell()(request)),
};

function refused(verdict: { readonly admitted: boolean; readonly response?: unknown }): unknown {
  return verdict.admitted ? 'admitted' : verdict.response;
}

const APPS = {
  'an app on Connect': {},
  'an app with pages of other origins': {
    forge: { appId: FORGE_APP, origins: ['https://5f0c6b1e.cdn.prod.atlassian-dev.net'] },
  },
};

describe.each(Object.entries(APPS))('in %s', (_app, options) => {
  describe.each(Object.entries(DOORS))('the door %s', (door, open) => {
    it.each(Object.entries(UNREADABLE))('responds 503 to %s, and reports it', async (_name, request) => {
      const { authbeat, events } = await startApp(options);
      expect(await open(authbeat, request as AuthbeatRequest)).toMatchObject({ status: 503 });
      expect(events).toEqual([{ type: 'failed', door, error: expect.any(Error) as Error }]);
    });
  });

  it.each<[string, Partial<AuthbeatRequest>]>([
    ['headers that throw', { header: fail }],
    ['a body that rejects', { body: async () => fail() }],
    ['a body that throws', { body: fail }],
    ['a body of no state', { body: async () => undefined as never }],
  ])('an endpoint responds 503 to %s, and reports it', async (_name, part) => {
    const { authbeat, events } = await startApp(options);
    expect(await authbeat.handle({ ...READABLE, ...part })).toMatchObject({ status: 503 });
    expect(events).toEqual([{ type: 'failed', door: 'exchange', error: expect.any(Error) as Error }]);
  });
});

describe('an endpoint', () => {
  it.each(['constructor', '__proto__', 'toString'])('refuses the method %s', async (method) => {
    const { authbeat } = await startApp();
    expect(await authbeat.handle({ ...READABLE, method })).toMatchObject({ status: 400 });
  });

  it('checks the URL that it was found by, however often an adapter computes it', async () => {
    const { authbeat } = await startApp();
    let reads = 0;
    const request = {
      ...READABLE,
      get url() {
        reads += 1;
        return reads === 1 ? '/authbeat/session' : '/authbeat/session?jwt=a';
      },
    };
    expect(await authbeat.handle(request)).toMatchObject({ status: 400 });
    expect(reads).toBe(1);
  });
});
