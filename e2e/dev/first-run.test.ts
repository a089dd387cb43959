import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findFreePorts } from '../../packages/cli/test/fixtures/run-cli.ts';
import { PUBLIC_APPS } from '../../packages/host/test/modules/public-apps.ts';
import { STATIC_SITE } from '../gateway/static-app.ts';
import { describeFirstRun } from './describe-first-run.ts';
import { RUNS, useDev } from './use-dev.ts';

const ACE_APP = fileURLToPath(new URL('../gateway/ace-app', import.meta.url));

const ACE_COMMAND = [process.execPath, '--conditions=authbeat-source', `${ACE_APP}/server.ts`];

describeFirstRun({
  kind: 'atlassian-connect-express',
  command: ACE_COMMAND,
  cwd: ACE_APP,
  env: (port) => ({ PORT: port, APP_URL: `http://127.0.0.1:${port}` }),
  listening: /listening/,
});

/** Has the token expired? Nothing else of it is looked at. */
function isExpired(token: string): boolean {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number;
  };
  return exp < Date.now() / 1000;
}

/** An app with these modules, which refuses expired tokens on every page but those of `cacheable` modules. */
async function startApp(modules: object): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', origin);
    const token = url.searchParams.get('jwt');
    if (url.pathname === '/atlassian-connect.json')
      response.end(
        JSON.stringify({
          key: 'an-app',
          name: 'An app',
          baseUrl: origin,
          authentication: { type: 'jwt' },
          lifecycle: { installed: '/installed' },
          modules,
        }),
      );
    else if (url.pathname === '/installed') response.writeHead(204).end();
    else
      response
        .writeHead(token !== null && isExpired(token) ? 401 : 200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Page</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return origin;
}

describe('authbeat dev', () => {
  const { run, openPage } = useDev();

  async function develop(origin: string, options: readonly string[] = []): Promise<string> {
    const [port] = await findFreePorts();
    const cli = run(['--port', port, ...options, `${origin}/atlassian-connect.json`]);
    await cli.prints(RUNS);
    return cli.output();
  }

  /** The status of a page of the app at an address that was printed, with a token that has expired. A frame may need a click. */
  async function statusOf(address: string, path: string, button?: string): Promise<number> {
    const page = await openPage();
    const loaded = page.waitForResponse((response) => new URL(response.url()).pathname === path);
    await page.goto(`${address}?fault=expired-early`);
    if (button !== undefined) await page.getByRole('button', { name: button }).click();
    return (await loaded).status();
  }

  it("lets a page that names Atlassian's `all.js` load the bridge of the host", async () => {
    const [port, appPort] = await findFreePorts();
    const ports = ['--port', port, '--app-port', appPort];
    const cli = run([...ports, '--app-directory', ACE_APP, '--', ...ACE_COMMAND]);
    await cli.prints(RUNS);
    const page = await openPage();
    await page.goto(`http://jira.localhost:${port}/browse/AB-1`);
    const bridge = page.waitForResponse((response) => response.url().endsWith('/all.js'));
    await page.getByRole('button', { name: 'Foo', exact: true }).click();
    const loaded = await bridge;
    expect([loaded.status(), loaded.url()]).toEqual([
      200,
      `http://jira.localhost:${port}/atlassian-connect/all.js`,
    ]);
  });

  it.each([
    {
      shape: 'an editor for Confluence',
      app: PUBLIC_APPS.documentEditor,
      page: 'Editor',
      path: '/editor',
      button: undefined,
      notShown: ['edit-attachment'],
    },
    {
      shape: 'the Jira example',
      app: PUBLIC_APPS.jiraExample,
      page: 'Hello',
      path: '/hello',
      button: undefined,
      notShown: [],
    },
    {
      shape: 'an app that uses all of Jira',
      app: PUBLIC_APPS.pairUp,
      page: 'Issue',
      path: '/history.html',
      button: 'Pairings',
      notShown: ['picker', 'webhooks-0', 'post', 'version', 'queue', 'new'],
    },
  ])(
    'runs an app in the shape of $shape, names what it does not show, and shows its expiry',
    async (shape) => {
      const { app, page, path, button, notShown } = shape;
      const output = await develop(await startApp(app.modules), ['--product', app.product]);
      expect([...output.matchAll(/Not shown: \S+ "([^"]+)"/g)].map(([, key]) => key)).toEqual(notShown);
      const address = new RegExp(`^  ${page} +(http:\\S+)$`, 'm').exec(output)?.[1] ?? '';
      expect(await statusOf(address, path, button)).toBe(401);
    },
  );

  it('gives a static site with a `cacheable` page no token, which then cannot expire', async () => {
    const modules = {
      generalPages: [{ key: 'static', name: { value: 'Static' }, url: '/static.html', cacheable: true }],
    };
    const output = await develop(await startApp(modules));
    const address = /^  Static +(http:\S+)$/m.exec(output)?.[1] ?? '';
    expect(await statusOf(address, '/static.html')).toBe(200);
  });

  it('says that a static site takes any token, however old', async () => {
    const [port, appPort] = await findFreePorts();
    const baseUrl = `http://127.0.0.1:${appPort}`;
    const { close } = await STATIC_SITE.start({
      port: Number(appPort),
      baseUrl,
      keyServerUrl: `http://127.0.0.1:${port}/install-keys`,
      bridgeUrl: `http://jira.localhost:${port}/atlassian-connect/all.js`,
    });
    onTestFinished(close);
    expect(await develop(baseUrl)).toContain('The app accepts tokens that expired a quarter of an hour ago');
  });
});
