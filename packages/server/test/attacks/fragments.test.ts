import { expect, it } from 'vitest';
import { bearer, startApp } from '../support/app.ts';
import { ask } from '../support/doors.ts';

const FRAGMENTS = ['#', '#&project=EVIL', '&#&project=EVIL', '#?project=EVIL'];

it.each(FRAGMENTS)('parameters in a fragment ride on no iframe token: %s', async (fragment) => {
  const app = await startApp();
  const url = (await app.installedSite()).iframe('/foo.html?issue=AB-1');
  expect(await ask(app, url)).toBe(200);
  expect(await ask(app, url + fragment)).toBe(400);
});

it.each(FRAGMENTS)('nor on a webhook: %s', async (fragment) => {
  const app = await startApp();
  const site = await app.installedSite();
  const headers = { authorization: `JWT ${site.bound('POST', '/hooks/issue?user=1')}` };
  expect(await ask(app, `/hooks/issue?user=1${fragment}`, { method: 'POST', headers })).toBe(400);
  expect(await ask(app, '/hooks/issue?user=1', { method: 'POST', headers })).toBe(200);
});

it.each(FRAGMENTS)('nor on a ticket, nor on a session: %s', async (fragment) => {
  const app = await startApp();
  const session = await app.signIn(await app.installedSite());
  const ticket = await app.post('/authbeat/ticket', { url: '/api/export?issue=AB-1' }, bearer(session));
  const { url } = (await ticket.json()) as { url: string };
  expect(await ask(app, url + fragment)).toBe(400);
  expect(await ask(app, `/api/me${fragment}`, { headers: bearer(session) })).toBe(400);
  expect(await ask(app, url)).toBe(200);
});

it('nor does one count as the credential: it is no part of what was signed', async () => {
  const app = await startApp();
  const [, token = ''] = (await app.installedSite()).iframe('/foo.html').split('?');
  expect(await ask(app, `/foo.html#?${token}`)).toBe(400);
});

it('no ticket is issued for a URL with a fragment, and no such load is recovered', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const session = await app.signIn(site);
  const ticket = await app.post('/authbeat/ticket', { url: '/api/export#&a=b' }, bearer(session));
  expect(ticket.status).toBe(400);
  const url = `${site.iframe('/foo.html')}&#&a=b`;
  const recovery = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
  expect(recovery.status).toBe(400);
});
