import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { queryStringHash, signRs256 } from '@authbeat/core';
import type { TestFunctions } from '../stores/subject.ts';
import { APP_KEY, BASE_URL, FORM, type World } from './world.ts';
import type { WireRequest } from './wire.ts';

const SESSION = { method: 'POST', target: '/authbeat/session', headers: FORM };
/** Endpoints read 64 KB. */
const TOO_LARGE = `subject_token=${'x'.repeat(1_000_000)}`;

export function describeBodies({ scene, parsers }: World, { describe, it }: TestFunctions): void {
  describe('bodies', () => {
    for (const parser of ['none', ...parsers]) {
      const name = parser === 'none' ? 'without a parser' : `with ${parser} in front`;

      it(
        `are read as forms ${name}`,
        scene({ parser }, async ({ send, signIn, tenant }) => {
          assert.notEqual(await signIn(), '');
          const body = tenant.exchangeForm();
          assert.equal((await send({ ...SESSION, chunked: true, body })).status, 200);
          const twice = await send({ ...SESSION, body: `${body}&subject_token=x` });
          assert.equal(twice.status, 400, 'a field that comes twice');
          assert.equal((await send({ ...SESSION, body: '' })).status, 400, 'an empty form');
        }),
      );

      it(`are read as JSON ${name}`, async () => {
        const keys = await startKeyServer();
        try {
          await scene({ parser, settings: { installKeyServers: [keys.url] } }, async ({ send }) => {
            const installed = await send(await installCall(keys.sign));
            assert.deepEqual([installed.status, installed.body], [204, '']);
          })();
        } finally {
          keys.close();
        }
      });
    }

    it(
      'that somebody has read and not kept are answered, as malformed',
      scene({ parser: 'drain' }, async ({ send, tenant }) => {
        assert.equal((await send({ ...SESSION, body: tenant.exchangeForm() })).status, 400);
      }),
    );

    it(
      'without a type are answered, as unsupported',
      scene({}, async ({ send }) => {
        assert.equal((await send({ method: 'POST', target: '/authbeat/session' })).status, 415);
      }),
    );

    it(
      'that are too large are refused, whether or not they tell their length',
      scene({}, async ({ send, signIn }) => {
        for (const chunked of [false, true]) {
          const answer = await send({ ...SESSION, chunked, body: TOO_LARGE });
          assert.equal(answer.status, 413);
          assert.equal((JSON.parse(answer.body) as { code: string }).code, 'request_too_large');
        }
        assert.notEqual(await signIn(), '', 'the next request is answered as ever');
      }),
    );

    it(
      'that nobody reads hold up no answer',
      scene({}, async ({ send, signIn }) => {
        for (const target of ['/api/me', '/page/foo', '/authbeat/heartbeat']) {
          const { status } = await send({ ...SESSION, target, chunked: true, body: TOO_LARGE });
          assert.ok(status === 401 || status === 405, `${target}: ${status}`);
        }
        assert.notEqual(await signIn(), '');
      }),
    );

    it(
      'that end halfway leave nothing behind',
      scene({}, async ({ begin, nextBody, signIn }) => {
        for (const headers of [FORM, { ...FORM, 'content-length': '1000' }]) {
          const state = nextBody();
          const request = begin({ ...SESSION, headers });
          request.on('error', () => {});
          request.write('subject_token=', () => request.destroy());
          assert.equal(await state, 'aborted');
        }
        assert.notEqual(await signIn(), '', 'others are answered as ever');
      }),
    );

    it(
      'are left to the app behind a guard',
      scene({ handler: ({ body }) => ({ body: `read: ${body}` }) }, async ({ send, signIn }) => {
        const headers = { ...FORM, authorization: `Bearer ${await signIn()}` };
        const answer = await send({ method: 'POST', target: '/api/notes', headers, body: 'text=Hello' });
        assert.equal(answer.body, 'read: text=Hello');
      }),
    );
  });
}

interface KeyServer {
  readonly url: string;
  readonly sign: (claims: Record<string, unknown>) => Promise<string>;
  readonly close: () => void;
}

async function startKeyServer(): Promise<KeyServer> {
  const { publicKey, privateKey } = installKey();
  const server = createServer((_request, response) => {
    response.end(publicKey.export({ type: 'spki', format: 'pem' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sign: async (claims) => signRs256(claims, privateKey, { kid: 'key' }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Takes a moment to make: one does for all tests. */
const installKey = lazily(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A call of `installed`, as a host makes it. */
async function installCall(sign: KeyServer['sign']): Promise<WireRequest> {
  const target = '/authbeat/installed';
  const iat = Math.floor(Date.now() / 1000);
  const token = await sign({
    iss: 'new-tenant',
    aud: [BASE_URL],
    iat,
    exp: iat + 180,
    qsh: queryStringHash({ method: 'POST', url: target, baseUrl: BASE_URL }),
  });
  const installation = {
    key: APP_KEY,
    clientKey: 'new-tenant',
    sharedSecret: 'a secret of thirty-two bytes or more',
    baseUrl: 'https://new.atlassian.net',
    eventType: 'installed',
  };
  const headers = { authorization: `JWT ${token}`, 'content-type': 'application/json; charset=utf-8' };
  return { method: 'POST', target, headers, body: JSON.stringify(installation) };
}
