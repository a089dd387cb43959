/** Runs before npm packs a package: gives it the licence, and makes sure that it was built. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

const folder = process.cwd();
if (!existsSync(join(folder, 'dist'))) {
  console.error('There is nothing to pack. Run "npm run build" first.');
  process.exitCode = 1;
}
copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
