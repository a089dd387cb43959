import { fileURLToPath } from 'node:url';

/**
 * The client as one script, for pages without a bundler. Here it is bundled from its source each time that it is asked
 * for; the build replaces this module with one that holds the text.
 */
export async function readClientScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../client/src/script.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'authbeat',
    platform: 'browser',
    target: 'es2022',
  });
  return outputFiles.map(({ text }) => text).join('');
}
