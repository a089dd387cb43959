/** Every source file imports from the floors below its own only, as ARCHITECTURE.md draws them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFloorProblems, readDiagrams } from './floors.ts';
import { listFiles, report, ROOT } from './repository.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const diagrams = readDiagrams(read('ARCHITECTURE.md'));
const drawn = new Set(diagrams.map(({ root }) => root));
const missing = listFiles('packages/*/package.json')
  .map((path) => path.replace('package.json', 'src'))
  .filter((root) => !drawn.has(root))
  .map((root) => `ARCHITECTURE.md does not draw the floors of ${root}`);
const problems = diagrams.flatMap((diagram) =>
  findFloorProblems(
    diagram,
    listFiles(`${diagram.root}/*.ts`, `${diagram.root}/*.tsx`).map((path) => ({
      path,
      text: read(path),
    })),
  ),
);
report([...missing, ...problems], `${diagrams.length} packages keep to their floors.`);
