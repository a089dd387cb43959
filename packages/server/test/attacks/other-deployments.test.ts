import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { bearer, startApp, type TestApp } from '../support/app.ts';
import { callWith } from '../support/doors.ts';

/** Two deployments of one app that share the session key, in which the same site has installed the app. */
async function startDeployments(audience?: string): Promise<readonly [TestApp, TestApp]> {
  const sessionKeys = [randomBytes(48).toString('base64')];
  const options = { sessionKeys, ...(audience !== undefined && { audience }) };
  return [await startApp(options), await startApp(options)];
}

async function ticketOf(app: TestApp, session: string): Promise<string> {
  const response = await app.post('/authbeat/ticket', { url: '/api/export' }, bearer(session));
  return ((await response.json()) as { url: string }).url;
}

it('a session and a ticket of staging are refused in production', async () => {
  const [staging, production] = await startDeployments();
  const session = await staging.signIn(await staging.installedSite());
  await production.installedSite();
  expect(await callWith(production, session)).toBe('401 session_invalid');
  const ticket = await ticketOf(staging, session);
  expect((await production.get(ticket)).status).toBe(401);
  expect((await staging.get(ticket)).status).toBe(200);
});

it('one deployment with several public addresses has one name, and its sessions work at all of them', async () => {
  const [first, second] = await startDeployments('issue-panel-production');
  const session = await first.signIn(await first.installedSite());
  await second.installedSite();
  expect(await callWith(second, session)).toBe('admitted');
  expect((await second.get(await ticketOf(first, session))).status).toBe(200);
});
