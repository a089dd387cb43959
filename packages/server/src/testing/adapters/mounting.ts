import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite, TestApp } from './suite.ts';
import { BASE_URL } from './tenant.ts';

/** Headers that proxies set, and that any caller can set. */
const FORWARDED = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-prefix': '/elsewhere',
  'x-forwarded-uri': '/page/other',
  'x-original-url': '/page/other',
  'x-original-uri': '/page/other',
  'x-rewrite-url': '/page/other',
};

export function describeMounting({ withApp }: Suite, { describe, it }: TestFunctions): void {
  const baseUrl = `${BASE_URL}/mounted`;
  const settings = { baseUrl };

  describe('mounting', () => {
    it(
      'works below a path that is part of the base URL',
      withApp({ prefix: '/mounted', settings }, async (app) => {
        const page = app.tenant.iframe('/mounted/page/foo', baseUrl);
        assert.equal((await app.send({ target: page })).status, 200);
        await useApi(app, '/mounted');
        assert.ok(app.urls.every((url) => url.startsWith('/mounted/')));
      }),
    );

    it(
      'works below a path that a router of the app adds, with the endpoints below the option `mount`',
      withApp({ prefix: '/mounted', settings: { mount: '/mounted/authbeat' } }, async (app) => {
        assert.equal((await app.send({ target: app.tenant.iframe('/mounted/page/foo') })).status, 200);
        await useApi(app, '/mounted');
      }),
    );

    it(
      'works behind a proxy that takes the path of the base URL away, with the option `publicUrl`',
      withApp({ settings, options: { publicUrl: (url) => `/mounted${url}` } }, async (app) => {
        const page = app.tenant.iframe('/mounted/page/foo', baseUrl).slice('/mounted'.length);
        assert.equal((await app.send({ target: page })).status, 200);
        await useApi(app, '');
      }),
    );

    it(
      'refuses a URL without the path of the base URL otherwise',
      withApp({ settings }, async ({ send, tenant }) => {
        const page = tenant.iframe('/mounted/page/foo', baseUrl).slice('/mounted'.length);
        assert.equal((await send({ target: page })).status, 401);
        assert.equal((await send({ target: '/authbeat/recovery.js' })).status, 404);
      }),
    );

    const publicUrl = (url: string): string => url.replace(/^\/mounted(?=\/)/, '');
    it(
      'works behind a proxy that adds a path, with the option `publicUrl`',
      withApp({ prefix: '/mounted', options: { publicUrl } }, async (app) => {
        const page = app.tenant.iframe('/page/foo?x=%2F');
        assert.equal((await app.send({ target: `/mounted${page}` })).status, 200);
        await useApi(app, '/mounted');
        assert.equal(app.urls[0], page);
      }),
    );

    it(
      'refuses the URL that a proxy has changed without it',
      withApp({ prefix: '/mounted' }, async ({ send, tenant }) => {
        assert.equal((await send({ target: `/mounted${tenant.iframe('/page/foo')}` })).status, 401);
      }),
    );

    it(
      'ignores headers about the URL',
      withApp({}, async ({ send, tenant, urls }) => {
        const [own, other] = [tenant.iframe('/page/own'), tenant.iframe('/page/other')];
        const jwt = new URLSearchParams(other.split('?')[1]).get('jwt');
        assert.equal((await send({ target: own, headers: FORWARDED })).status, 200);
        assert.equal((await send({ target: `/page/own?jwt=${jwt}`, headers: FORWARDED })).status, 401);
        assert.deepEqual(urls, [own, `/page/own?jwt=${jwt}`]);
      }),
    );

    it(
      'leaves to the app what is not for Authbeat',
      withApp({}, async ({ send }) => {
        for (const target of ['/', '/authbeat', '/authbeatx/session', '/other', '/AUTHBEAT/session']) {
          assert.equal((await send({ target })).status, 404, target);
        }
      }),
    );
  });
}

async function useApi({ send, signIn }: TestApp, prefix: string): Promise<void> {
  const authorization = `Bearer ${await signIn('alice', `${prefix}/authbeat/session`)}`;
  const response = await send({ target: `${prefix}/api/me`, headers: { authorization } });
  assert.equal(response.status, 200, response.body);
  assert.equal((JSON.parse(response.body) as { accountId: string }).accountId, 'alice');
}
