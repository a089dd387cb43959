import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What an app's bundler makes of an import, for production. */
async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: SRC },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

test('production has none of the messages for developers, and none of the sources that are not asked for', async () => {
  const core = await bundle("export { createClient } from './index.ts'");
  expect(core).not.toMatch(/console|createClient\(\) was|X-acpt|JWT|customElements/);
  const development = await bundle("export { createClient } from './development.ts'");
  expect(development).toMatch(/console/);
});

test('an import of a source alone brings no client with it', async () => {
  const source = await bundle("export { ace } from './index.ts'");
  expect(source).not.toMatch(/BroadcastChannel|visibilitychange/);
});

test('storage and cookies are never used', async () => {
  const all = await bundle("export * from './index.ts'; export * from './element/index.ts'");
  expect(all).not.toMatch(/localStorage|sessionStorage|indexedDB|cookie|\blocks\b/);
});
