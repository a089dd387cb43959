import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { drawWaterfall } from './healing/draw.ts';
import { drawPicture, pictureFile, WATERFALL_FILE } from './picture.ts';
import type { Results } from './parts.ts';
import { renderResults } from './report.ts';

const FILES = {
  json: new URL('results.json', import.meta.url),
  text: new URL('RESULTS.md', import.meta.url),
  pictures: new URL('pictures/', import.meta.url),
  docs: new URL('../docs/performance.md', import.meta.url),
  docsPictures: new URL('../docs/images/bench/', import.meta.url),
};

/** The heading of the section that `writeDocs` writes. It is the last one. */
const FIGURES = '## Figures';

/** The results of earlier runs; none before the first. */
export function readResults(): Results {
  return existsSync(FILES.json) ? (JSON.parse(readFileSync(FILES.json, 'utf8')) as Results) : {};
}

/** Writes the results as JSON, as text and as pictures. */
export async function writeResults(results: Results): Promise<void> {
  const { curves = [], memory, healing } = results;
  mkdirSync(FILES.pictures, { recursive: true });
  for (const picture of memory ? [...curves, memory] : curves)
    writeFileSync(new URL(pictureFile(picture), FILES.pictures), drawPicture(picture));
  if (healing) writeFileSync(new URL(WATERFALL_FILE, FILES.pictures), drawWaterfall(healing));
  writeFileSync(FILES.text, await formatMarkdown(`# Results\n\n${renderResults(results, 'pictures')}`));
  writeFileSync(FILES.json, await format(JSON.stringify(results), { parser: 'json', printWidth: 110 }));
}

/** Replaces the figures of the documentation by those that were measured last. */
export async function writeDocs(results: Results): Promise<void> {
  const docs = readFileSync(FILES.docs, 'utf8');
  const text = docs.slice(0, docs.indexOf(FIGURES));
  const figures = renderResults(results, 'images/bench');
  writeFileSync(FILES.docs, await formatMarkdown(`${text}${FIGURES}\n\n${figures}`));
  mkdirSync(FILES.docsPictures, { recursive: true });
  for (const name of readdirSync(FILES.pictures))
    copyFileSync(new URL(name, FILES.pictures), new URL(name, FILES.docsPictures));
}

async function formatMarkdown(text: string): Promise<string> {
  return format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });
}
