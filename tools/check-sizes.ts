/**
 * What a browser must load: each entry of sizes.json is bundled as an app's bundler would do it, and its size
 * after compression stays below its limit in bytes; so does what an expired page loads, with gzip. And the client's promise of zero dependencies is looked up
 * where npm looks it up.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { report, ROOT } from './repository.ts';

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

const problems: string[] = [];
for (const [name, entry] of Object.entries(readJson('tools/sizes.json') as Record<string, Entry>)) {
  try {
    const size = await measure(entry);
    console.log(`${name.padEnd(28)} ${String(size).padStart(6)} of ${entry.limit} bytes`);
    if (size > entry.limit) problems.push(`${name} is too large`);
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const recoverySize = await measureRecovery();
console.log(
  `${'recovery document and script'.padEnd(28)} ${String(recoverySize).padStart(6)} of ${RECOVERY_LIMIT} bytes`,
);
if (recoverySize > RECOVERY_LIMIT) problems.push('the recovery document and its script are too large');
const { dependencies = {} } = readJson('packages/client/package.json') as { dependencies?: object };
problems.push(...Object.keys(dependencies).map((name) => `@authbeat/client depends on ${name}`));
report(problems, 'All sizes are within their limits, and the client has no dependencies.');
