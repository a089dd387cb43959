import { range, table } from '../markdown.ts';
import type { StartUp } from './measure.ts';

export function renderStartUp({ importMs, firstRequestMs, developMs, installs }: StartUp): string {
  const rows = installs.map(({ name, packages, megabytes, seconds, largest }) => [
    `\`${name}\``,
    String(packages),
    megabytes.toFixed(1),
    range(seconds),
    largest.map((part) => `${part.name} ${part.megabytes.toFixed(1)}`).join(', '),
  ]);
  return `Importing \`@authbeat/server\` with its SQLite store takes ${range(importMs)} ms, the first request ${range(firstRequestMs)} ms. \`authbeat dev\` with the example, whose pages are built, is ready after ${range(developMs)} ms.

\`npm install\` into an empty folder, from the packed packages, with a warm cache:

${table(['package', 'packages installed', 'MB', 'seconds', 'largest, MB'], rows)}`;
}
