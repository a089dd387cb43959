import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';

it('what the recovery document says does not depend on the request', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const urls = [
    '/foo.html',
    '/foo.html?x=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
    "/foo.html?x='-alert(1)-'&next=https://evil.example&lang=xx",
  ].map((url) => site.iframe(url));
  app.clock.pass(600);
  const documents = await Promise.all(urls.map(async (url) => (await app.get(url)).text()));
  expect(new Set(documents).size).toBe(1);
});

it('nor does the static page, whatever was wrong', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const urls = [
    '/foo.html',
    '/foo.html?jwt=%3Cscript%3E',
    `${site.iframe('/foo.html')}x`,
    '/foo.html?authbeat_ticket=a.b.c',
  ];
  const documents = await Promise.all(urls.map(async (url) => (await app.get(url)).text()));
  expect(new Set(documents).size).toBe(1);
});

it('the ticket cannot lead away from the requested page', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const [, token = ''] = site.iframe('/foo.html?a=1').split('jwt=');
  app.clock.pass(600);
  for (const url of [
    'https://evil.example/foo.html',
    '//evil.example/foo.html',
    '/\\evil.example/foo.html',
  ]) {
    const form = { subject_token: site.context(), url: `${url}?a=1&jwt=${token}` };
    expect((await app.post('/authbeat/recovery', form)).status).toBe(400);
  }
});

it('no other origin may read a response, nor send credentials', async () => {
  const app = await startApp();
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  for (const path of ['/authbeat/session', '/authbeat/recovery', '/authbeat/ticket', '/api/me']) {
    const preflight = await fetch(app.baseUrl + path, { method: 'OPTIONS', headers });
    const post = await fetch(app.baseUrl + path, { method: 'POST', headers });
    for (const { headers: received } of [preflight, post]) {
      expect([...received.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  }
});

it('a page that spends two tickets per load does not recover without end', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const page = app.authbeat.page();
  const load = async (url: string) =>
    page({ method: 'GET', url, header: () => undefined, body: async () => ({ state: 'aborted' }) });
  let url = site.iframe('/foo.html');
  app.clock.pass(600);
  let loads = 0;
  for (let starts = true; starts && loads < 10; loads += 1) {
    // Such as a guard for a whole router, and that of the route itself.
    await load(url);
    const verdict = await load(url);
    starts = !verdict.admitted && verdict.response.body.includes('data-start="auto"');
    const form = { subject_token: site.context(), url };
    ({ url } = (await (await app.post('/authbeat/recovery', form)).json()) as { url: string });
  }
  expect(loads).toBe(4);
});
