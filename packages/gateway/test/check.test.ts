import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { memoryStore } from '@authbeat/server/memory';
import {
  checkGateway,
  createGateway,
  describePlan,
  type ApiRoute,
  type GatewayOptions,
} from '../src/index.ts';
import { listen } from '../../server/test/support/listen.ts';

const DESCRIPTOR = {
  key: 'an-app',
  baseUrl: 'https://app.example.com/base',
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
  modules: { webPanels: [{ key: 'foo', url: '/foo.html?issue={issue.key}' }] },
};

const SERVER = { sessionKeys: ['a key that is long enough for a session key'], store: memoryStore() };

const PEM_OF_P256 = {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

/** What a gateway would guard in front of an app with this descriptor: a table, or the sentence that refuses it. */
async function check(options: Partial<GatewayOptions>, descriptor: unknown = DESCRIPTOR): Promise<string> {
  const body = typeof descriptor === 'string' ? descriptor : JSON.stringify(descriptor);
  const app = await listen(createServer((_request, response) => response.end(body)));
  onTestFinished(async () => app.close());
  return checkGateway({ upstream: app.origin, server: SERVER, ...options }).then(
    describePlan,
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

it('shows every path with the base URL, its door, and what becomes of everything else', async () => {
  const table = await check({ apis: [{ path: '/base/api/*', identity: 'headers' }], public: ['/base/a.js'] });
  expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['path', 'methods', 'door', 'named by'],
    ['/base/installed', 'POST', 'lifecycle installed', 'lifecycle/installed'],
    ['/base/foo.html', 'GET, HEAD', 'page jwt', 'webPanels/foo'],
    ['/base/a.js', 'GET, HEAD', 'public', 'public'],
    ['/atlassian-connect.json', 'GET, HEAD', 'public', 'public'],
    ['/base/api/*', 'any', 'api headers', 'apis'],
    ['everything else', 'any', 'refused'],
    [''],
    ['Requests of tenants that the gateway does not know are refused.'],
    [''],
  ]);
});

it.each<[string, Partial<GatewayOptions>, unknown, string]>([
  [
    'a path that is two things',
    { public: ['/base/foo.html'] },
    DESCRIPTOR,
    '`/base/foo.html` is named twice, as page jwt (webPanels/foo) and public (public)',
  ],
  [
    'an API with two identities',
    { apis: [{ path: '/api/*' }, { path: '/api/*', identity: 'context' }] },
    DESCRIPTOR,
    '`/api/*` is named twice, as api jwt (apis) and api context (apis)',
  ],
  [
    'an API with a misspelt identity, which would be the default one',
    { apis: [{ path: '/api/*', identiy: 'headers' } as ApiRoute] },
    DESCRIPTOR,
    '`apis` must be a list of `{ path, identity }`',
  ],
  ...[{ transport: 'cookie' as const }, { senderConstrained: 'required' as const }].map(
    (server): [string, Partial<GatewayOptions>, unknown, string] => [
      'a script whose sessions the server would refuse',
      { inject: true, server: { ...SERVER, ...server } },
      DESCRIPTOR,
      '`inject` needs `transport` "bearer", and `senderConstrained` "off" or "optional": its script sends bearer sessions',
    ],
  ),
  [
    'a key that signs no assertions',
    { assertionKeys: [generateKeyPairSync('ec', PEM_OF_P256).privateKey] },
    DESCRIPTOR,
    '`assertionKeys` must be private keys in PEM form: Ed25519, or RSA of 2048 bits or more',
  ],
  [
    'to pass what an upstream does not judge',
    { apis: [{ path: '/api/*', identity: 'assertion' }], unknown: 'pass' },
    DESCRIPTOR,
    '`unknown` must be "refuse" where a route uses "assertion" or "headers": its upstream judges no tokens',
  ],
  [
    'a descriptor without JWT',
    {},
    { ...DESCRIPTOR, authentication: { type: 'none' } },
    'the descriptor at /atlassian-connect.json must have `"authentication": { "type": "jwt" }`',
  ],
  [
    'a descriptor that is not JSON',
    {},
    '<html>',
    'the descriptor at /atlassian-connect.json cannot be used: it is not JSON',
  ],
])('refuses %s in one sentence', async (_what, options, descriptor, problem) => {
  expect(await check(options, descriptor)).toBe(`The gateway cannot start: ${problem}.`);
});

it('refuses mistakes in the options of the server', async () => {
  expect(await check({ server: { ...SERVER, leeway: 3600 } })).toContain('`leeway` must be');
});

it('waits no longer than for a response for a descriptor that does not end', async () => {
  const app = await listen(createServer((_request, response) => response.write('{')));
  onTestFinished(async () => app.close());
  const gateway = createGateway({ upstream: app.origin, server: SERVER, upstreamTimeout: 0.1 });
  onTestFinished(async () => gateway.close());
  await expect(gateway.open()).rejects.toMatchObject({ code: 'upstream_timeout' });
});
