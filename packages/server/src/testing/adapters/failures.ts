import assert from 'node:assert/strict';
import type { Authbeat } from '../../authbeat.ts';
import type { Guard } from '../../verdict.ts';
import type { TestFunctions } from '../stores/subject.ts';
import type { World } from './world.ts';

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

export function describeFailures({ scene }: World, { describe, it }: TestFunctions): void {
  describe('failures', () => {
    it(
      'of Authbeat are answered without a word about them, and never admit',
      scene({ wrap: failingAuthbeat }, async ({ send, tenant }) => {
        for (const target of [
          tenant.iframe('/page/foo'),
          '/api/me',
          '/webhook/x',
          '/shell/x',
          '/authbeat/recovery.js',
        ]) {
          const answer = await send({ target });
          assert.equal(answer.status, 503, target);
          assert.notEqual(answer.headers['retry-after'], undefined);
          assert.ok(!answer.body.includes(DETAIL) && !/^\s+at /m.test(answer.body), answer.body);
        }
      }),
    );

    it(
      'of the option `publicUrl` are answered in the same way',
      scene({ options: { publicUrl: () => assert.fail(DETAIL) } }, async ({ send, tenant }) => {
        for (const target of [tenant.iframe('/page/foo'), '/authbeat/recovery.js']) {
          const answer = await send({ target });
          assert.equal(answer.status, 503, target);
          assert.ok(!answer.body.includes(DETAIL), answer.body);
        }
      }),
    );

    it(
      'of the app are left to the framework',
      scene(
        {
          handler: () => {
            throw new Error('the app failed');
          },
        },
        async ({ send, signIn, tenant }) => {
          const authorization = `Bearer ${await signIn()}`;
          for (const target of [tenant.iframe('/page/foo'), '/api/me']) {
            const answer = await send({ target, headers: target === '/api/me' ? { authorization } : {} });
            assert.equal(answer.status, 500, target);
          }
          assert.notEqual(await signIn(), '');
        },
      ),
    );

    const gate = createGate();
    it(
      'of the connection while Authbeat decides leave nothing behind',
      scene(
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
          assert.notEqual(await signIn(), '', 'others are answered as ever');
        },
      ),
    );

    it(
      'never mix up callers: many at once, each is told its own name',
      scene({}, async ({ send, signIn }) => {
        const names = Array.from({ length: 20 }, (_, index) => `account-${index}`);
        const tokens = await Promise.all(names.map(async (name) => signIn(name)));
        const answers = await Promise.all(
          tokens.map(async (token) =>
            send({ target: '/api/me', headers: { authorization: `Bearer ${token}` } }),
          ),
        );
        const told = answers.map(({ body }) => (JSON.parse(body) as { accountId: string }).accountId);
        assert.deepEqual(told, names);
      }),
    );
  });
}

/** Holds a guard's decision back until the test lets it go. */
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
