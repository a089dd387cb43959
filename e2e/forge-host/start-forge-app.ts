import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeToken } from '@authbeat/core';
import { build } from 'esbuild';

/** A request that the remote has received. */
export interface RemoteCall {
  readonly method: string;
  readonly path: string;
  readonly origin: string | undefined;
  readonly token: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A Forge app: its pages in a folder, and its remote, which shows what it receives. */
export interface ForgeApp {
  /** The folder of the resources of its manifest. */
  readonly directory: string;
  readonly remoteUrl: string;
  readonly calls: readonly RemoteCall[];
  close(): Promise<void>;
}

export const MANIFEST = fileURLToPath(new URL('manifest.yml', import.meta.url));

/** Builds the pages with Atlassian's `@forge/bridge` as it comes from npm, and starts the remote. */
export async function startForgeApp(): Promise<ForgeApp> {
  const directory = await mkdtemp(join(tmpdir(), 'authbeat-forge-'));
  const entryPoint = fileURLToPath(new URL('app-page.ts', import.meta.url));
  for (const resource of ['page', 'dialog']) {
    await mkdir(join(directory, resource));
    await writeFile(
      join(directory, resource, 'index.html'),
      `<!doctype html><html lang="en"><head><title>${resource}</title></head><body><h1>The ${resource} of the app</h1><script src="./app.js"></script></body></html>`,
    );
    await build({
      entryPoints: [entryPoint],
      outfile: join(directory, resource, 'app.js'),
      bundle: true,
      minify: true,
    });
  }
  const calls: RemoteCall[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const cors = {
        'access-control-allow-origin': headers.origin ?? '*',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-expose-headers': 'x-from-app',
      };
      if (url.startsWith('/closed')) return response.writeHead(403).end();
      if (method === 'OPTIONS') return response.writeHead(204, cors).end();
      const token = (headers.authorization ?? '').replace('Bearer ', '');
      const claims = token === '' ? {} : decodeToken(token, { maxLength: 16_000 }).claims;
      calls.push({ method, path: url, origin: headers.origin, token, claims, headers, body });
      if (url === '/file')
        return response
          .writeHead(200, { ...cors, 'content-type': 'application/octet-stream' })
          .end(Buffer.from([0, 255, 128]));
      const status = url.startsWith('/refused') ? 401 : 200;
      return response
        .writeHead(status, { ...cors, 'content-type': 'application/json', 'x-from-app': 'yes' })
        .end(JSON.stringify({ account: (claims as { principal?: string }).principal ?? null, body }));
    });
  });
  const remoteUrl = await listen(server);
  return {
    directory,
    remoteUrl,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true });
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
