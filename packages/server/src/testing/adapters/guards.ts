import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { World } from './world.ts';

export function describeGuards({ scene }: World, { describe, it }: TestFunctions): void {
  describe('guards', () => {
    it(
      'of webhooks admit each token once, and leave the body to the app',
      scene({ handler: ({ principal, body }) => ({ body: `${principal?.kind}: ${body}` }) }, async (app) => {
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
      }),
    );

    it(
      'of shells admit anybody, with headers that let browsers keep the page',
      scene({}, async ({ send }) => {
        const { status, headers, body } = await send({ target: '/shell/foo.html' });
        assert.deepEqual([status, body], [200, 'null']);
        assert.match(headers['cache-control'] ?? '', /^public, max-age=\d+$/);
        assert.match(headers['content-security-policy'] ?? '', /frame-ancestors/);
        assert.equal((await send({ method: 'POST', target: '/shell/foo.html' })).status, 405);
      }),
    );

    it(
      'of shells let nobody keep a failure of the app',
      scene(
        { handler: () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: 'no such page' }) },
        async ({ send }) => {
          const { status, headers, body } = await send({ target: '/shell/foo.html' });
          assert.deepEqual([status, body], [404, 'no such page']);
          assert.equal(headers['cache-control'], 'no-store');
        },
      ),
    );

    it(
      'of shells let nobody keep what the framework answers when the app throws',
      scene({ handler: () => assert.fail('the app failed') }, async ({ send }) => {
        const { status, headers } = await send({ target: '/shell/foo.html' });
        assert.equal(status, 500);
        // Some frameworks start anew, and nobody keeps a 500 that says nothing.
        assert.equal(headers['cache-control'] ?? 'no-store', 'no-store');
      }),
    );

    it(
      'of shells leave it to the handler who keeps its failures',
      scene(
        { handler: () => ({ status: 410, headers: { 'cache-control': 'max-age=7' }, body: 'gone' }) },
        async ({ send }) => {
          const { status, headers } = await send({ target: '/shell/foo.html' });
          assert.deepEqual([status, headers['cache-control']], [410, 'max-age=7']);
        },
      ),
    );
  });
}
