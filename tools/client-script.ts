import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './repository.ts';

/** The client as one script for pages without a bundler: it sets the global `authbeat`. */
export async function bundleClientScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'packages/client/src/script.ts')],
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

/** The module that packages have in place of `client-script.ts` of the server: the script as text. */
export async function compileClientModule(): Promise<string> {
  const script = await bundleClientScript();
  return `const SCRIPT = ${JSON.stringify(script)};\nexport const readClientScript = async () => SCRIPT;\n`;
}
