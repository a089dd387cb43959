import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './repository.ts';

interface Entry {
  /** What an app imports. */
  readonly code: string;
  /** The largest size that is accepted, in bytes after Brotli at level 11. */
  readonly limit: number;
  /** Packages that the app has anyway. None by default. */
  readonly external?: readonly string[];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

async function measure({ code, external = [] }: Entry): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(ROOT, 'packages/client') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    external: [...external],
    logLevel: 'silent',
  });
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return outputFiles.reduce((sum, file) => sum + brotliCompressSync(file.contents, { params }).length, 0);
}

/** The recovery document and its script: what an expired page loads before it heals. */
async function measureRecovery(): Promise<number> {
  const { createPages } = (await import(join(ROOT, 'packages/server/dist/recovery/pages.js'))) as Pages;
  const { recovery, script } = createPages({
    baseUrl: 'https://app.example.com',
    mount: '/authbeat',
    bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
    recovery: { bridgeTimeout: 10 },
  });
  const responses = [recovery({ origins: ['https://example.atlassian.net'] }, true), script('')];
  return responses.reduce((sum, { body }) => sum + gzipSync(body).length, 0);
}

interface Pages {
  readonly createPages: (settings: object) => {
    readonly recovery: (tenant: object, startsByItself: boolean) => { readonly body: string };
    readonly script: (url: string) => { readonly body: string };
  };
}

const RECOVERY_LIMIT = 3000;

/** What a browser loads, in bytes after compression. */
export interface Size {
  readonly name: string;
  readonly bytes: number;
  /** The most that is accepted. */
  readonly limit: number;
}

/** Measures the entries of sizes.json, bundled as an app's bundler would do it, and what an expired page loads. */
export async function measureSizes(): Promise<readonly Size[]> {
  const entries = Object.entries(readJson('tools/sizes.json') as Record<string, Entry>);
  const sizes = entries.map(async ([name, entry]) => ({
    name,
    bytes: await measure(entry),
    limit: entry.limit,
  }));
  const recovery = {
    name: 'recovery document and script',
    bytes: await measureRecovery(),
    limit: RECOVERY_LIMIT,
  };
  return [...(await Promise.all(sizes)), recovery];
}
