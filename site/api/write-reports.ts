/**
 * Compares the public surface of each package with its `api-report.txt`, and writes the difference into that file.
 * With `--check` it writes nothing and fails: a change of the surface has to be announced, by a new report and a
 * changeset in the same commit.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, report, ROOT } from '../../tools/repository.ts';
import { entriesOf, reportOf } from './report.ts';

const checks = process.argv.includes('--check');

function update(directory: string): string[] {
  if (entriesOf(directory).length === 0) return [];
  const file = join(directory, 'api-report.txt');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const now = reportOf(directory);
  if (now === before) return [];
  if (!checks) writeFileSync(file, now);
  return [`${file.slice(ROOT.length + 1)} ${checks ? 'is not up to date' : 'has been written'}`];
}

const changes = listFiles('packages/*/package.json').flatMap((path) =>
  update(join(ROOT, path.replace('/package.json', ''))),
);
if (checks)
  report(
    changes.length === 0
      ? []
      : [...changes, 'Run "npm run api", look at the difference, and add a changeset.'],
    'The public surface is as reported.',
  );
else console.log(changes.join('\n') || 'Nothing has changed.');
