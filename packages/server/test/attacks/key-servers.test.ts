import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createInstallKeys } from '../../src/tokens/install-keys.ts';
import { startApp } from '../support/app.ts';
import { createClock } from '../support/clock.ts';
import { installWith } from '../support/doors.ts';
import { listen } from '../support/listen.ts';
import { Site } from '../support/site.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }) as string;

async function keysFrom(handler: RequestListener, timeout = 5) {
  const server = await listen(createServer(handler));
  onTestFinished(async () => server.close());
  const clock = createClock();
  return {
    clock,
    keys: createInstallKeys({ servers: [server.origin], now: () => clock.now(), timeout }),
  };
}

it('a key server that the payload chooses is not used: the key of staging verifies nothing in production', async () => {
  const app = await startApp();
  const signingKey = { kid: 'staging-key', privateKey };
  const site = new Site({
    clientKey: 'a',
    appKey: 'issue-panel',
    baseUrl: app.baseUrl,
    clock: app.clock,
    signingKey,
  });
  const body = { ...site.lifecycleBody('installed'), baseUrl: 'https://a.jira-dev.com' };
  const token = await site.lifecycleToken('/authbeat/installed');
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
  expect(app.keyServer.requests).toEqual(['/staging-key']);
  const reason = 'token_key_unknown';
  expect(app.events).toEqual([{ type: 'refused', door: 'lifecycle', code: 'host_token_invalid', reason }]);
});

it.each<[string, RequestListener]>([
  ['never responds', () => undefined],
  ['begins to respond and stops', (_request, response) => void response.write(PEM.slice(0, 40))],
  ['fails', (_request, response) => void response.writeHead(500).end(PEM)],
  [
    'wants to send us elsewhere',
    (request, response) =>
      void (request.url === '/elsewhere'
        ? response.end(PEM)
        : response.writeHead(302, { location: '/elsewhere' }).end()),
  ],
  ['sends without end', (_request, response) => void response.end('x'.repeat(1_000_000))],
])('a server that %s is unavailable, soon', async (_name, handler) => {
  const { keys } = await keysFrom(handler, 0.1);
  await expect(keys.find('key')).rejects.toMatchObject({ code: 'unavailable' });
});

it('an install whose key server cannot be reached gets 503, and is reported as failed', async () => {
  const gone = await listen(createServer());
  await gone.close();
  const app = await startApp({ installKeyServers: [gone.origin] });
  expect((await app.site('a').call('installed')).status).toBe(503);
  const message = `The key server ${gone.origin} did not respond (ECONNREFUSED).`;
  expect(app.events).toEqual([
    {
      type: 'failed',
      door: 'lifecycle',
      error: expect.objectContaining({ code: 'key_server_unavailable', message }),
    },
  ]);
});

it.each<[string, RequestListener]>([
  ['a key with status 404', (_request, response) => void response.writeHead(404).end(PEM)],
  ['a page that is no key', (_request, response) => void response.end('<html>not found</html>')],
  [
    'a private key',
    (_request, response) => void response.end(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  ],
  ['nothing', (_request, response) => void response.end()],
])('a server that sends %s has no key', async (_name, handler) => {
  const { keys } = await keysFrom(handler);
  expect(await keys.find('key')).toBeUndefined();
});

it('keys are fetched once for concurrent calls, cached, and a missing one is requested again after a while', async () => {
  const requests: string[] = [];
  const { keys, clock } = await keysFrom((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === '/new-key') response.end(PEM);
    else response.writeHead(404).end();
  });
  await Promise.all([
    keys.find('new-key'),
    keys.find('new-key'),
    keys.find('late-key'),
    keys.find('late-key'),
  ]);
  await Promise.all([keys.find('new-key'), keys.find('late-key')]);
  expect(requests.toSorted()).toEqual(['/late-key', '/new-key']);
  clock.pass(61);
  await Promise.all([keys.find('new-key'), keys.find('late-key')]);
  expect(requests.toSorted()).toEqual(['/late-key', '/late-key', '/new-key']);
  clock.pass(-3600);
  await keys.find('late-key');
  clock.pass(61);
  await keys.find('late-key');
  expect(requests.filter((url) => url === '/late-key').length).toBeGreaterThan(2);
});

it('made-up key ids do not make the server request all of them at once', async () => {
  const requests: string[] = [];
  const { keys } = await keysFrom((request) => void requests.push(request.url ?? ''), 0.1);
  const asked = await Promise.allSettled(
    Array.from({ length: 500 }, async (_, index) => keys.find(`key-${index}`)),
  );
  expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
  expect(requests.length).toBeLessThanOrEqual(100);
});

it('a few made-up key ids do not keep a genuine install out', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const { keys } = await keysFrom((request, response) => {
    if (request.url === '/genuine') response.end(PEM);
    else void released.then(() => response.writeHead(404).end());
  });
  const invented = Promise.allSettled(
    Array.from({ length: 50 }, async (_, index) => keys.find(`key-${index}`)),
  );
  expect(await keys.find('genuine')).toBe(PEM);
  release(undefined);
  await invented;
});

it('no number of made-up key ids of one address keeps the genuine install of another out', async () => {
  const held: ServerResponse[] = [];
  const isFull = Promise.withResolvers<void>();
  const keyServer = await listen(
    createServer((request, response) => {
      if (request.url === `/${app.keyServer.kid}`) response.end(app.keyServer.publicKeyPem);
      else if (held.push(response) === 100) isFull.resolve();
    }),
  );
  onTestFinished(async () => keyServer.close());
  const app = await startApp({ installKeyServers: [keyServer.origin] });
  const attacker = app.site('attacker');
  const call = async (site: Site, address: string, token: string) => {
    const headers: Record<string, string> = {
      authorization: `JWT ${token}`,
      'content-type': 'application/json',
    };
    return app.authbeat.handle({
      method: 'POST',
      url: '/authbeat/installed',
      address,
      header: (name) => headers[name],
      body: async () => ({ state: 'parsed', value: site.lifecycleBody('installed') }),
    });
  };
  const genuine = app.site('genuine');
  const genuineToken = await genuine.lifecycleToken('/authbeat/installed');
  const tokens = await Promise.all(
    Array.from({ length: 150 }, async (_, index) =>
      attacker.lifecycleToken('/authbeat/installed', {}, `made-up-${index}`),
    ),
  );
  const flood = Promise.all(tokens.map(async (token) => call(attacker, '192.0.2.1', token)));
  await isFull.promise;
  expect((await call(genuine, '192.0.2.2', genuineToken))?.status).toBe(204);
  for (const response of held) response.writeHead(404).end();
  const statuses = (await flood).map((response) => response?.status);
  expect(statuses.filter((status) => status === 503).length).toBe(51);
  expect(statuses.filter((status) => status === 401).length).toBe(99);
});

it('a key that its server withdraws is refused a day later', async () => {
  let isPublished = true;
  const { keys, clock } = await keysFrom((_request, response) =>
    isPublished ? response.end(PEM) : response.writeHead(404).end(),
  );
  expect(await keys.find('key')).toBe(PEM);
  isPublished = false;
  clock.pass(86_400);
  expect(await keys.find('key')).toBe(PEM);
  clock.pass(1);
  expect(await keys.find('key')).toBeUndefined();
});
