import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as server from '@authbeat/server';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileClientModule } from '../tools/client-script.ts';
import { compileRecoveryModule } from '../tools/recovery-script.ts';
import { useVisits } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, clickButton, content, openIssue } from './harness/steps.ts';

describe('a server in a bundle', () => {
  const open = useVisits();
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'authbeat-bundle-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it.each<[string, BuildOptions]>([
    ['minify', { minify: true }],
    ['keepNames', { keepNames: true }],
    ['minify and keepNames', { minify: true, keepNames: true }],
  ])('heals a late panel after esbuild with %s', async (name, options) => {
    const file = join(directory, `${name.replaceAll(' ', '-')}.mjs`);
    await bundleServer(file, options);
    const { createAuthbeat } = (await import(pathToFileURL(file).href)) as typeof server;
    const visit = await open({ createAuthbeat });
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    expect(visit.errors).toEqual([]);
  });
});

/** Bundles the server as the published package has it: with its scripts as text. */
async function bundleServer(outfile: string, options: BuildOptions): Promise<void> {
  await build({
    ...options,
    stdin: { contents: "export * from '@authbeat/server'", resolveDir: import.meta.dirname },
    conditions: ['authbeat-source'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'published scripts',
        setup(bundler) {
          bundler.onLoad({ filter: /recovery\/script\.ts$/ }, async () => ({
            contents: await compileRecoveryModule(),
          }));
          bundler.onLoad({ filter: /src\/client-script\.ts$/ }, async () => ({
            contents: await compileClientModule(),
          }));
        },
      },
    ],
  });
}
