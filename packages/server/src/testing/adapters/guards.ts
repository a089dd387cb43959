import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';

export function describeGuards({ withApp }: Suite, { describe, it }: TestFunctions): void {
  describe('guards', () => {
    it(
      'of webhooks admit each token once, and leave the body to the app',
      withApp(
        { handler: ({ principal, body }) => ({ body: `${principal?.kind}: ${body}` }) },
        async (app) => {
          const target = '/webhook/issue-created?user_id=1';
          const headers = {
            authorization: `JWT ${app.tenant.bound('POST', target)}`,
            'content-type': 'application/json',
          };
          const request = { method: 'POST', target, headers, body: '{"issue":1}' };
          const first = await app.send(request);
          assert.deepEqual([first.status, first.body], [200, 'webhook: {"issue":1}']);
          assert.equal((await app.send(request)).status, 401);
          assert.equal((await app.send({ ...request, headers: {} })).status, 401);
        },
      ),
    );

    it(
      'of shells admit every request, with headers that let browsers cache the page',
      withApp({}, async ({ send }) => {
        const { status, headers, body } = await send({ target: '/shell/foo.html' });
        assert.deepEqual([status, body], [200, 'null']);
        assert.match(headers['cache-control'] ?? '', /^public, max-age=\d+$/);
        assert.match(headers['content-security-policy'] ?? '', /frame-ancestors/);
        assert.equal((await send({ method: 'POST', target: '/shell/foo.html' })).status, 405);
      }),
    );

    it(
      'of shells prevent the caching of an error of the app',
      withApp(
        { handler: () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: 'no such page' }) },
        async ({ send }) => {
          const { status, headers, body } = await send({ target: '/shell/foo.html' });
          assert.deepEqual([status, body], [404, 'no such page']);
          assert.equal(headers['cache-control'], 'no-store');
        },
      ),
    );

    it(
      "of shells prevent the caching of the framework's response when the app throws",
      withApp({ handler: () => assert.fail('the app failed') }, async ({ send }) => {
        const { status, headers } = await send({ target: '/shell/foo.html' });
        assert.equal(status, 500);
        // Some frameworks drop the headers, and caches do not keep a 500 by default.
        assert.equal(headers['cache-control'] ?? 'no-store', 'no-store');
      }),
    );

    it(
      'of shells leave a Cache-Control of the handler on its errors',
      withApp(
        { handler: () => ({ status: 410, headers: { 'cache-control': 'max-age=7' }, body: 'gone' }) },
        async ({ send }) => {
          const { status, headers } = await send({ target: '/shell/foo.html' });
          assert.deepEqual([status, headers['cache-control']], [410, 'max-age=7']);
        },
      ),
    );
  });
}
