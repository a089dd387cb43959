import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PRELOAD = fileURLToPath(new URL('../bin/use-local-host.cjs', import.meta.url));
const KEY = 'https://connect-install-keys.atlassian.com/the-key-id?a=1';

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer(
    (request, response) => void response.end(`got ${request.headers.host} ${request.url}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a script prints that Node runs with the preload. */
async function run(script: string, keyServer = `http://127.0.0.1:${port}/install-keys`): Promise<string> {
  const env = { ...process.env, AUTHBEAT_KEY_SERVER: keyServer, NODE_OPTIONS: `--require ${PRELOAD}` };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { env }, (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

const READ = `(response) => { response.setEncoding('utf8'); response.on('data', (text) => console.log(text)); }`;

describe('an app that is started with the preload', () => {
  it.each([
    ['fetch', `console.log(await (await fetch('${KEY}')).text())`],
    ['https.get', `import https from 'node:https'; https.get('${KEY}', ${READ})`],
    [
      'https.request with options',
      `import https from 'node:https';
       const options = { hostname: 'connect-install-keys.atlassian.com', path: '/the-key-id?a=1', method: 'GET' };
       https.request(options, ${READ}).end()`,
    ],
  ])('gets install keys from the local host by %s', async (_, script) => {
    expect(await run(script)).toBe(`got 127.0.0.1:${port} /install-keys/the-key-id?a=1\n`);
  });

  it.each([
    ['fetch', `console.log(await (await fetch('http://jira.localhost:PORT/rest')).text())`],
    ['http.get', `import http from 'node:http'; http.get('http://jira.localhost:PORT/rest', ${READ})`],
  ])('reaches a site of the local host by %s', async (_, script) => {
    expect(await run(script.replace('PORT', String(port)))).toBe(`got jira.localhost:${port} /rest\n`);
  });

  it('reaches every other server as before', async () => {
    const script = `console.log(await (await fetch('http://127.0.0.1:${port}/other')).text())`;
    expect(await run(script)).toBe(`got 127.0.0.1:${port} /other\n`);
  });

  it('is unchanged without a key server', async () => {
    const script = `import dns from 'node:dns'; console.log(dns.lookup.name, fetch.toString().includes('redirect('))`;
    expect(await run(script, '')).toBe('lookup false\n');
  });
});
