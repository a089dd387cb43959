/** Part of `npm run build`: puts the client as one script into its package, and into those that serve it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readClientScript } from '../packages/server/src/client-script.ts';
import { compileClientModule } from './client-script.ts';
import { compileInjectedModule } from './injected-script.ts';
import { ROOT } from './repository.ts';

const SERVED = join(ROOT, 'packages/server/dist/client-script.js');
const INJECTED = join(ROOT, 'packages/gateway/dist/injection/script.js');

await writeFile(join(ROOT, 'packages/client/dist/authbeat.js'), await readClientScript());
await writeFile(SERVED, await compileClientModule());
await writeFile(INJECTED, await compileInjectedModule());
// The maps are of the modules that were replaced.
for (const module of [SERVED, INJECTED]) await rm(`${module}.map`, { force: true });
