/** Part of `npm run build`: puts the files of other packages into the host's package, with their licences. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BUNDLED_FILES } from '../packages/host/src/http/bundled-files.ts';
import { ROOT } from './repository.ts';

const FOLDER = join(ROOT, 'packages/host/dist/http');
const MODULE = join(FOLDER, 'bundled-files.js');

const { resolve } = createRequire(join(ROOT, 'packages/host/package.json'));
const licences = {
  'css-reset.LICENSE': join(dirname(BUNDLED_FILES['css-reset.css']), '../LICENSE'),
  'atlassian-connect-js.LICENSE': join(dirname(BUNDLED_FILES['iframe.js']), '../LICENSE'),
  'jquery.LICENSE': join(dirname(resolve('jquery/package.json')), 'LICENSE.txt'),
};

await mkdir(join(FOLDER, 'bundled'), { recursive: true });
for (const [name, file] of Object.entries({ ...BUNDLED_FILES, ...licences }))
  await copyFile(file, join(FOLDER, 'bundled', name));

const entries = Object.keys(BUNDLED_FILES).map(
  (name) => `  '${name}': fileURLToPath(new URL('bundled/${name}', import.meta.url)),\n`,
);
await writeFile(
  MODULE,
  `import { fileURLToPath } from 'node:url';\nexport const BUNDLED_FILES = {\n${entries.join('')}};\n`,
);
// The map is of the module that was replaced.
await rm(`${MODULE}.map`, { force: true });
