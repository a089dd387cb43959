import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A module that imports the client, as one script for a page. */
export async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../packages/client', import.meta.url)) },
    conditions: ['authbeat-source'],
    bundle: true,
    write: false,
    format: 'esm',
  });
  return outputFiles.map(({ text }) => text).join('');
}
