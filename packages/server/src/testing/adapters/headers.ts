import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';
import { FORM } from './tenant.ts';

const OWN_POLICY = "default-src 'self'";
const POLICY_IN_FRONT = "object-src 'none'";

export function describeHeaders({ withApp }: Suite, { describe, it }: TestFunctions): void {
  describe('headers', () => {
    it(
      'that are sent twice are both read: two credentials in one request are refused',
      withApp({}, async ({ send, signIn, tenant }) => {
        const bearer = `Bearer ${await signIn()}`;
        for (const authorization of [
          [bearer, bearer],
          [bearer, 'Bearer x'],
          ['Bearer x', bearer],
        ]) {
          const api = await send({ target: '/api/me', headers: { authorization } });
          assert.equal(api.status, 400, 'api');
          const form = { ...FORM, authorization };
          const body = tenant.exchangeForm();
          for (const path of ['session', 'heartbeat']) {
            const endpoint = await send({ method: 'POST', target: `/authbeat/${path}`, headers: form, body });
            assert.equal(endpoint.status, 400, path);
          }
        }
        const both = tenant.iframe('/page/foo');
        assert.equal((await send({ target: both, headers: { authorization: bearer } })).status, 400);
      }),
    );

    it(
      'of a guard reach the response of the app',
      withApp({}, async ({ send, signIn, tenant }) => {
        const page = await send({ target: tenant.iframe('/page/foo') });
        const api = await send({ target: '/api/me', headers: { authorization: `Bearer ${await signIn()}` } });
        for (const { headers } of [page, api]) {
          assert.match(headers['cache-control'] ?? '', /\bno-store\b/);
          assert.equal(headers['referrer-policy'], 'no-referrer');
        }
        assert.match(
          page.headers['content-security-policy'] ?? '',
          /frame-ancestors .*example\.atlassian\.net/,
        );
        assert.match(api.headers['vary'] ?? '', /\bAuthorization\b/i);
      }),
    );

    it(
      'of a guard give way to those of the app',
      withApp(
        { handler: () => ({ headers: { 'content-security-policy': OWN_POLICY }, body: 'own' }) },
        async ({ send, tenant }) => {
          const { headers } = await send({ target: tenant.iframe('/page/foo') });
          assert.equal(headers['content-security-policy'], OWN_POLICY);
          assert.equal(headers['referrer-policy'], 'no-referrer');
        },
      ),
    );

    const inFront = { 'content-security-policy': POLICY_IN_FRONT };
    it(
      "of a guard leave a policy that was set in front of it, and add the guard's",
      withApp({ headersInFront: inFront }, async ({ send, tenant }) => {
        for (const target of [tenant.iframe('/page/foo'), '/shell/foo.html']) {
          const { status, headers } = await send({ target });
          assert.equal(status, 200, target);
          const [first = '', second = '', ...more] = policiesOf(headers).toSorted().toReversed();
          assert.deepEqual([first, more], [POLICY_IN_FRONT, []], target);
          assert.match(second, /^frame-ancestors https:/, target);
        }
      }),
    );

    it(
      "of a guard give way to the handler's, whatever was set in front",
      withApp(
        {
          headersInFront: inFront,
          handler: () => ({ headers: { 'content-security-policy': OWN_POLICY }, body: 'own' }),
        },
        async ({ send, tenant }) => {
          const policies = policiesOf((await send({ target: tenant.iframe('/page/foo') })).headers);
          assert.ok(policies.includes(OWN_POLICY), policies.join());
          assert.ok(!policies.some((policy) => policy.startsWith('frame-ancestors')), policies.join());
        },
      ),
    );

    it(
      'that were set before Authbeat stay, on responses of the app and of Authbeat',
      withApp(
        { headersInFront: { vary: 'Origin', 'set-cookie': 'a=1', 'x-request-id': '7' } },
        async ({ send, signIn }) => {
          const authorization = `Bearer ${await signIn()}`;
          for (const request of [
            { target: '/api/me', headers: { authorization } },
            { target: '/api/me' },
            { method: 'POST', target: '/authbeat/heartbeat' },
          ]) {
            const { headers } = await send(request);
            assert.match(
              headers['vary'] ?? '',
              /\bOrigin\b.*\bAuthorization\b|\bAuthorization\b.*\bOrigin\b/i,
            );
            assert.equal(headers['set-cookie'], 'a=1');
            assert.equal(headers['x-request-id'], '7');
          }
        },
      ),
    );

    it(
      'and body of a refusal arrive as they are',
      withApp({}, async ({ send }) => {
        const response = await send({ target: '/api/me', headers: { authorization: 'Bearer x' } });
        assert.equal(response.status, 401);
        assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
        assert.match(response.headers['www-authenticate'] ?? '', /^Bearer .*error="invalid_token"/);
        assert.equal((JSON.parse(response.body) as { code: string }).code, 'session_invalid');
      }),
    );
  });
}

function policiesOf({
  'content-security-policy': policies = '',
}: Readonly<Record<string, string>>): string[] {
  return policies.split(', ');
}
