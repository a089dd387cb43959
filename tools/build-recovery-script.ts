/** Part of `npm run build`: puts the recovery script into the server's package as text. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileRecoveryModule } from './recovery-script.ts';
import { ROOT } from './repository.ts';

const MODULE = join(ROOT, 'packages/server/dist/recovery/script.js');

await writeFile(MODULE, await compileRecoveryModule());
// The map is of the module that was replaced.
await rm(`${MODULE}.map`, { force: true });
