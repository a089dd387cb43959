import { describe, expect, test } from 'vitest';
import { relay } from '../src/relay/relay.ts';
import { relayed } from '../src/relay/relayed.ts';
import { custom } from '../src/sources/custom.ts';
import { REMOTE } from './harness/backend.ts';
import { openNestedPage, SHELL } from './harness/nested-page.ts';
import type { NestedPage } from './harness/nested-page.ts';

const source = custom(async () => ({ token: 'token', expiresIn: 900 }));
const REQUEST = { authbeat: 7 };
const STOLEN = { authbeat: 1, grant: { token: 'of-an-attacker', expiresIn: 900 } };

/** What the shell has posted to the nested page. */
const grants = ({ nested }: NestedPage): unknown[] => nested.window.posted;

test('a nested page gets its session, and each next one, from the page around it', async () => {
  const { client, backend, timeline } = openNestedPage();
  await timeline.advance(1_000);
  expect(await client.getToken()).toBe('session-1');
  await timeline.advance(900_000);
  expect(await client.getToken()).toBe('session-2');
  expect(backend.count('exchange')).toBe(2);
  expect(backend.count('heartbeat')).toBe(0);
});

test('sessions and requests are sent to one origin each', async () => {
  const { nested, shell, timeline } = openNestedPage();
  await timeline.advance(1_000);
  expect(shell.window.posted).toEqual([{ data: { authbeat: 1 }, targetOrigin: SHELL, delivered: true }]);
  expect(nested.window.posted).toEqual([
    {
      data: { authbeat: 1, grant: expect.objectContaining({ token: 'session-1' }) as unknown },
      targetOrigin: REMOTE,
      delivered: true,
    },
  ]);
});

test('while the host fails, the server extends the session', async () => {
  const { client, backend, timeline } = openNestedPage();
  await timeline.advance(1_000);
  backend.host = 'fails';
  await timeline.advance(1_800_000);
  expect(client.state.status).toBe('active');
  expect(backend.count('heartbeat')).toBeGreaterThan(0);
});

test.each([
  ['the host fails', (page: NestedPage) => (page.backend.host = 'fails'), 'host_refused'],
  ['the app is not installed', (page: NestedPage) => (page.backend.installed = false), 'refused'],
  ['the server is down', (page: NestedPage) => (page.backend.server = 'down'), 'host_refused'],
  ['nothing relays', (page: NestedPage) => page.endRelay(), 'host_silent'],
])('the nested page knows that %s', async (_what, happen, code) => {
  const page = openNestedPage();
  happen(page);
  const failure = page.client.getToken().catch((error: unknown) => error);
  await page.timeline.advance(120_000);
  expect(await failure).toMatchObject({ code });
});

test('requests that come together share one session', async () => {
  const page = openNestedPage();
  await page.timeline.advance(1_000);
  const { shell, nested, backend, timeline } = page;
  for (const authbeat of [2, 3, 4]) {
    shell.frame.tell('message', { source: nested.window, origin: REMOTE, data: { authbeat } });
  }
  await timeline.advance(1_000);
  expect(backend.count('exchange')).toBe(2);
  expect(grants(page)).toHaveLength(4);
});

describe('the shell gives no session to', () => {
  test.each([
    ['another frame of the same origin', { source: {}, origin: REMOTE, data: REQUEST }],
    ['a message without a sender', { source: null, origin: REMOTE, data: REQUEST }],
    ['a request that is none', 'nested', { data: { authbeat: 'one' } }],
    ['a message of something else', 'nested', { data: null }],
    ['a page of another origin in the frame', 'nested', { origin: 'https://evil.test' }],
    ['an origin that begins like the right one', 'nested', { origin: `${REMOTE}.evil.test` }],
    ['a sandboxed page in the frame', 'nested', { origin: 'null' }],
  ] as [string, object | string, object?][])('%s', async (_whom, message, changes = {}) => {
    const page = openNestedPage();
    await page.timeline.advance(1_000);
    const right = { source: page.nested.window, origin: REMOTE, data: REQUEST };
    page.shell.frame.tell('message', message === 'nested' ? { ...right, ...changes } : message);
    await page.timeline.advance(1_000);
    expect(grants(page)).toHaveLength(1);
    expect(page.backend.count('exchange')).toBe(1);
  });

  test('a page that has taken the place of the nested one', async () => {
    const page = openNestedPage();
    const { nested, timeline } = page;
    await timeline.advance(3);
    nested.window.origin = 'https://evil.test';
    await timeline.advance(1_000);
    expect(nested.window.posted).toMatchObject([{ targetOrigin: REMOTE, delivered: false }]);
  });
});

describe('the nested page takes no session from', () => {
  test.each([
    ['a sibling', { source: {}, origin: SHELL, data: STOLEN }],
    ['a parent of another origin', 'parent', { origin: 'https://evil.test' }],
    ['a parent without an origin', 'parent', { origin: 'null' }],
    ['its own window', 'self', {}],
    ['an earlier request', 'parent', { data: { ...STOLEN, authbeat: 0 } }],
  ] as [string, object | string, object?][])('%s', async (_whom, message, changes = {}) => {
    const page = openNestedPage();
    const { nested, shell, client, timeline, backend } = page;
    backend.host = 'silent';
    await timeline.advance(3);
    const sender = message === 'self' ? nested.window : shell.window;
    const right = { source: sender, origin: message === 'self' ? REMOTE : SHELL, data: STOLEN };
    nested.frame.tell('message', typeof message === 'string' ? { ...right, ...changes } : message);
    await timeline.advance(10);
    expect(client.state.status).toBe('starting');
    nested.frame.tell('message', { source: shell.window, origin: SHELL, data: STOLEN });
    await timeline.advance(10);
    expect(client.state.status).toBe('active');
  });

  test('a parent that has navigated to another origin: it gets no request', async () => {
    const { shell, nested, timeline, client } = openNestedPage();
    shell.window.origin = 'https://evil.test';
    await timeline.advance(60_000);
    expect(shell.window.posted.slice(1).every(({ delivered }) => !delivered)).toBe(true);
    expect(nested.window.posted.length).toBeLessThanOrEqual(1);
    client.dispose();
  });
});

test('a page that is not nested says so at once', async () => {
  const { nested, backend, timeline } = openNestedPage();
  nested.frame.parent = nested.frame;
  const { signal } = new AbortController();
  const obtained = relayed({ shell: SHELL }).obtain(
    { mount: REMOTE, token: undefined, signal },
    nested.frame,
  );
  await expect(obtained).rejects.toMatchObject({ code: 'host_missing' });
  await timeline.advance(10);
  expect(backend.count('heartbeat')).toBe(0);
});

test.each(['*', '', 'null', '/', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/x'])(
  '%j is no origin to relay with',
  (origin) => {
    const frame = { contentWindow: null };
    expect(() => relay({ frame, origin, source })).toThrow(
      expect.objectContaining({ code: 'options_invalid' }) as Error,
    );
    expect(() => relayed({ shell: origin })).toThrow(
      expect.objectContaining({ code: 'options_invalid' }) as Error,
    );
  },
);

test('nothing is left over', async () => {
  const { shell, nested, client, endRelay, timeline } = openNestedPage();
  await timeline.advance(1_000);
  endRelay();
  client.dispose();
  await timeline.advance(60_000);
  expect(shell.frame.holds).toEqual({ timers: 0, listeners: 0 });
  expect(nested.frame.holds).toEqual({ timers: 0, listeners: 0 });
});
