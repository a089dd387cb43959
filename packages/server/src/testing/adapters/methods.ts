import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';

export function describeMethods({ withApp }: Suite, { describe, it }: TestFunctions): void {
  describe('methods', () => {
    it(
      'HEAD gets the response of GET, without the body',
      withApp({}, async ({ send, tenant }) => {
        for (const target of [tenant.iframe('/page/foo'), '/page/foo', '/authbeat/recovery.js', '/api/me']) {
          const [get, head] = [await send({ target }), await send({ method: 'HEAD', target })];
          assert.equal(head.status, get.status, target);
          assert.equal(head.body, '');
          assert.notEqual(get.body, '');
          assert.equal(head.headers['cache-control'], get.headers['cache-control']);
          assert.equal(head.headers['content-type'], get.headers['content-type']);
        }
      }),
    );

    it(
      'OPTIONS is refused like any other request without a credential',
      withApp({}, async ({ send }) => {
        const endpoint = await send({ method: 'OPTIONS', target: '/authbeat/session' });
        assert.equal(endpoint.status, 405);
        assert.equal(endpoint.headers['allow'], 'POST, DELETE');
        assert.equal((await send({ method: 'OPTIONS', target: '/api/me' })).status, 401);
        assert.equal((await send({ method: 'OPTIONS', target: '/page/foo' })).status, 405);
      }),
    );

    it(
      'DELETE needs no body',
      withApp({}, async ({ send, signIn }) => {
        const headers = { authorization: `Bearer ${await signIn()}` };
        const ended = await send({ method: 'DELETE', target: '/authbeat/session', headers });
        assert.deepEqual([ended.status, ended.body], [204, '']);
        assert.equal((await send({ target: '/api/me', headers })).status, 401);
      }),
    );

    it(
      'every method of an API reaches the app, when it is admitted',
      withApp({}, async ({ send, signIn }) => {
        const headers = { authorization: `Bearer ${await signIn()}` };
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          assert.equal((await send({ method, target: '/api/me', headers })).status, 200, method);
          assert.equal((await send({ method, target: '/api/me' })).status, 401, method);
        }
      }),
    );
  });
}
