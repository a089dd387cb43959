/** Part of `npm run build`: puts the client into its package as one script for pages without a bundler. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleClientScript } from './client-script.ts';
import { ROOT } from './repository.ts';

await writeFile(join(ROOT, 'packages/client/dist/authbeat.js'), await bundleClientScript());
