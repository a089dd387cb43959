import { afterEach, describe, expect, test, vi } from 'vitest';
import { bridge } from '../../src/sources/bridge.ts';
import { forge } from '../../src/sources/forge.ts';
import type { RequestRemote } from '../../src/sources/forge.ts';
import { hosted } from '../../src/sources/hosted.ts';
import { Backend, REMOTE, refuse } from '../harness/backend.ts';
import { Frame, ORIGIN } from '../harness/frame.ts';
import { unsignedJwt } from '../harness/jwt.ts';
import { simulatePage } from '../harness/simulated-page.ts';
import type { SimulatedPage } from '../harness/simulated-page.ts';
import { Timeline } from '../harness/timeline.ts';

const code = (error: unknown): unknown => (error as { code?: unknown }).code;

/** A Custom UI page, whose requests to the app's remote go to the simulated server. */
function openCustomUi({ path, mount }: { path?: string; mount?: string } = {}): SimulatedPage & {
  asked: Parameters<RequestRemote>[];
} {
  const asked: Parameters<RequestRemote>[] = [];
  const page = simulatePage();
  page.client.dispose();
  const requestRemote: RequestRemote = async (...request) => {
    asked.push(request);
    return page.backend.requestRemote(...request);
  };
  const source = forge({ requestRemote, remoteKey: 'app', ...(path !== undefined && { path }) });
  const client = page.create({ baseUrl: REMOTE, source, ...(mount !== undefined && { mount }) });
  return { ...page, client, asked };
}

test('the host sends the exchange, without a body, and the page calls the remote itself', async () => {
  const { client, asked, backend, outcome } = openCustomUi();
  expect(await outcome(client.fetch('/api/notes'))).toMatchObject({ status: 200 });
  expect(asked).toEqual([['app', { path: '/authbeat/session', method: 'POST' }]]);
  expect(backend.arrivals.map(({ what, path, body }) => [what, path, body])).toEqual([
    ['exchange', '/authbeat/session', ''],
    ['api', '/api/notes', ''],
  ]);
  expect(backend.arrivals.at(-1)?.token).toBe('session-1');
});

test.each([
  ['the path of mount', { mount: '/addon/authbeat/' }, '/addon/authbeat/session'],
  ['a path of its own', { path: '/sessions' }, '/sessions'],
])('the exchange is at %s', async (_where, options, expected) => {
  const { asked, advance } = openCustomUi(options);
  await advance(100);
  expect(asked[0]?.[1].path).toBe(expected);
});

describe('the session is sent to the remote alone', () => {
  test.each([
    ['the page’s own origin', `${ORIGIN}/api`],
    ['an origin that begins like the remote', `${REMOTE}.evil.test/api`],
    ['the remote without TLS', 'http://remote.example.com/api'],
    ['an address without a scheme', '//evil.test/api'],
    ['a backslash', '\\\\evil.test/api'],
  ])('not to %s', async (_where, address) => {
    const { client, backend, advance, outcome } = openCustomUi();
    await advance(1_000);
    backend.api = () => Response.json({});
    await outcome(client.fetch(address));
    expect(backend.arrivals.at(-1)).toMatchObject({ what: 'api', token: undefined });
  });

  test('a Request keeps the address that the page gave it', async () => {
    const { client, backend, advance, outcome } = openCustomUi();
    await advance(1_000);
    await outcome(client.fetch(new Request(`${REMOTE}/api/a`)));
    expect(backend.arrivals.at(-1)).toMatchObject({ path: '/api/a', token: 'session-1' });
  });

  test('a ticket opens an address of the remote', async () => {
    const { client, backend, advance, outcome } = openCustomUi();
    await advance(1_000);
    backend.api = () => Response.json({ url: '/api/events?authbeat_ticket=t' });
    expect(await outcome(client.fetchTicketUrl('/api/events'))).toBe(
      `${REMOTE}/api/events?authbeat_ticket=t`,
    );
    expect(code(await outcome(client.fetchTicketUrl(`${ORIGIN}/api/events`)))).toBe('refused');
  });
});

