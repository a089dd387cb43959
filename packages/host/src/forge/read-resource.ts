import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { readBounded } from '@authbeat/core';
import type { ForgeManifest, ForgeResource } from './manifest.ts';

/** A file of an app's page. */
export interface ResourceFile {
  readonly type: string;
  readonly body: Buffer;
}

const TUNNEL_TIMEOUT_MS = 30_000;
const MAX_FILE_SIZE = 50 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.otf': 'font/otf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Reads a file of a resource: from its development server, if one responds at the tunnel port, else from its folder.
 *
 * @param path the path within the resource, with a query, as the request has it
 */
export async function readResource(
  manifest: ForgeManifest,
  resource: ForgeResource,
  path: string,
): Promise<ResourceFile | undefined> {
  const { tunnelPort } = resource;
  const fromServer = tunnelPort === undefined ? undefined : await readFromServer(tunnelPort, path);
  return fromServer ?? readFromFolder(join(manifest.directory, resource.path), path);
}

async function readFromServer(port: number, path: string): Promise<ResourceFile | undefined> {
  try {
    const response = await fetch(`http://localhost:${port}${path}`, {
      headers: { accept: '*/*' },
      signal: AbortSignal.timeout(TUNNEL_TIMEOUT_MS),
    });
    const { bytes, truncated } = await readBounded(response.body ?? [], MAX_FILE_SIZE);
    if (!response.ok || truncated) return undefined;
    return { type: response.headers.get('content-type') ?? 'application/octet-stream', body: bytes };
  } catch {
    // The development server does not run: the folder has the last build.
    return undefined;
  }
}

/** `undefined` for a file that does not exist, or is outside of the folder. */
async function readFromFolder(folder: string, path: string): Promise<ResourceFile | undefined> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, decodeURIComponent(path.split('?')[0] ?? '')));
    if (!file.startsWith(root + sep)) return undefined;
    return {
      type: TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
      body: await readFile(file),
    };
  } catch {
    return undefined;
  }
}
