import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHost } from '@authbeat/host';
import { scan } from '@authbeat/scanner';
import { expect, it } from 'vitest';
import { createInstaller } from '../src/check/create-installer.ts';

interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly paths: readonly string[];
}

/** Records the paths that are requested. Responds with what `respond` gives, or 204. */
async function listen(respond: (request: IncomingMessage) => object | undefined): Promise<Listener> {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? '');
    const value = respond(request);
    if (value) response.end(JSON.stringify(value));
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, paths, [Symbol.asyncDispose]: close };
}

it('installs by the descriptor that the scanner has checked, whatever the app sends the next time', async () => {
  await using bystander = await listen(() => undefined);
  let fetched = 0;
  await using app = await listen(({ url, headers }) => {
    if (url !== '/atlassian-connect.json') return undefined;
    fetched += 1;
    const baseUrl = fetched === 1 ? `http://${headers.host}` : bystander.url;
    const lifecycle = { installed: '/installed', uninstalled: '/uninstalled' };
    return { key: 'two-faced', name: 'Two-faced', baseUrl, authentication: { type: 'jwt' }, lifecycle };
  });
  const host = await startHost();
  try {
    const descriptorUrl = `${app.url}/atlassian-connect.json`;
    const report = await scan({ descriptorUrl, installer: createInstaller(host), only: ['branding'] });
    expect(report.depth).toBe('inside');
    expect(app.paths.filter((path) => path === '/installed').length).toBeGreaterThanOrEqual(2);
    expect(bystander.paths).toEqual([]);
  } finally {
    await host.close();
  }
});
