/**
 * What a browser must load: each entry of sizes.json, after compression, stays below its limit in bytes, and so does
 * what an expired page loads. And the client's promise of zero dependencies is looked up where npm looks it up.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureSizes } from './measure-sizes.ts';
import { report, ROOT } from './repository.ts';

const problems: string[] = [];
for (const { name, bytes, limit } of await measureSizes()) {
  console.log(`${name.padEnd(28)} ${String(bytes).padStart(6)} of ${limit} bytes`);
  if (bytes > limit) problems.push(`${name} is too large`);
}
const manifest = readFileSync(join(ROOT, 'packages/client/package.json'), 'utf8');
const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: object };
problems.push(...Object.keys(dependencies).map((name) => `@authbeat/client depends on ${name}`));
report(problems, 'All sizes are within their limits, and the client has no dependencies.');
