import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import { describeFirstRun } from '../dev/describe-first-run.ts';
import { buildSpring, SPRING, SPRING_APP, SPRING_COMMAND } from './apps.ts';
import { checkBehindGateway } from './check-app.ts';
import { startSetting } from './start-setting.ts';
import { describeLatePanel, describeLongPage } from './describe-unchanged.ts';

beforeAll(buildSpring, 300_000);

describeLatePanel("Atlassian's Spring Boot starter", SPRING);
describeLongPage("Atlassian's Spring Boot starter", SPRING);
// Here, because it needs the same build.
describeFirstRun({
  kind: "Atlassian's starter for Spring Boot",
  command: SPRING_COMMAND,
  cwd: SPRING_APP,
  env: (port) => ({ SERVER_PORT: port, ADDON_BASEURL: `http://127.0.0.1:${port}` }),
  listening: /Started Application/,
});

it("an unchanged app on Atlassian's Spring Boot starter passes the security test behind a gateway", async () => {
  expect(await checkBehindGateway(SPRING)).toEqual({});
});

it('an app on the starter trades a context token for its own token, and calls the host', async () => {
  const { appUrl, installation } = await startSetting(SPRING);
  const get = async (path: string, token: string): Promise<Response> =>
    fetch(appUrl + path, { headers: { authorization: `JWT ${token}` } });

  const context = installation.tokens.context({ accountId: '712020:ben' });
  const heartbeat = await get('/heartbeat', context);
  expect(heartbeat.status).toBe(200);
  const { token } = (await heartbeat.json()) as { token: string };
  expect(decodeJwt(token)['qsh']).toBe('context-qsh');
  expect((await get('/heartbeat', token)).status).toBe(200);
  expect(await (await get('/api/me', token)).json()).toEqual({ account: '712020:ben' });
  // The local host verifies the signature and the `qsh` of the app's call.
  expect((await get('/api/myself', token)).status).toBe(200);

  const page = new URL(installation.moduleUrl('foo', { issue: 'AB-1', accountId: '712020:ben' }));
  expect((await get('/heartbeat', page.searchParams.get('jwt') ?? '')).status).toBe(401);
});

it('the heartbeat of the docs is the one that this app has', async () => {
  const [docs, controller] = await Promise.all([
    readFile(new URL('../../docs/client/sources.md', import.meta.url), 'utf8'),
    readFile(
      new URL('spring-app/src/main/java/dev/authbeat/spring/PanelController.java', import.meta.url),
      'utf8',
    ),
  ]);
  const [, heartbeat = ''] = /```java\n([^`]+)```/.exec(docs) ?? [];
  const dense = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();
  expect(heartbeat).not.toBe('');
  expect(dense(controller)).toContain(dense(heartbeat));
});
