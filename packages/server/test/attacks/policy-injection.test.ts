import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { installWith } from '../support/doors.ts';

it.each([
  'https://*',
  'https://a;script-src-elem',
  'https://a,default-src',
  'https://ok.example;sandbox',
  "https://'self'",
  'http://plain.example',
  'data:text/html,x',
])('a display URL writes nothing into the policy of a page: %s', async (displayUrl) => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken('/authbeat/installed');
  const body = { ...site.lifecycleBody('installed'), displayUrl };
  expect(await installWith(app, token, body)).toBe('admitted');
  const url = site.iframe('/foo.html');
  const page = await app.get(url);
  expect(page.headers.get('content-security-policy')).toBe(`frame-ancestors ${site.url}`);
  app.clock.pass(600);
  const recovery = await app.get(url);
  expect(recovery.headers.get('content-security-policy')).toMatch(
    new RegExp(`; frame-ancestors ${site.url}$`),
  );
});

it('a display URL of the customer’s own may frame the app', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken('/authbeat/installed');
  const body = { ...site.lifecycleBody('installed'), displayUrl: 'https://jira.customer.example/?from=x' };
  await installWith(app, token, body);
  const page = await app.get(site.iframe('/foo.html'));
  expect(page.headers.get('content-security-policy')).toBe(
    `frame-ancestors ${site.url} https://jira.customer.example`,
  );
});
