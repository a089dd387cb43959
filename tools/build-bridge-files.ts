/** Part of `npm run build`: puts the files of the bridge into the host's package, with their licences. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BRIDGE_FILES } from '../packages/host/src/http/bridge-files.ts';
import { ROOT } from './repository.ts';

const FOLDER = join(ROOT, 'packages/host/dist/http');
const MODULE = join(FOLDER, 'bridge-files.js');

const { resolve } = createRequire(join(ROOT, 'packages/host/package.json'));
const licences = {
  'atlassian-connect-js.LICENSE': join(dirname(BRIDGE_FILES['iframe.js']), '../LICENSE'),
  'jquery.LICENSE': join(dirname(resolve('jquery/package.json')), 'LICENSE.txt'),
};

await mkdir(join(FOLDER, 'bridge'), { recursive: true });
for (const [name, file] of Object.entries({ ...BRIDGE_FILES, ...licences }))
  await copyFile(file, join(FOLDER, 'bridge', name));

const entries = Object.keys(BRIDGE_FILES).map(
  (name) => `  '${name}': fileURLToPath(new URL('bridge/${name}', import.meta.url)),\n`,
);
await writeFile(
  MODULE,
  `import { fileURLToPath } from 'node:url';\nexport const BRIDGE_FILES = {\n${entries.join('')}};\n`,
);
// The map is of the module that was replaced.
await rm(`${MODULE}.map`, { force: true });
