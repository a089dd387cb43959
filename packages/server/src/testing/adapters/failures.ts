import assert from 'node:assert/strict';
import type { Authbeat } from '../../authbeat.ts';
import type { Guard } from '../../verdict.ts';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';

const DETAIL = 'postgres://user:password@10.0.0.1';

const failing = async (): Promise<never> => {
  throw new Error(DETAIL);
};
const failingAuthbeat = (authbeat: Authbeat): Authbeat => ({
  ...authbeat,
  handle: async (request) => (request.url.startsWith('/authbeat') ? failing() : undefined),
  page: () => failing,
  api: () => failing,
  webhook: () => failing,
  shell: () => failing,
});

export function describeFailures({ withApp }: Suite, { describe, it }: TestFunctions): void {
  describe('failures', () => {
    it(
      'of Authbeat get 503 without any detail, and admit no request',
      withApp({ wrap: failingAuthbeat }, async ({ send, tenant }) => {
        for (const target of [
          tenant.iframe('/page/foo'),
          '/api/me',
          '/webhook/x',
          '/shell/x',
          '/authbeat/recovery.js',
        ]) {
          const response = await send({ target });
          assert.equal(response.status, 503, target);
          assert.notEqual(response.headers['retry-after'], undefined);
          assert.ok(!response.body.includes(DETAIL) && !/^\s+at /m.test(response.body), response.body);
        }
      }),
    );

    it(
      'of the option `publicUrl` get 503, too',
      withApp({ options: { publicUrl: () => assert.fail(DETAIL) } }, async ({ send, tenant }) => {
        for (const target of [tenant.iframe('/page/foo'), '/authbeat/recovery.js']) {
          const response = await send({ target });
          assert.equal(response.status, 503, target);
          assert.ok(!response.body.includes(DETAIL), response.body);
        }
      }),
    );

    it(
      'of the app go to the framework',
      withApp(
        {
          handler: () => {
            throw new Error('the app failed');
          },
        },
        async ({ send, signIn, tenant }) => {
          const authorization = `Bearer ${await signIn()}`;
          for (const target of [tenant.iframe('/page/foo'), '/api/me']) {
            const response = await send({ target, headers: target === '/api/me' ? { authorization } : {} });
            assert.equal(response.status, 500, target);
          }
          assert.notEqual(await signIn(), '');
        },
      ),
    );

    const gate = createGate();
    it(
      'of the connection before the verdict do no harm',
      withApp(
        { wrap: (authbeat) => ({ ...authbeat, api: gate.guard(authbeat.api()) }) },
        async ({ begin, signIn }) => {
          const request = begin({
            target: '/api/me',
            headers: { authorization: `Bearer ${await signIn()}` },
          });
          const closed = new Promise((resolve) => {
            request.once('close', resolve).on('error', () => {});
          });
          request.end();
          await gate.reached;
          request.destroy();
          await closed;
          gate.open();
          assert.notEqual(await signIn(), '', 'other requests work');
        },
      ),
    );

    it(
      'never mix up the principals of concurrent requests',
      withApp({}, async ({ send, signIn }) => {
        const names = Array.from({ length: 20 }, (_, index) => `account-${index}`);
        const tokens = await Promise.all(names.map(async (name) => signIn(name)));
        const responses = await Promise.all(
          tokens.map(async (token) =>
            send({ target: '/api/me', headers: { authorization: `Bearer ${token}` } }),
          ),
        );
        const accounts = responses.map(({ body }) => (JSON.parse(body) as { accountId: string }).accountId);
        assert.deepEqual(accounts, names);
      }),
    );
  });
}

/** Delays a guard's verdict until the test opens the gate. */
function createGate() {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    open: () => {
      opened.resolve();
    },
    guard:
      (guard: Guard): Authbeat['api'] =>
      () =>
      async (request) => {
        reached.resolve();
        await opened.promise;
        return guard(request);
      },
  };
}
