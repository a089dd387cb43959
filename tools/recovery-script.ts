import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { ROOT } from './repository.ts';

const SOURCE = 'packages/server/src/recovery/browser/heal.js';

/** The module that packages have in place of `recovery/script.ts`: the recovery script as minified text. */
export async function compileRecoveryModule(): Promise<string> {
  const source = await readFile(join(ROOT, SOURCE), 'utf8');
  const { code } = await transform(source, { minify: true, target: 'es2020' });
  return `export const RECOVERY_SCRIPT = ${JSON.stringify(code)};\n`;
}
