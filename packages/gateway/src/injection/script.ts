import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * The script that pages load which cannot be changed. Here it is bundled from its source; the build replaces this module
 * with one that holds the text.
 */
export const INJECTED_SCRIPT = buildSync({
  entryPoints: [fileURLToPath(new URL('browser/inject.ts', import.meta.url))],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  conditions: ['authbeat-source', 'production'],
})
  .outputFiles.map(({ text }) => text)
  .join('');
