/** The scanner finds its checks in a folder. Bundled into one file, it must have every one of them still. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { listFiles, report, ROOT } from './repository.ts';

const folder = await mkdtemp(join(tmpdir(), 'authbeat-bundle-'));
try {
  const outfile = join(folder, 'scanner.mjs');
  await build({
    entryPoints: [join(ROOT, 'packages/scanner/dist/index.js')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    // Its CommonJS dependencies ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  const { CHECK_IDS } = (await import(pathToFileURL(outfile).href)) as { CHECK_IDS: readonly string[] };
  const ids = listFiles('packages/scanner/src/checks/*.ts').map((path) => path.replace(/^.*\/|\.ts$/g, ''));
  const missing = ids.filter((id) => !CHECK_IDS.includes(id));
  report(
    missing.map((id) => `the bundled scanner lacks the check ${id}`),
    `The bundled scanner has all of its ${ids.length} checks.`,
  );
} finally {
  await rm(folder, { recursive: true });
}
