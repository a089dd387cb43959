/** Words that make sentences hard to read. The field's nouns (user, account, caller, attacker) say who is meant. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, report, ROOT } from './repository.ts';

const WORD = /\b(?:nobody|whoever|whomever|anew|vouch(?:es|ed)?|hears|attends|mended|told|lets be)\b/gi;

const problems = listFiles('*.md', 'packages/*/src/*').flatMap((path) =>
  readFileSync(join(ROOT, path), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(WORD)].map(([word]) => `${path}:${index + 1}: say who is meant, not "${word}"`),
    ),
);
report(problems, 'The prose is plain.');
