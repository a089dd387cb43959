/**
 * The last step of the build: the scanner searches its folder of checks, which a bundler cannot follow. In what
 * is published, that search is replaced by imports.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

const DIST = join(ROOT, 'packages/scanner/dist');

const files = readdirSync(join(DIST, 'checks')).filter((name) => name.endsWith('.js'));
const imports = files.map((file, index) => `import { check as check${index} } from './checks/${file}';`);
const names = files.map((_, index) => `check${index}`);
const lines = [
  "import { inReportOrder } from './judging/check.js';",
  ...imports,
  `export const CHECKS = inReportOrder([${names.join(', ')}]);`,
  '',
];
writeFileSync(join(DIST, 'all-checks.js'), lines.join('\n'));
