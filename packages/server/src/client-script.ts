import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In development the client checks its options and the page, and explains failures on the console. */
export type ScriptKind = 'production' | 'development';

const CLIENT = fileURLToPath(new URL('../../client/src', import.meta.url));
const [SCRIPT, DEVELOPMENT] = ['script.ts', 'development.ts'].map((name) =>
  JSON.stringify(join(CLIENT, name)),
);

const ENTRIES: Readonly<Record<ScriptKind, string>> = {
  production: `export * from ${SCRIPT};`,
  // A name that is listed comes before the same name of a whole module.
  development: `export * from ${SCRIPT}; export { createClient } from ${DEVELOPMENT};`,
};

/**
 * The client as one script, for pages without a bundler. Here it is bundled from its source each time that it is asked
 * for; the build replaces this module with one that holds the texts.
 */
export async function readClientScript(kind: ScriptKind = 'production'): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: ENTRIES[kind], resolveDir: CLIENT },
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
