import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ace } from '../../src/sources/ace.ts';
import { signHostToken, startAceApp } from '../harness/ace-app.ts';
import type { AceApp } from '../harness/ace-app.ts';
import { next, openPage, passUntil, takeOverClock } from '../harness/real-world.ts';

/** In seconds. */
const LIFE = 180;

let app: AceApp;

beforeEach(async () => {
  takeOverClock();
  app = await startAceApp({ maxTokenAge: LIFE });
});

afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});

/** Loads the page as the host's frame does, and reads the token in it. */
async function loadPage(): Promise<string> {
  const response = await fetch(app.pageUrl());
  return /content="(.+?)"/.exec(await response.text())?.[1] ?? '';
}

const contextToken = async (): Promise<string> => signHostToken({ qsh: 'context-qsh' });

test.each([
  ['by the host’s word', contextToken],
  ['by itself where the host does not respond', undefined],
])('a page stays signed in past its token’s life, %s', async (_way, getToken) => {
  const first = await loadPage();
  const client = openPage(app.baseUrl, {
    source: ace({ url: '/api/me' }),
    token: first,
    ...(getToken === undefined ? {} : { getToken }),
  });
  for (let renewal = 0; renewal < 3; renewal += 1) {
    await passUntil(next(client, 'renewed'));
    const response = await client.fetch(`${app.baseUrl}/api/me`);
    expect([response.status, await response.json()]).toEqual([200, { account: 'account' }]);
  }
  expect(await client.getToken()).not.toBe(first);
  // The server itself refuses the page's own token by now.
  const old = await fetch(`${app.baseUrl}/api/me`, { headers: { Authorization: `JWT ${first}` } });
  expect(old.status).toBe(401);
  client.dispose();
});

test('a page without a token begins with a context token', async () => {
  const client = openPage(app.baseUrl, { source: ace({ url: '/api/me' }), getToken: contextToken });
  expect((await client.fetch(`${app.baseUrl}/api/me`)).status).toBe(200);
  client.dispose();
});

test('a token that the server refuses is replaced, and the request sent again', async () => {
  const client = openPage(app.baseUrl, {
    source: ace({ url: '/api/me' }),
    token: signHostToken({ aud: ['tenant'], exp: 4, iat: 0 }),
    getToken: contextToken,
  });
  await client.ready;
  expect((await passUntil(client.fetch(`${app.baseUrl}/api/me`))).status).toBe(200);
  client.dispose();
});
