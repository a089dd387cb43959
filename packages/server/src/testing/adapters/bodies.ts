import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  buildLifecycleBody,
  DEFAULT_MOUNT,
  ENDPOINT_PATHS,
  mintLifecycleToken,
  type InstallKeyPair,
} from '@authbeat/core';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';
import { APP_KEY, BASE_URL, FORM } from './tenant.ts';
import type { WireRequest } from './wire.ts';

const SESSION = { method: 'POST', target: '/authbeat/session', headers: FORM };
/** Endpoints read 64 KB. */
const TOO_LARGE = `subject_token=${'x'.repeat(1_000_000)}`;

export function describeBodies({ withApp, parsers }: Suite, { describe, it }: TestFunctions): void {
  describe('bodies', () => {
    for (const parser of ['none', ...parsers]) {
      const name = parser === 'none' ? 'without a parser' : `with ${parser} in front`;

      it(
        `are read as forms ${name}`,
        withApp({ parser }, async ({ send, signIn, tenant }) => {
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
          await withApp({ parser, settings: { installKeyServers: [keys.url] } }, async ({ send }) => {
            const installed = await send(await installCall(keys.key));
            assert.deepEqual([installed.status, installed.body], [204, '']);
          })();
        } finally {
          keys.close();
        }
      });
    }

    it(
      'that another parser has read and dropped are refused as malformed',
      withApp({ parser: 'drain' }, async ({ send, tenant }) => {
        assert.equal((await send({ ...SESSION, body: tenant.exchangeForm() })).status, 400);
      }),
    );

    it(
      'without a media type are refused as unsupported',
      withApp({}, async ({ send }) => {
        assert.equal((await send({ method: 'POST', target: '/authbeat/session' })).status, 415);
      }),
    );

    it(
      'that are too large are refused, with and without a Content-Length',
      withApp({}, async ({ send, signIn }) => {
        for (const chunked of [false, true]) {
          const response = await send({ ...SESSION, chunked, body: TOO_LARGE });
          assert.equal(response.status, 413);
          assert.equal((JSON.parse(response.body) as { code: string }).code, 'request_too_large');
          assert.equal(response.headers['connection'], 'close');
        }
        assert.notEqual(await signIn(), '', 'the next request works');
      }),
    );

    it(
      'that never end are not read for ever: the connection is closed',
      withApp({}, async ({ begin, signIn }) => {
        const request = begin({ ...SESSION, headers: { ...FORM, 'transfer-encoding': 'chunked' } });
        request.on('error', () => {});
        const closed = new Promise<void>((resolve) => {
          request.once('close', resolve);
        });
        const piece = 'x'.repeat(65_536);
        let sent = 0;
        const send = (): void => {
          if (request.destroyed) return;
          sent += piece.length;
          request.write(piece, send);
        };
        send();
        await closed;
        assert.ok(sent < 50_000_000, `${sent} bytes were taken`);
        assert.notEqual(await signIn(), '', 'other requests work');
      }),
    );

    it(
      'that no endpoint reads do not delay the response',
      withApp({}, async ({ send, signIn }) => {
        for (const target of ['/api/me', '/page/foo', '/authbeat/heartbeat']) {
          const { status } = await send({ ...SESSION, target, chunked: true, body: TOO_LARGE });
          assert.ok(status === 401 || status === 405, `${target}: ${status}`);
        }
        assert.notEqual(await signIn(), '');
      }),
    );

    it(
      'that are cut off are reported as aborted',
      withApp({}, async ({ begin, nextBody, signIn }) => {
        for (const headers of [FORM, { ...FORM, 'content-length': '1000' }]) {
          const state = nextBody();
          const request = begin({ ...SESSION, headers });
          request.on('error', () => {});
          request.write('subject_token=', () => request.destroy());
          assert.equal(await state, 'aborted');
        }
        assert.notEqual(await signIn(), '', 'other requests work');
      }),
    );

    it(
      'are left to the app behind a guard',
      withApp({ handler: ({ body }) => ({ body: `read: ${body}` }) }, async ({ send, signIn }) => {
        const headers = { ...FORM, authorization: `Bearer ${await signIn()}` };
        const response = await send({ method: 'POST', target: '/api/notes', headers, body: 'text=Hello' });
        assert.equal(response.body, 'read: text=Hello');
      }),
    );
  });
}

interface KeyServer {
  readonly url: string;
  readonly key: InstallKeyPair;
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
    key: { kid: 'key', privateKey },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Generating a key takes a moment: all tests share one. */
const installKey = lazily(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** An `installed` call, as a host makes it. */
async function installCall(key: InstallKeyPair): Promise<WireRequest> {
  const target = `${DEFAULT_MOUNT}${ENDPOINT_PATHS.installed}`;
  const clientKey = 'new-tenant';
  const request = { method: 'POST', url: target };
  const token = await mintLifecycleToken({ clientKey, request, baseUrl: BASE_URL }, key);
  const body = buildLifecycleBody({
    event: 'installed',
    appKey: APP_KEY,
    clientKey,
    hostBaseUrl: 'https://new.atlassian.net',
    sharedSecret: 'a secret of thirty-two bytes or more',
  });
  const headers = { authorization: `JWT ${token}`, 'content-type': 'application/json; charset=utf-8' };
  return { method: 'POST', target, headers, body: JSON.stringify(body) };
}