describe('a host that gives no session', () => {
  test.each([
    ['fails', 'host_refused'],
    ['silent', 'host_silent'],
  ] as const)('because it %s is reported as such', async (host, expected) => {
    const { client, backend, outcome } = openCustomUi();
    backend.host = host;
    expect(code(await outcome(client.getToken()))).toBe(expected);
    expect(client.state.status).toBe('failed');
  });

  test.each(['fails', 'silent'] as const)(
    'because it %s does not end a session that the server extends',
    async (host) => {
      const { client, backend, advance } = openCustomUi();
      await advance(1_000);
      backend.host = host;
      await advance(3_000_000);
      expect(client.state.status).toBe('active');
      expect(backend.count('heartbeat')).toBeGreaterThan(2);
      // Long after the last host proof, the server extends it no more.
      await advance(3_000_000);
      expect(client.state).toMatchObject({ status: 'failed' });
      backend.host = 'responds';
      client.retry();
      await advance(1_000);
      expect(client.state.status).toBe('active');
    },
  );
});

describe('what the server says through the host', () => {
  test.each([
    ['host_token_invalid', 'refused', 'failed'],
    ['session_revoked', 'signedout', 'signedout'],
    ['host_token_expired', 'unavailable', 'failed'],
  ])('%s is %s', async (refusal, expected, status) => {
    const source = forge({ requestRemote: async () => refuse(refusal), remoteKey: 'app' });
    const { client, backend, outcome } = simulatePage({ baseUrl: REMOTE, source });
    expect(code(await outcome(client.getToken()))).toBe(expected);
    expect(client.state.status).toBe(status);
    expect(backend.count('heartbeat')).toBe(0);
  });

  test('a session that was exchanged again with the same invocation token keeps its end', async () => {
    const { client, backend, advance } = openCustomUi();
    await advance(15_000);
    backend.api = (token) => (token === 'session-1' ? refuse('session_expired') : undefined);
    void client.fetch('/api/notes').catch(() => {});
    await advance(100);
    const [first, second] = backend.arrivals.filter(({ what }) => what === 'exchange');
    expect(second?.token).toBe(first?.token);
    expect(await client.getToken()).toBe('session-1');
  });
});

test('frames of one tenant and account sign out together, and no others', async () => {
  const timeline = new Timeline();
  const world = new Frame(timeline, { fetch: new Backend(timeline).fetch });
  const of = async (claims: object): Promise<unknown> => {
    const session = { access_token: unsignedJwt({ ...claims }), token_type: 'Bearer', expires_in: 900 };
    const source = forge({ requestRemote: async () => Response.json(session), remoteKey: 'app' });
    const { signal } = new AbortController();
    return (await source.obtain({ mount: `${REMOTE}/authbeat`, token: undefined, signal }, world)).subject;
  };
  const subject = await of({ tid: 'tenant', sub: 'account' });
  expect(await of({ tid: 'tenant', sub: 'account', jti: 'other' })).toBe(subject);
  expect(await of({ tid: 'tenant', sub: 'somebody' })).not.toBe(subject);
  expect(await of({ tid: 'other', sub: 'account' })).not.toBe(subject);
});

test('a sign-out goes to the remote and waits for the page to ask again', async () => {
  const { client, backend, advance, outcome } = openCustomUi();
  await advance(1_000);
  await outcome(client.signOut(), 1_000);
  expect(backend.arrivals.at(-1)).toMatchObject({ what: 'signout', token: 'session-1' });
  expect(client.state.status).toBe('signedout');
  await advance(3_600_000);
  expect(backend.count('exchange')).toBe(1);
  client.retry();
  await advance(1_000);
  expect(client.state.status).toBe('active');
});

describe('a page for both hosts', () => {
  const requestRemote = vi.fn<RequestRemote>();
  const connect = bridge();
  const onForge = forge({ requestRemote, remoteKey: 'app' });

  afterEach(() => vi.unstubAllGlobals());

  test('uses the bridge of Forge where there is one', () => {
    vi.stubGlobal('__bridge', { callBridge: () => {} });
    expect(hosted({ connect, forge: onForge })).toBe(onForge);
  });

  test.each([undefined, {}, { callBridge: undefined }])('uses Connect where __bridge is %o', (found) => {
    vi.stubGlobal('__bridge', found);
    expect(hosted({ connect, forge: onForge })).toBe(connect);
    expect(requestRemote).not.toHaveBeenCalled();
  });
});
