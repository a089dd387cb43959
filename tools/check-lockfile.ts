/** An address of somebody's registry in the repository would break everybody else's `npm ci`, or redirect it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, report, ROOT } from './repository.ts';

const ADDRESSES = {
  'package-lock.json': /"resolved": "(?:https?|git\+?\w*):/,
  '.npmrc': /registry\s*=|_auth/i,
};

const problems = Object.entries(ADDRESSES).flatMap(([name, address]) =>
  listFiles(name, `**/${name}`).flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        address.test(line) ? [`${path}:${index + 1}: the address of a registry`] : [],
      ),
  ),
);
report(problems, 'No registry addresses.');
