import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { AxiosInstance } from 'axios';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { custom } from '../src/sources/custom.ts';
import { openPage } from './harness/real-world.ts';

const RECIPES = fileURLToPath(new URL('../../../docs/client/recipes.md', import.meta.url));

let app: Site;
let evil: Site;

interface Site {
  readonly origin: string;
  /** Each request with its token. */
  readonly seen: string[];
  close(): Promise<unknown>;
}

async function listen(respond: (site: Site) => Record<string, string> = () => ({})): Promise<Site> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'bare'}`);
    const location = request.url?.startsWith('/redirect') ? respond(site) : {};
    response.writeHead('Location' in location ? 307 : 200, location);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = {
    origin,
    seen,
    close: async () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
  return site;
}

beforeAll(async () => {
  evil = await listen();
  app = await listen(() => ({ Location: `${evil.origin}/redirected` }));
});

afterEach(() => vi.unstubAllGlobals());

afterAll(async () => Promise.all([app.close(), evil.close()]));

/** The code of the section's fence with that number, as an app would run it in a page. */
async function runRecipe(fence: number, baseURI: string): Promise<AxiosInstance> {
  const section = (await readFile(RECIPES, 'utf8')).split('## axios')[1] ?? '';
  const code = [...section.matchAll(/```ts\n(.*?)```/gs)][fence]?.[1] ?? '';
  const source = custom(async () => ({ token: 'session', expiresIn: 900 }));
  const client = openPage(`${app.origin}/page`, { source });
  vi.stubGlobal('createClientOfTheTest', () => client);
  vi.stubGlobal('location', { href: `${app.origin}/page`, origin: app.origin });
  vi.stubGlobal('document', { baseURI });
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
    plugins: [
      {
        name: 'client',
        setup(bundler) {
          bundler.onResolve({ filter: /^@authbeat\/client$/ }, () => ({ path: 'client', namespace: 'test' }));
          bundler.onLoad({ filter: /.*/, namespace: 'test' }, () => ({
            contents: 'export const createClient = () => globalThis.createClientOfTheTest();',
          }));
        },
      },
    ],
  });
  const text = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  const recipe = (await import(`data:text/javascript;base64,${text}`)) as { api: AxiosInstance };
  return recipe.api;
}

describe.each([
  ['the fetch adapter', 0],
  ['the interceptor', 1],
])('axios with %s', (_name, fence) => {
  test('sends the session to the app', async () => {
    const api = await runRecipe(fence, `${app.origin}/page`);
    await api.get(`${app.origin}/api/issues`, { params: { q: 'a b' } });
    await api.post('/api/issues', { a: 1 }, { baseURL: app.origin });
    expect(app.seen.splice(0)).toEqual([
      'GET /api/issues?q=a+b Bearer session',
      'POST /api/issues Bearer session',
    ]);
  });

  test('sends no session elsewhere', async () => {
    const api = await runRecipe(fence, `${app.origin}/page`);
    await api.get(`${evil.origin}/full`);
    await api.get('/base', { baseURL: evil.origin });
    await api.get(`${evil.origin}/both`, { baseURL: app.origin });
    await api.get(`${app.origin}/redirect`);
    expect(evil.seen.splice(0).map((line) => line.split(' ').at(-1))).toEqual([
      'bare',
      'bare',
      'bare',
      'bare',
    ]);
    app.seen.splice(0);
  });
});

test('the interceptor sends requests to the app where a <base> has been injected', async () => {
  const api = await runRecipe(1, `${evil.origin}/`);
  await api.get('/api/issues');
  expect(app.seen.splice(0)).toEqual(['GET /api/issues Bearer session']);
  expect(evil.seen).toEqual([]);
});
